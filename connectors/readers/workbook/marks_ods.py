"""Marks of a sheet of an ``.ods`` file."""

import zipfile
from pathlib import Path
from xml.parsers import expat

from connectors.readers.workbook.faults import ERRORS
from connectors.readers.workbook.marks import Marks

_PIECE = 1 << 20
_CELLS = ("table:table-cell", "table:covered-table-cell")
_TOP = 100
"""Rows in which joined cells are looked for."""


def read(path: Path, name: str) -> Marks:
    """Error cells, hidden rows, and cells that are joined in the first rows."""
    found = _Found(name)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.CharacterDataHandler = found.text
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
        while piece := file.read(_PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)
    return found.marks


class _Found:
    """What was met up to now: equal rows and cells next to each other are written once, with their number."""

    def __init__(self, name: str) -> None:
        self.marks = Marks()
        self._name, self._here = name, False
        self._row = self._column = self._rows = self._cells = 0
        self._error, self._shown = False, ""

    def start(self, tag: str, told: dict[str, str]) -> None:
        if tag == "table:null-date":
            self.marks.from_1904 = told.get("table:date-value", "").startswith("1904")
        elif tag == "table:table":
            self._here = told.get("table:name") == self._name
        elif self._here and tag == "table:table-row":
            self._column, self._rows = 0, int(told.get("table:number-rows-repeated", 1))
            self.marks.hidden += self._rows if told.get("table:visibility") in ("collapse", "filter") else 0
        elif self._here and tag in _CELLS:
            self._cells = int(told.get("table:number-columns-repeated", 1))
            self._error, self._shown = told.get("calcext:value-type") == "error", ""
            self._join(int(told.get("table:number-columns-spanned", 1)), int(told.get("table:number-rows-spanned", 1)))

    def _join(self, columns: int, rows: int) -> None:
        if columns > 1 and self._row < _TOP:
            self.marks.joined.append((self._row, self._column, self._row + rows - 1, self._column + columns - 1))

    def text(self, data: str) -> None:
        if self._here:
            self._shown += data

    def end(self, tag: str) -> None:
        if tag == "table:table":
            self._here = False
        elif self._here and tag == "table:table-row":
            self._row += self._rows
        elif self._here and tag in _CELLS:
            if self._error or self._shown in ERRORS:
                self._add()
            self._column += self._cells

    def _add(self) -> None:
        for row in range(self._row, self._row + self._rows):
            for column in range(self._column, self._column + self._cells):
                self.marks.add(row, column, self._shown if self._shown in ERRORS else "#N/A")
