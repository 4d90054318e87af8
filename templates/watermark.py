"""Pages of a PDF as pictures with a mark across them: to look at, and not to be filed."""

import ctypes
import io
import math

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_ANGLE = math.radians(52)
_SIZE = 44.0


def picture_pages(pdf: bytes, mark: str, most: int, scale: float = 1.2) -> list[bytes]:
    """The first pages as PNG, ``mark`` (ASCII) drawn across each; ``scale`` is pixels a point."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [_picture(document, page, mark, scale) for page in range(min(most, len(document)))]
    finally:
        document.close()


def _picture(document: pdfium.PdfDocument, number: int, mark: str, scale: float) -> bytes:
    page = document[number]
    _draw(document, page, mark)
    out = io.BytesIO()
    page.render(scale=scale).to_pil().convert("L").save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw(document: pdfium.PdfDocument, page: pdfium.PdfPage, mark: str) -> None:
    text = raw.FPDFPageObj_NewTextObj(document.raw, b"Helvetica-Bold", _SIZE)
    letters = ctypes.create_string_buffer(mark.encode("utf-16-le") + b"\0\0")
    raw.FPDFText_SetText(text, ctypes.cast(letters, ctypes.POINTER(ctypes.c_ushort)))
    raw.FPDFPageObj_SetFillColor(text, 120, 0, 0, 90)
    width, height = page.get_size()
    # A letter is about 0.6 of the size wide: the mark's middle comes to the page's.
    half = 0.3 * _SIZE * len(mark)
    cos, sin = math.cos(_ANGLE), math.sin(_ANGLE)
    raw.FPDFPageObj_Transform(text, cos, sin, -sin, cos, width / 2 - half * cos, height / 2 - half * sin)
    raw.FPDFPage_InsertObject(page.raw, text)
    raw.FPDFPage_GenerateContent(page.raw)
