"""What a finished page says, asked of another program than the one that wrote it."""

import ctypes
import io
import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from templates.reading_apart import AWAY, part_twins, read_pieces

Rectangle = tuple[int, float, float, float, float]
"""Page from 0, then left, bottom, right and top in points from its bottom left."""

_ONE_AT_A_TIME = threading.Lock()
# pdfium must not be entered by two threads at once, not even with two documents.


def squeeze(text: str) -> str:
    """Text without white space, and with pdfium's marks for a hyphen at the end of a line put right."""
    if text.isascii() and "\x02" not in text:
        return "".join(text.split())
    return "".join(unicodedata.normalize("NFC", re.sub("[\x02\ufffe]", "-", text)).split())


def gist(text: str) -> str:
    """What of a text can be compared with what was read: pdfium counts a hyphen at the end of a line once, twice or not."""
    return squeeze(text).replace("-", "")


def read_rectangles(pdf: bytes, rectangles: Sequence[Rectangle], *, apart: bool = False) -> list[str]:
    """The characters that begin in each rectangle, in the order in which they were written, without white space.

    ``apart``: also those of lines that pdfium takes for one, then at the end of their lines.
    """
    with _ONE_AT_A_TIME:
        document = pdfium.PdfDocument(pdf)
        try:
            wanted = sorted({page for page, *_ in rectangles})
            glyphs = {number: _read_glyphs(document[number], apart=apart) for number in wanted}
        finally:
            document.close()
    return [_within(glyphs[page], box) for page, *box in rectangles]


@dataclass(frozen=True)
class _Glyphs:
    """A page's characters with where each one begins on its line of type."""

    characters: list[str]
    x: "np.ndarray[Any, np.dtype[np.float64]]"
    y: "np.ndarray[Any, np.dtype[np.float64]]"


def _read_glyphs(page: pdfium.PdfPage, *, apart: bool) -> _Glyphs:
    if apart:
        part_twins(page)
    text = page.get_textpage()
    number = raw.FPDFText_CountChars(text.raw)
    x, y = ctypes.c_double(), ctypes.c_double()
    characters, places = [], []
    for index in range(number):
        raw.FPDFText_GetCharOrigin(text.raw, index, x, y)
        characters.append(chr(raw.FPDFText_GetUnicode(text.raw, index)))
        places.append((x.value, y.value))
    found = np.array(places, dtype=float).reshape(-1, 2)
    return _Glyphs(characters, found[:, 0] % AWAY, found[:, 1])


def _within(glyphs: _Glyphs, box: Sequence[float]) -> str:
    # Where a character begins, and not how far its shape reaches: a brace of one line reaches into the next.
    left, bottom, right, top = box
    inside = (glyphs.x >= left - 1) & (glyphs.x <= right) & (glyphs.y >= bottom - 1) & (glyphs.y <= top)
    return squeeze("".join(glyphs.characters[index] for index in np.flatnonzero(inside)))


Area = tuple[float, float, float, float]
"""Left, bottom, right and top in points from a page's bottom left."""

_EVERYWHERE = (-float("inf"), -float("inf"), float("inf"), float("inf"))


def read_pages(pdf: bytes, numbers: Sequence[int] | None = None, *, apart: bool = False) -> list[str]:
    """The text of pages, in the order in which it was written; all of them where no numbers are given.

    ``apart`` as for ``read_within``.
    """
    with _ONE_AT_A_TIME:
        document = pdfium.PdfDocument(pdf)
        try:
            wanted = range(len(document)) if numbers is None else numbers
            return [_read_page(document[number], None, apart=apart) for number in wanted]
        finally:
            document.close()


def read_within(pdf: bytes, area: Area, *, apart: bool = False) -> list[str]:
    """The text of each page that is within this area of it; what is printed elsewhere, or off the page, is left out.

    ``apart``: one piece of text at a time, those that pdfium takes for one included; a piece that is not wholly within
    is left out. It takes some times as long.
    """
    with _ONE_AT_A_TIME:
        document = pdfium.PdfDocument(pdf)
        try:
            return [_read_page(document[number], area, apart=apart) for number in range(len(document))]
        finally:
            document.close()


def _read_page(page: pdfium.PdfPage, area: Area | None, *, apart: bool) -> str:
    # Closed at once: a long file would else keep every page's.
    if apart:
        left, bottom, right, top = area or _EVERYWHERE
        pieces = [(piece.text, *piece.box) for piece in read_pieces(page)]
        said = "".join(t for t, x0, y0, x1, y1 in pieces if left <= x0 and bottom <= y0 and x1 <= right and y1 <= top)
    else:
        text = page.get_textpage()
        said = text.get_text_bounded(*area or (None,) * 4)
        text.close()
    page.close()
    return said


def picture_pages(pdf: bytes, scale: float) -> list[bytes]:
    """Each page as PNG; ``scale`` is pixels a point."""
    with _ONE_AT_A_TIME:
        document = pdfium.PdfDocument(pdf)
        try:
            return [_picture(page, scale) for page in document]
        finally:
            document.close()


def _picture(page: pdfium.PdfPage, scale: float) -> bytes:
    out = io.BytesIO()
    page.render(scale=scale).to_pil().convert("L").save(out, "PNG", optimize=True)
    return out.getvalue()
