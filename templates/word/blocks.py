"""The blocks of a paper's prose as paragraphs and tables of a document."""

from collections.abc import Mapping, Sequence
from typing import Any

from docx.document import Document
from docx.enum.text import WD_BREAK, WD_LINE_SPACING
from docx.shared import Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from templates.listing import INSETS
from templates.word.marks import keep_row_whole, leave_white, repeat_as_header

_TEXT = 459
"""Points between the margins."""
_BLANK = "_" * 24

Block = Mapping[str, Any]


def join_broken(text: str) -> str:
    """A text without the ends of lines that our own layout works out: a word processor makes its own."""
    return text.replace("\n", "")


def set_widths(table: Table, widths: Sequence[float]) -> None:
    """Points of each column: of its cells, which one program goes by, and of the grid, which another does."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
        for cell in column.cells:
            cell.width = Pt(width)


class Writer:
    """Writes blocks to the end of a document, in their order."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def write(self, block: Block) -> None:
        """One block. KeyError for a kind that there is none of."""
        {
            "heading": self._heading,
            "paragraph": self._paragraph,
            "quotation": self._quotation,
            "lines": self._lines,
            "table": self._table,
            "convictions": self._convictions,
            "signature": self._signature,
            "choices": self._choices,
            "pagebreak": self._break,
        }[block["type"]](block)

    def _heading(self, block: Block) -> None:
        _add(self._document.add_heading(level=min(block["level"], 2)), block["runs"])

    def _paragraph(self, block: Block) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(36)
        paragraph.paragraph_format.keep_with_next = block["sticky"]
        if block["number"] is not None:
            paragraph.add_run(f"{block['number']}.\t")
        _add(paragraph, block["runs"])

    def _quotation(self, block: Block) -> None:
        for runs in block["paragraphs"]:
            paragraph = self._single(self._document.add_paragraph())
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(36)
            paragraph.paragraph_format.space_after = Pt(12)
            paragraph.paragraph_format.keep_with_next = block["sticky"]
            _add(paragraph, runs)

    def _lines(self, block: Block) -> None:
        for line in block["lines"]:
            self._single(self._document.add_paragraph(join_broken(line)))

    def _choices(self, block: Block) -> None:
        for left, line in enumerate(block["lines"], 1 - len(block["lines"])):
            paragraph = self._document.add_paragraph(f"☐\t{join_broken(line)}")
            # All on one page: a judge sees them side by side.
            paragraph.paragraph_format.keep_with_next = left < 0
            paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Pt(60), Pt(-24)
            paragraph.paragraph_format.keep_together = True

    def _break(self, _block: Block) -> None:
        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _table(self, block: Block) -> None:
        self._rows(block["widths"], block["header"], block["rows"])

    def _convictions(self, block: Block) -> None:
        plain = [[[(cell, "")] for cell in row] for row in (block["header"], *block["rows"])]
        self._rows(block["widths"], plain[0], plain[1:])

    def _rows(self, widths: Sequence[float], header: Sequence[Any], rows: Sequence[Any]) -> None:
        table = self._document.add_table(1 + len(rows), len(widths))
        table.style = "Table Grid"
        set_widths(table, [width / sum(widths) * _TEXT for width in widths])
        leave_white(table, INSETS / 2 - 0.5)
        for number, row in enumerate((header, *rows)):
            for cell, runs in zip(table.rows[number].cells, row, strict=True):
                paragraph = self._single(cell.paragraphs[0])
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
                _add(paragraph, runs, bold=number == 0)
        for row in table.rows:
            keep_row_whole(row._tr.get_or_add_trPr())  # noqa: SLF001 -- the library's way to its XML
        repeat_as_header(table.rows[0]._tr.get_or_add_trPr())  # noqa: SLF001 -- the library's way to its XML
        self._single(self._document.add_paragraph())

    def _signature(self, block: Block) -> None:
        table = self._document.add_table(len(block["left"]), 2)
        set_widths(table, (195, 264))
        for row, left, right in zip(table.rows, block["left"], block["right"], strict=True):
            for cell, text in zip(row.cells, (left, right), strict=True):
                line = join_broken(text)
                if line.endswith("____"):
                    line = line.rstrip("_") + _BLANK
                self._single(cell.paragraphs[0]).add_run(line)
                cell.paragraphs[0].paragraph_format.keep_with_next = True

    @staticmethod
    def _single(paragraph: Paragraph) -> Paragraph:
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        return paragraph


def _add(paragraph: Paragraph, runs: Sequence[Sequence[str]], *, bold: bool = False) -> None:
    for text, style in runs:
        run = paragraph.add_run(join_broken(text))
        # None leaves it to the style, and a heading's is bold.
        run.bold, run.italic = (bold or "b" in style) or None, ("i" in style) or None
