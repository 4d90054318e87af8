"""A court's table as texts under our names: CSV with any usual separator, or a workbook."""

import csv
import io
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import python_calamine

from connectors.outcomes.words import Words
from relief.errors import UserError

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def read_table(file: Path, words: Words, *, ignore: Collection[str] = ()) -> pl.DataFrame:
    """Every row below the heads that is not blank: ``place`` (row of the file, heads included),
    ``shifted`` (cells stand where no head is) and our columns as text.

    Args:
        file: CSV, or a workbook whose first sheet is the table.
        ignore: heads that are not to be read, besides those that ``words`` ignores.

    Raises:
        UserError: the file is no table, or a head is unknown, or stands twice.
    """
    cells = _read_workbook(file) if file.suffix.lower() in WORKBOOKS else _read_csv(file)
    start = next((n for n, row in enumerate(cells) if sum(bool(cell) for cell in row) > 1), None)
    if start is None:
        raise UserError(f"{file.name}: there is no table in it; its first row must be the heads of its columns")
    columns = _name_columns(file, cells[start], words, ignore)
    named = set(columns) | {at for at, head in enumerate(cells[start]) if head}
    rows = [
        {
            "place": place,
            # A name with its comma unquoted moves every cell after it: such a row says nothing that can be trusted.
            "shifted": any(cell and at not in named for at, cell in enumerate(row)),
            **{name: row[at] if at < len(row) else "" for at, name in columns.items()},
        }
        for place, row in enumerate(cells[start + 1 :], start + 2)
        if any(row)
    ]
    schema: dict[str, Any] = {"place": pl.Int64, "shifted": pl.Boolean, **dict.fromkeys(columns.values(), pl.String)}
    frame = pl.DataFrame(rows, schema=schema)
    return frame.with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in words.columns if name not in frame.columns
    ).with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep())


def _name_columns(file: Path, heads: list[str], words: Words, ignore: Collection[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for at, head in enumerate(heads):
        name = words.find_column(head)
        if not head or head in ignore or (name is None and words.ignores(head)):
            continue
        if name is None:
            raise UserError(
                f"{file.name}: column {at + 1} has a head that is not known; leave it out with --ignore HEAD"
            )
        if name in found.values():
            raise UserError(
                f"{file.name}: column {at + 1} is a second one for {name}; leave one out with --ignore HEAD"
            )
        found[at] = name
    return found


def _read_csv(file: Path) -> list[list[str]]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UserError(f"{file.name}: cannot be read: {error.strerror}") from None
    if b"\x00" in content:
        raise UserError(f"{file.name}: this is no CSV file; give a CSV, a workbook or a PDF with a text layer")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    separator = max(",;\t|", key=first.count)
    try:
        # A quote that is never closed would take the rest of the file into one cell.
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise UserError(f"{file.name}: a quote is opened and not closed; mend it in the file") from None
    return [[" ".join(cell.split()) for cell in row] for row in rows]


def _read_workbook(file: Path) -> list[list[str]]:
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(file))
        cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (OSError, IndexError, python_calamine.CalamineError):
        raise UserError(f"{file.name}: this workbook cannot be read") from None
    return [[_as_text(cell) for cell in row] for row in cells]


def _as_text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
