"""Cells as a workbook."""

import re
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]  # it brings no types

from connectors.date_formats import SERIAL
from connectors.layouts import Layout
from connectors.readers.workbook import Workbook
from connectors.samples.twin.trailer import print_trailer

_TITLES = ("SAMPLE", "Fictional people")
_WRITTEN = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""What the file says of its own day: the same bytes on any."""


def write_workbook(path: Path, cells: pl.DataFrame, layout: Layout, file: Workbook) -> None:
    """Write titles, heading, rows and trailer as ``file`` declares them; serial days and declared widths as numbers."""
    names = [name for name in (file.sheet, "Cases") if name and not re.search(r"[*?\[\]]", name)]
    serial = frozenset(name for name in layout.of_dates if layout.formats_of(name)[0] == SERIAL)
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": _WRITTEN})
        sheet = book.add_worksheet(names[0])
        top = _write_top(sheet, cells.columns, file)
        for place, column in enumerate(cells):
            for row, text in enumerate(column, start=top):
                if text is None:
                    continue
                if _is_number(text, file.widths.get(column.name), serial=column.name in serial):
                    sheet.write_number(row, place, int(text))
                else:
                    sheet.write_string(row, place, text)
        if file.trailer is not None:
            sheet.write_string(top + cells.height, 0, print_trailer(file.trailer, cells))


def _write_top(sheet: "xlsxwriter.worksheet.Worksheet", columns: list[str], file: Workbook) -> int:
    """Titles and heading; gives the row of the first record."""
    if file.header == "absent":
        for row in range(file.preamble):
            sheet.write_string(row, 0, _TITLES[0])
        return file.preamble
    for row, title in enumerate(_TITLES):
        sheet.write_string(row, 0, title)
    heading = len(_TITLES) + file.heading_rows
    sheet.write_row(heading, 0, columns)
    return heading + 1


def _is_number(text: str, width: int | None, *, serial: bool) -> bool:
    """Whether a spreadsheet would keep it as a number, from which the reader has the text again."""
    return text.isascii() and text.isdigit() and (serial or (width is not None and len(text) == width < 16))
