"""Which counts may be published: none that tells of fewer than eleven people, by itself or by subtraction.

A count is published if none or at least ``LEAST`` people are behind it, and behind what it has more or fewer than
every count beside it. Counts of which one follows from the others are published together or not at all. And where one
cell alone of a column is hidden, or the hidden ones hold too few people together, the next smallest is hidden too, so
that a total gives nothing away.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

LEAST = 11
"""People behind a count that is published."""

Flags = Mapping[str, NDArray[np.bool_]]


def count_cells(
    frame: pl.DataFrame, cell: str, groups: Sequence[Sequence[str]], *, base: str | None = None
) -> dict[str, dict[str, int | None]]:
    """Convictions in each cell by column; None where the number may not be published.

    Args:
        frame: one row a conviction: ``person``, the column ``cell`` (a text) and boolean columns.
        cell: by what to break down; every conviction is in one cell.
        groups: columns counted of each cell, the most important first: where two tell too much together, the later is
            hidden. The columns of a group with several follow from each other and ``base``: they are shown where all of
            them and ``base`` are.
        base: one of the columns.
    """
    columns = [column for group in groups for column in group]
    parts = {str(part[cell][0]): part for part in frame.sort(cell, "person").partition_by(cell, maintain_order=True)}
    people: dict[str, dict[str, int]] = {}
    shown: dict[str, set[str]] = {}
    for name, part in parts.items():
        person = part["person"].to_numpy()
        flags = {column: part[column].to_numpy() for column in columns}
        people[name] = {column: _count_people(person, flags[column]) for column in columns}
        shown[name] = _choose(person, flags, groups, base)
    _complement(people, groups, base, shown)
    return {
        name: {column: int(part[column].sum()) if column in shown[name] else None for column in columns}
        for name, part in parts.items()
    }


def _choose(person: NDArray[np.generic], flags: Flags, groups: Sequence[Sequence[str]], base: str | None) -> set[str]:
    """Columns of one cell that may stand side by side."""
    chosen: list[str] = []
    for group in groups:
        if len(group) > 1 and base not in chosen:
            continue
        if all(_may_stand(person, flags, column, [*chosen, *group]) for column in group):
            chosen += group
    return set(chosen)


def _may_stand(person: NDArray[np.generic], flags: Flags, column: str, beside: Sequence[str]) -> bool:
    """Whether a count, and what it has more and fewer than each of the others, tells of none or of enough people."""
    own = flags[column]
    return _is_safe(_count_people(person, own)) and all(
        _is_safe(_count_people(person, own & ~flags[it])) and _is_safe(_count_people(person, flags[it] & ~own))
        for it in beside
    )


def _complement(
    people: Mapping[str, Mapping[str, int]],
    groups: Sequence[Sequence[str]],
    base: str | None,
    shown: dict[str, set[str]],
) -> None:
    """Hide more cells of each column until what is hidden cannot be found from the total."""
    following = {column for group in groups if len(group) > 1 for column in group}
    hidden_more = True
    while hidden_more:
        hidden_more = False
        for group in groups:
            for column in group:
                if (cell := _find_next(people, column, shown)) is not None:
                    shown[cell] -= set(group) | (following if column == base else set())
                    hidden_more = True


def _find_next(people: Mapping[str, Mapping[str, int]], column: str, shown: Mapping[str, set[str]]) -> str | None:
    """The smallest cell of a column that has to be hidden too; None: nothing more has to be, or can."""
    hidden = [name for name in people if column not in shown[name]]
    rest = sorted((people[name][column], name) for name in people if column in shown[name] and people[name][column])
    enough = len(hidden) != 1 and sum(people[name][column] for name in hidden) >= LEAST
    return None if not hidden or enough or not rest else rest[0][1]


def _is_safe(number: int) -> bool:
    return number == 0 or number >= LEAST


def _count_people(person: NDArray[np.generic], flag: NDArray[np.bool_]) -> int:
    """People with a conviction that is flagged; ``person`` is sorted."""
    told = person[flag]
    return int(told.size and 1 + (told[1:] != told[:-1]).sum())
