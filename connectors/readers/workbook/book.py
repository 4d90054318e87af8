"""A workbook that is open: its sheets, each in memory once, and what its bytes tell beside the values."""

import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from connectors.readers.delimited.intake import first_bytes
from connectors.readers.workbook.marks import Joined, Marks, read_marks
from relief.errors import UserError

Row = list[Any]
"""The values of a row's cells: text, number, yes or no, day, time; "" where there is nothing."""
_COMPOUND = b"\xd0\xcf\x11\xe0"
_AGAIN = "Open it in a spreadsheet program and save it as .xlsx, or ask the sender for it again."


class Book:
    """A workbook; a sheet is read when its rows are first asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kind = tell_kind(path)
        try:
            self._book = CalamineWorkbook.from_path(str(path))
        except PasswordError:
            raise _protected(path) from None
        except (CalamineError, OSError):
            raise _damaged(path) from None
        self.sheets = tuple(each.name for each in self._book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet)
        """Names, in the book's order; hidden ones too."""
        self._loaded: dict[str, CalamineSheet] = {}

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of a sheet from its first on; all have the same number of cells."""
        return iter(self._sheet(name).iter_rows())

    def joined(self, name: str) -> list[Joined]:
        """Cells that are one across columns."""
        ranges = self._sheet(name).merged_cell_ranges
        return self.marks(name).joined if ranges is None else [(*first, *last) for first, last in ranges]

    def marks(self, name: str) -> Marks:
        """What the sheet's values do not tell."""
        try:
            return read_marks(self._path, self._kind, name)
        except Exception:  # whatever is odd in the bytes, an error cell would be taken for a blank one
            raise _damaged(self._path) from None

    def drop(self, name: str) -> None:
        """Free a sheet's memory."""
        self._loaded.pop(name, None)

    def _sheet(self, name: str) -> CalamineSheet:
        if name not in self._loaded:
            try:
                self._loaded[name] = self._book.get_sheet_by_name(name)
            except CalamineError:
                raise _damaged(self._path) from None
        return self._loaded[name]


def open_book(path: Path) -> Book:
    """The workbook; UserError says why it cannot be opened. The last one stays open, since who looks then reads."""
    first_bytes(path)
    told = path.stat()
    return _open(path, told.st_size, told.st_mtime_ns)


@lru_cache(maxsize=1)
def _open(path: Path, _size: int, _changed: int) -> Book:
    return Book(path)


def close_books() -> None:
    """Free what `open_book` keeps."""
    _open.cache_clear()


def tell_kind(path: Path) -> str:
    """ "xlsx", "xls" or "ods", by its bytes: a name says what somebody believed. UserError where it is none."""
    first = first_bytes(path)
    if first.startswith(_COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            raise _protected(path)
        return "xls"
    if not first.startswith(b"PK"):
        raise UserError(
            f"{path.name}: this is no workbook, whatever its name says; it seems to be text. "
            "Save it as .xlsx, or declare it as delimited."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        raise _damaged(path) from None
    for member, kind in (("xl/workbook.xml", "xlsx"), ("content.xml", "ods")):
        if member in names:
            return kind
    raise UserError(f"{path.name}: this is no workbook of a known kind. {_AGAIN}")


def _protected(path: Path) -> UserError:
    return UserError(
        f"{path.name}: the workbook is protected by a password. Save it without one, or ask the sender to."
    )


def _damaged(path: Path) -> UserError:
    return UserError(f"{path.name}: the workbook is damaged or cut off. {_AGAIN}")
