"""A workbook of unknown shape: the sheet with most rows, and the heading above its records."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from connectors.onboarding.frames import describe_end, is_header, make_frame
from connectors.readers.workbook.book import Book, close_books, open_book
from connectors.readers.workbook.cells import as_text
from connectors.readers.workbook.heading import name_columns
from connectors.readers.workbook.marks import Joined
from relief.errors import UserError

_MOST_FILLED = 0.6
"""A row that fills so much of the fullest is heading or record; what stands above are titles."""


def read_workbook(path: Path) -> tuple[pl.DataFrame, dict[str, Any]]:
    """The table and its shape. UserError where no sheet holds one."""
    book = open_book(path)
    sheets = {name: [[as_text(cell).strip() for cell in row] for row in book.rows(name)] for name in book.sheets}
    name = max(sheets, key=lambda each: len(sheets[each]), default=None)
    rows = sheets[name] if name is not None else []
    filled = [sum(cell != "" for cell in row) for row in rows]
    if name is None or max(filled, default=0) < 2:
        raise UserError(f"{path.name}: no sheet holds a table")
    top = next(place for place, number in enumerate(filled) if number >= _MOST_FILLED * max(filled))
    left = min(place for row in rows[top:] for place, cell in enumerate(row) if cell)
    body = [row[left:] for row in rows[top:]]
    header = is_header(body)
    depth = _count_heading(rows, top, book.joined(name)) if header else 1
    if depth > 1:
        names = name_columns(rows, top, depth, book.joined(name))[left:]
    else:
        names = body[0] if header else [""] * len(body[0])
    shape = {
        "format": "workbook",
        "sheet": name,
        "preamble": top,
        "header": header,
        **({"heading_rows": depth} if depth > 1 else {}),
        **({"other_sheets": others} if (others := _list_others(sheets, name)) else {}),
    }
    records = [row for row in body[header:] if any(row)]
    if trailer := _tell_trailer(records):
        records, shape = records[:-1], {**shape, "trailer": trailer}
    _drop(book)
    return make_frame(records, [" ".join(each.split()) for each in names]), shape


def _drop(book: Book) -> None:
    for name in book.sheets:
        book.drop(name)
    close_books()


def _list_others(sheets: dict[str, list[list[str]]], name: str) -> list[str]:
    return [other for other, cells in sheets.items() if other != name and any(any(row) for row in cells)]


def _count_heading(rows: Sequence[Sequence[str]], last: int, joined: Sequence[Joined]) -> int:
    """Rows of the heading: one above the last that names groups of its columns belongs to it."""
    depth = 1
    while last - depth >= 0 and _names_groups(rows, last - depth, joined):
        depth += 1
    return depth


def _names_groups(rows: Sequence[Sequence[str]], row: int, joined: Sequence[Joined]) -> bool:
    wide = [right - left for top, left, _, right in joined if top == row and right > left]
    return len(wide) > 1 and sum(cell != "" for cell in rows[row]) > 1


def _tell_trailer(records: Sequence[Sequence[str]]) -> str | None:
    """The pattern of a last row that counts the records above it."""
    said = " ".join(filter(None, records[-1]))
    told = describe_end(said, len(records) - 1)
    return told if "(?P<rows>" in told and sum(cell != "" for cell in records[-1]) <= 3 else None
