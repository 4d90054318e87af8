"""Attorney, court and caption of an editable pleading."""

from collections.abc import Mapping, Sequence
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Pt
from docx.table import _Cell

from templates.word.blocks import join_broken, set_widths
from templates.word.marks import draw_cell_borders

_WIDTHS = (222, 237)


def write_first_page(document: Document, head: Mapping[str, Any]) -> None:
    """What stands above the prose."""
    for line in head["attorney"]["lines"]:
        document.add_paragraph(join_broken(line)).paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    document.add_paragraph()
    for line in head["court"]:
        document.add_paragraph(line.strip()).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write_caption(document, head["caption"])
    document.add_paragraph()


def _write_caption(document: Document, caption: Mapping[str, Any]) -> None:
    title = caption["title"]
    left = [
        (title["plaintiff"], ""), ("", ""), ("Plaintiff,", "in"), ("v.", "in"), (title["defendant"], ""), ("", ""),
        (title["role"], "in"),
    ]  # fmt: skip
    table = document.add_table(1, 2)
    set_widths(table, _WIDTHS)
    for cell, lines in zip(table.rows[0].cells, (left, caption["nature"]), strict=True):
        _write_lines(cell, lines)
    draw_cell_borders(table.rows[0].cells[0], "bottom", "right")


def _write_lines(cell: _Cell, lines: Sequence[Sequence[str]]) -> None:
    for number, (text, style) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        paragraph.add_run(join_broken(text)).bold = style == "b"
        if style == "in":
            paragraph.paragraph_format.left_indent = Pt(72)
