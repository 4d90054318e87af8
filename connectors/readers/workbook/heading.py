"""Where a table begins in a sheet: its heading, of one row or more, below titles that are not looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from connectors.readers.workbook.cells import as_text
from connectors.readers.workbook.marks import Joined

SEARCHED = 60
"""Rows in which the heading is looked for."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """A table's place in its sheet; from 0."""

    row: int
    """The first row of records."""
    column: int


def find_heading(
    rows: Sequence[Sequence[Any]], columns: Sequence[str], depth: int, joined: list[Joined]
) -> Start | None:
    """The place below a heading of ``depth`` rows that names the columns, all and in their order."""
    wanted = [_plain(name) for name in columns]
    for last in range(depth - 1, len(rows)):
        names = [_plain(name) for name in name_columns(rows, last, depth, joined)]
        begin = next((place for place, name in enumerate(names) if name), 0)
        if names[begin : begin + len(wanted)] == wanted and not any(names[begin + len(wanted) :]):
            return Start(row=last + 1, column=begin)
    return None


def closest(rows: Sequence[Sequence[Any]], columns: Sequence[str], depth: int, joined: list[Joined]) -> str | None:
    """The first of the columns that is missing from the row which names most of them; None where no row names two."""
    wanted = [_plain(name) for name in columns]
    found = [{_plain(name) for name in name_columns(rows, last, depth, joined)} for last in range(depth - 1, len(rows))]
    best = max(found, key=lambda names: len(names & set(wanted)), default=set())
    if len(best & set(wanted)) < 2:
        return None
    missing = [column for column, name in zip(columns, wanted, strict=True) if name not in best]
    return missing[0] if missing else ""


def name_columns(rows: Sequence[Sequence[Any]], last: int, depth: int, joined: list[Joined]) -> list[str]:
    """Each column's name: the words above one another; a cell joined across columns speaks for all of them."""
    parts = [list(map(as_text, rows[row])) for row in range(last - depth + 1, last + 1)]
    for top, left, _, right in joined:
        row = top - (last - depth + 1)
        if 0 <= row < depth - 1:
            parts[row][left : right + 1] = [parts[row][left]] * len(parts[row][left : right + 1])
    return [" ".join(filter(None, (" ".join(words.split()) for words in above))) for above in zip(*parts, strict=True)]


def _plain(name: str) -> str:
    return " ".join(name.split()).upper()
