"""The review queue as a workbook: a row an item, three columns to fill in; read back by its headings.

Formulas are never written: every text is a text, whatever it begins with.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import python_calamine
import xlsxwriter  # type: ignore[import-untyped]  # it brings no types

from relief.errors import UserError

SHEET, KEY = "review", "conviction"
ANSWERS = {"decision": "outcome", "relief given": "relief", "why": "reason"}
"""Headings of the columns that a person fills in, and what each is."""
_WIDTHS = {"conviction": 16, "reason": 44, "unknown_facts": 44, "settles": 60, "agency": 28, "court": 24, "why": 44}


def write_book(items: pl.DataFrame, file: Path, choices: Mapping[str, Sequence[str]]) -> None:
    """Write the items, with empty columns for the answers.

    Args:
        items: one row an item, with the column ``conviction`` that names it.
        file: an XLSX to write; what is there is replaced.
        choices: what may be chosen in a column, by its heading.
    """
    headings = [*items.columns, *ANSWERS]
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": False})
    try:
        sheet = book.add_worksheet(SHEET)
        bold, open_ = book.add_format({"bold": True}), book.add_format({"bg_color": "#FFF6D6"})
        for column, heading in enumerate(headings):
            answer = heading in ANSWERS
            sheet.set_column(column, column, _WIDTHS.get(heading, 16), open_ if answer else None)
            sheet.write_string(0, column, heading, bold)
            if heading in choices and items.height:
                sheet.data_validation(
                    1, column, items.height, column, {"validate": "list", "source": list(choices[heading])}
                )
        for number, row in enumerate(items.cast(pl.String).iter_rows(), start=1):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write_string(number, column, value)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(items.height, 1), len(headings) - 1)
        book.close()
        file.chmod(0o600)
    except (OSError, xlsxwriter.exceptions.FileCreateError):
        raise UserError(f"{file.name}: the workbook cannot be written") from None


def read_book(file: Path) -> list[dict[str, Any]]:
    """The answers that were filled in: ``conviction``, ``outcome``, ``relief``, ``reason`` and ``place``, for messages.

    An item without any answer is passed over. UserError if a column is missing, an item stands twice, or an
    answer has no item.
    """
    cells = read_cells(file, SHEET, "relief review export")
    headings = [str(cell).strip() for cell in cells[0]] if cells else []
    missing = [heading for heading in (KEY, *ANSWERS) if headings.count(heading) != 1]
    if missing:
        raise UserError(f"{file.name}: the columns {', '.join(missing)} must each stand once in the first row")
    found: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(cells[1:], start=2):
        told = {heading: str(cell).strip() for heading, cell in zip(headings, row, strict=False)}
        if not any(told[heading] for heading in ANSWERS):
            continue
        key, place = told[KEY], f"{file.name} row {number}"
        if not key or key in found:
            raise UserError(f"{place}, conviction: {'stands twice' if key else 'is blank'}; export the queue again")
        answers = {name: told[heading] or None for heading, name in ANSWERS.items()}
        found[key] = {"conviction": key, **answers, "place": place}
    return list(found.values())


def read_cells(file: Path, sheet: str, verb: str) -> list[list[Any]]:
    """All cells of a workbook's sheet. UserError, naming the verb that writes such a workbook, if it has none."""
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(file))
        return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (OSError, python_calamine.CalamineError):
        raise UserError(f"{file.name}: not a workbook with a sheet '{sheet}', as {verb} writes it") from None
