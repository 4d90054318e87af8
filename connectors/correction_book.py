"""Facts to correct as a workbook: a fact a row, four columns to fill in, with the words that each may become.

Texts are written as texts, whatever they begin with; lists are on a sheet of their own, as a cell's own list may
hold 255 letters only.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]  # it brings no types
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]  # nor here

from connectors.review_book import read_cells
from relief.correctable import FIELDS
from relief.errors import UserError

SHEET, WORDS = "corrections", "words"
NEW = "new value"
KEYS = ("record", "field", "source_file", "source_row", "reads")
ANSWERS = {NEW: "becomes", "reason": "reason", "source": "evidence", "author": "author"}
"""Headings of the columns that a person fills in, and what each is."""
SOURCES = ("court file", "court docket", "DOJ record", "RAP sheet", "prosecutor's file", "police report", "the person")
"""Where a fact may have been found."""
SECTIONS = ("HS 11357(a)", "HS 11357(b)", "HS 11357(c)", "HS 11358", "HS 11359", "HS 11360(a)", "HS 11360(b)")
AS_READ = "as read"
"""In place of a new value: the correction is withdrawn."""
_WIDTHS = {"what": 30, "reads": 32, NEW: 30, "reason": 44, "source": 18, "settles": 60}


def write_facts(facts: pl.DataFrame, file: Path) -> None:
    """Write facts, with empty columns for what they become and why.

    Args:
        facts: columns ``KEYS`` and any others to be shown.
        file: an XLSX to write; what is there is replaced.
    """
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": False})
    try:
        sheet, words = book.add_worksheet(SHEET), book.add_worksheet(WORDS)
        ranges = _write_words(words, {"field": tuple(FIELDS), "source": SOURCES, **_list_choices()})
        headings = [*facts.columns, *ANSWERS]
        _write_cells(book, sheet, facts, headings)
        for number, field in enumerate(facts["field"], start=1):
            strict = field in FIELDS and bool(FIELDS[field].choices)
            _offer(sheet, number, headings.index(NEW), ranges.get(field), strict=strict)
        if facts.height:
            for heading in ("field", "source"):
                _offer(sheet, 1, headings.index(heading), ranges[heading], last=facts.height)
        words.hide()
        book.close()
        file.chmod(0o600)
    except (OSError, xlsxwriter.exceptions.FileCreateError):
        raise UserError(f"{file.name}: the workbook cannot be written") from None


def read_facts(file: Path) -> list[dict[str, str]]:
    """The rows that were filled in: ``KEYS``, ``becomes``, ``reason``, ``evidence``, ``author``, and ``place`` for messages.

    UserError if a column is missing or a fact stands twice.
    """
    cells = read_cells(file, SHEET, "relief correct export")
    headings = [_as_text(cell) for cell in cells[0]] if cells else []
    wanted = {**{name: name for name in KEYS}, **ANSWERS}
    missing = [heading for heading in wanted if headings.count(heading) != 1]
    if missing:
        raise UserError(f"{file.name}: the columns {', '.join(missing)} must each stand once in the first row")
    found: dict[tuple[str, str], dict[str, str]] = {}
    for number, row in enumerate(cells[1:], start=2):
        told = {wanted[h]: _as_text(cell) for h, cell in zip(headings, row, strict=False) if h in wanted}
        if not any(told[name] for name in ("becomes", "reason")):
            continue
        key = told["record"], told["field"]
        if not all(key) or key in found:
            why = "stands twice; leave one" if all(key) else "is blank: no single field settles this; see relief review"
            raise UserError(f"{file.name} row {number}, record: {why}")
        found[key] = {**told, "place": f"{file.name} row {number}"}
    return list(found.values())


def _list_choices() -> dict[str, Sequence[str]]:
    chosen = {name: field.choices for name, field in FIELDS.items() if field.choices}
    return {**chosen, "charge_text": SECTIONS}


def _write_words(sheet: Any, lists: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Write each list into a column, and say where it is."""
    ranges = {}
    for column, (name, words) in enumerate(lists.items()):
        for row, word in enumerate((name, *words)):
            sheet.write_string(row, column, word)
        letter = xl_col_to_name(column)
        ranges[name] = f"={WORDS}!${letter}$2:${letter}${len(words) + 1}"
    return ranges


def _write_cells(book: Any, sheet: Any, facts: pl.DataFrame, headings: Sequence[str]) -> None:
    bold, text = book.add_format({"bold": True}), book.add_format({"bg_color": "#FFF6D6", "num_format": "@"})
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, _WIDTHS.get(heading, 16), text if heading in ANSWERS else None)
        sheet.write_string(0, column, heading, bold)
    for number, row in enumerate(facts.cast(pl.String).iter_rows(), start=1):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write_string(number, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(facts.height, 1), len(headings) - 1)


def _offer(sheet: Any, row: int, column: int, words: str | None, *, last: int = 0, strict: bool = True) -> None:
    """A list to choose from; where it is not all that may be said, other texts may be typed too."""
    if words is not None:
        told = {"validate": "list", "source": words, "show_error": strict, "error_type": "warning"}
        sheet.data_validation(row, column, last or row, column, told)


def _as_text(cell: Any) -> str:
    """A cell as text: a spreadsheet may have made a day of what was typed, or a number."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
