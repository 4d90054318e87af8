"""What python-docx has no words for: borders, and the number of a page."""

from typing import Any, Literal

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

Side = Literal["top", "bottom", "left", "right"]


def draw_border(paragraph: Paragraph, side: Side) -> None:
    """A line above or below a paragraph."""
    borders = OxmlElement("w:pBdr")
    borders.append(_line(side))
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 -- the library's way to its XML
    properties.append(borders)


def draw_cell_borders(cell: _Cell, *sides: Side) -> None:
    """Lines around a cell."""
    borders = OxmlElement("w:tcBorders")
    for side in sides:
        borders.append(_line(side))
    cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001 -- the library's way to its XML


def add_page_number(paragraph: Paragraph) -> None:
    """The number of the page that it stands on."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 -- the library's way to its XML


def repeat_as_header(row_properties: BaseOxmlElement) -> None:
    """A table's row that stands on each of its pages again."""
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    row_properties.append(header)


def keep_row_whole(row_properties: BaseOxmlElement) -> None:
    """A table's row that does not go on on the next page."""
    row_properties.append(OxmlElement("w:cantSplit"))


def leave_white(table: Table, points: float) -> None:
    """What cells leave white left and right of their words; a word processor's own is more than our columns allow for."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(points * 20)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)  # noqa: SLF001 -- the library's way to its XML


def _line(side: Side) -> Any:
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    return line
