"""One table of cells as a workbook of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

CODES = {"#N/A": 42, "#REF!": 23, "#DIV/0!": 7}


@dataclass(frozen=True)
class Wrong:
    """A cell whose formula came to nothing."""

    shown: str = "#N/A"


Cells = Sequence[Sequence[Any]]
Joined = tuple[int, int, int, int]


def write_workbook(
    path: Path,
    sheets: dict[str, Cells],
    *,
    joined: Sequence[Joined] = (),
    from_1904: bool = False,
    hidden: Sequence[int] = (),
) -> Path:
    """Write the sheets; ``joined`` and the ``hidden`` rows are of each sheet."""
    {".xlsx": _xlsx, ".xls": _xls, ".ods": _ods}[path.suffix](path, sheets, joined, from_1904, hidden)
    return path


def _xlsx(
    path: Path, sheets: dict[str, Cells], joined: Sequence[Joined], from_1904: bool, hidden: Sequence[int]
) -> None:
    with xlsxwriter.Workbook(path, {"date_1904": from_1904, "default_date_format": "mm/dd/yyyy"}) as book:
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(cells):
                for place, cell in enumerate(row):
                    if isinstance(cell, Wrong):
                        sheet.write_formula(at, place, "=NA()", None, cell.shown)
                    elif isinstance(cell, str):
                        sheet.write_string(at, place, cell)
                    elif cell is not None:
                        sheet.write(at, place, cell)
            for top, left, bottom, right in joined:
                sheet.merge_range(top, left, bottom, right, cells[top][left])
            for row_ in hidden:
                sheet.set_row(row_, None, None, {"hidden": True})


def _xls(
    path: Path, sheets: dict[str, Cells], joined: Sequence[Joined], from_1904: bool, hidden: Sequence[int]
) -> None:
    book = xlwt.Workbook()
    book.dates_1904 = from_1904
    day = xlwt.easyxf(num_format_str="MM/DD/YYYY")
    for name, cells in sheets.items():
        sheet = book.add_sheet(name, cell_overwrite_ok=True)
        for at, row in enumerate(cells):
            for place, cell in enumerate(row):
                if isinstance(cell, Wrong):
                    sheet.row(at).set_cell_error(place, CODES[cell.shown])
                elif isinstance(cell, date):
                    sheet.write(at, place, cell, day)
                elif cell is not None and cell != "":
                    sheet.write(at, place, cell)
        for top, left, bottom, right in joined:
            sheet.write_merge(top, bottom, left, right, cells[top][left])
        for row_ in hidden:
            sheet.row(row_).hidden = True
    book.save(str(path))


def _ods(
    path: Path, sheets: dict[str, Cells], joined: Sequence[Joined], from_1904: bool, hidden: Sequence[int]
) -> None:
    assert not from_1904
    book = OpenDocumentSpreadsheet()
    spans = {(top, left): right - left + 1 for top, left, _, right in joined}
    for name, cells in sheets.items():
        sheet = Table(name=name)
        book.spreadsheet.addElement(sheet)
        for at, row in enumerate(cells):
            line = TableRow(visibility="collapse") if at in hidden else TableRow()
            sheet.addElement(line)
            covered = 0
            for place, cell in enumerate(row):
                covered -= 1
                if covered > 0:
                    line.addElement(CoveredTableCell())
                    continue
                covered = spans.get((at, place), 0)
                line.addElement(_ods_cell(cell, covered))
    book.save(str(path))


def _ods_cell(cell: Any, span: int) -> Any:
    more = {"numbercolumnsspanned": span} if span else {}
    if cell is None or cell == "":
        return TableCell(**more)
    if isinstance(cell, Wrong):
        made = TableCell(valuetype="string", formula="of:=NA()")
        made.addElement(P(text=cell.shown))
        return made
    if isinstance(cell, bool):
        return TableCell(valuetype="boolean", booleanvalue="true" if cell else "false")
    if isinstance(cell, date):
        return TableCell(valuetype="date", datevalue=cell.isoformat())
    if isinstance(cell, (int, float)):
        return TableCell(valuetype="float", value=str(cell))
    made = TableCell(valuetype="string", **more)
    made.addElement(P(text=cell))
    return made
