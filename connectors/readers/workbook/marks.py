"""What a workbook's own bytes tell of a sheet that its cells' values do not: error cells, hidden rows, joined cells.

The library that reads the values gives nothing for an error cell, as if nobody had written anything there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Joined = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""


@dataclass(kw_only=True)
class Marks:
    """Of one sheet; rows and columns from 0, as they are in the sheet."""

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    """What each error cell shows, by row and column."""
    hidden: int = 0
    """Rows that are hidden."""
    from_1904: bool = False
    """Days are counted from 1 January 1904, not 1900."""
    joined: list[Joined] = field(default_factory=list)
    """Cells across columns that are one, where only the sheet's bytes tell them."""

    def add(self, row: int, column: int, shown: str) -> None:
        """An error cell."""
        self.errors.setdefault(row, {})[column] = shown


def read_marks(path: Path, kind: str, name: str) -> Marks:
    """The marks of the sheet called ``name`` of a workbook of a kind: "xlsx", "xls" or "ods"."""
    return _READERS[kind](path, name)


def _read_xlsx(path: Path, name: str) -> Marks:
    from connectors.readers.workbook.marks_xlsx import read

    return read(path, name)


def _read_xls(path: Path, name: str) -> Marks:
    from connectors.readers.workbook.marks_xls import read

    return read(path, name)


def _read_ods(path: Path, name: str) -> Marks:
    from connectors.readers.workbook.marks_ods import read

    return read(path, name)


_READERS: Mapping[str, Callable[[Path, str], Marks]] = {"xlsx": _read_xlsx, "xls": _read_xls, "ods": _read_ods}
