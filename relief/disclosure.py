"""Which counts may be published: none that tells of fewer than eleven people, by itself or by subtraction.

A count is published if none or at least ``LEAST`` people are behind it, and behind what it has more or fewer than
every count beside it. And where one cell alone of a column is hidden, or the hidden ones hold too few people
together, the next smallest is hidden too, so that a total gives nothing away.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

LEAST = 11
"""People behind a count that is published."""

Flags = Mapping[str, NDArray[np.bool_]]


def count_cells(frame: pl.DataFrame, cell: str, columns: Sequence[str]) -> dict[str, dict[str, int | None]]:
    """Convictions in each cell by column; None where the number may not be published.

    Args:
        frame: one row a conviction: ``person``, the column ``cell`` (a text) and boolean ``columns``.
        cell: by what to break down; every conviction is in one cell.
        columns: counts of each cell, the most important first: where two tell too much together, the later is hidden.
    """
    parts = {str(part[cell][0]): part for part in frame.sort(cell, "person").partition_by(cell, maintain_order=True)}
    people: dict[str, dict[str, int]] = {}
    shown: dict[str, set[str]] = {}
    for name, part in parts.items():
        person = part["person"].to_numpy()
        flags = {column: part[column].to_numpy() for column in columns}
        people[name] = {column: _count_people(person, flags[column]) for column in columns}
        shown[name] = _choose(person, flags)
    for column in columns:
        _complement({name: people[name][column] for name in parts}, column, shown)
    return {
        name: {column: int(part[column].sum()) if column in shown[name] else None for column in columns}
        for name, part in parts.items()
    }


def _choose(person: NDArray[np.generic], flags: Flags) -> set[str]:
    """Columns of one cell that may stand side by side."""
    chosen: list[str] = []
    for column, own in flags.items():
        if not _is_safe(_count_people(person, own)):
            continue
        beside = (flags[other] for other in chosen)
        if all(
            _is_safe(_count_people(person, own & ~it)) and _is_safe(_count_people(person, it & ~own)) for it in beside
        ):
            chosen.append(column)
    return set(chosen)


def _complement(people: Mapping[str, int], column: str, shown: Mapping[str, set[str]]) -> None:
    """Hide more cells of a column until what is hidden cannot be found from the total."""
    while True:
        hidden = [name for name in people if column not in shown[name]]
        open_ = sorted((people[name], name) for name in people if column in shown[name] and people[name])
        enough = len(hidden) != 1 and sum(people[name] for name in hidden) >= LEAST
        if not hidden or enough or not open_:
            return
        shown[open_[0][1]].discard(column)


def _is_safe(number: int) -> bool:
    return number == 0 or number >= LEAST


def _count_people(person: NDArray[np.generic], flag: NDArray[np.bool_]) -> int:
    """People with a conviction that is flagged; ``person`` is sorted."""
    told = person[flag]
    return int(told.size and 1 + (told[1:] != told[:-1]).sum())
