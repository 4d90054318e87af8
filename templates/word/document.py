"""One paper's blocks as a word processor's document, the same bytes each time."""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from templates.word.blocks import Writer
from templates.word.first_page import write_first_page
from templates.word.marks import add_page_number, draw_border

TYPE = "Times New Roman"
_CONSTANT = (1980, 1, 1, 0, 0, 0)
"""The day on which every part of the archive was written: a day of its own would be another file each time."""


def write_document(told: Mapping[str, Any], *, title: str, author: str, as_of: str) -> bytes:
    """A DOCX of one paper.

    Args:
        told: its ``blocks``, its ``footer`` and, for a pleading, its ``head``, as the layout takes them.
        title: of the document, in its properties.
        author: as above.
        as_of: ISO day that the document is dated by.
    """
    document = Document()
    _set_page(document)
    _set_styles(document)
    if "head" in told:
        write_first_page(document, told["head"])
    writer = Writer(document)
    for block in told["blocks"]:
        writer.write(block)
    _set_footer(document, told["footer"])
    _set_properties(document, title, author, as_of)
    out = io.BytesIO()
    document.save(out)
    return _with_constant_times(out.getvalue())


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin, section.right_margin = Inches(1.5), Inches(0.625)
    section.top_margin, section.bottom_margin = Inches(1), Inches(1)


def _set_styles(document: WordDocument) -> None:
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.size = TYPE, Pt(12)
        # The word processor's own headings are blue, and of another font in four alphabets.
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for alphabet in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{alphabet}"), TYPE)
        spacing = style.paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(24)
    for level in (1, 2):
        heading = document.styles[f"Heading {level}"]
        heading.font.bold, heading.font.italic = True, False
        heading.paragraph_format.keep_with_next = True
    document.styles["Heading 1"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _set_footer(document: WordDocument, title: str) -> None:
    number = document.sections[0].footer.paragraphs[0]
    add_page_number(number)
    named = document.sections[0].footer.add_paragraph()
    named.add_run(title).font.size = Pt(10)
    draw_border(named, "top")
    for paragraph in (number, named):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE


def _set_properties(document: WordDocument, title: str, author: str, as_of: str) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.comments, properties.keywords, properties.revision = "", "", 1
    properties.created = properties.modified = datetime.combine(date.fromisoformat(as_of), time(), UTC)


def _with_constant_times(archive: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as taken:
        for name in given.namelist():
            told = zipfile.ZipInfo(name, _CONSTANT)
            told.compress_type, told.external_attr, told.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            taken.writestr(told, given.read(name))
    return out.getvalue()
