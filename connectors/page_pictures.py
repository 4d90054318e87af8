"""A page of a PDF as a picture and as its text. PDFium is not made for two threads at once: the caller sees to that."""

import io
from dataclasses import dataclass

import pypdfium2

_PIXELS_A_POINT = 1.6


@dataclass(frozen=True, kw_only=True)
class PageText:
    """What a page says."""

    text: str
    pages: int
    """Of the whole paper."""


def read_page(content: bytes, number: int) -> PageText | None:
    """The text of a page, from 1; None where the paper has no such page."""
    document = pypdfium2.PdfDocument(content)
    try:
        if not 1 <= number <= len(document):
            return None
        text = document[number - 1].get_textpage().get_text_bounded()
        return PageText(text=text.replace("\r\n", "\n").strip(), pages=len(document))
    finally:
        document.close()


def draw_page(content: bytes, number: int) -> bytes | None:
    """A page, from 1, as PNG; None where the paper has no such page."""
    document = pypdfium2.PdfDocument(content)
    try:
        if not 1 <= number <= len(document):
            return None
        drawn = io.BytesIO()
        document[number - 1].render(scale=_PIXELS_A_POINT, grayscale=True).to_pil().save(drawn, "PNG")
        return drawn.getvalue()
    finally:
        document.close()
