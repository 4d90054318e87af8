"""The lines of a PDF's text layer, as pdfium extracts them, with how far each begins from the left."""

import ctypes
import re
import unicodedata
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from connectors.readers.rap_sheets.stop import NO_TEXT, NOT_A_PDF, Place, Stop

EXTRACTOR = f"pdfium {pypdfium2.PDFIUM_INFO} through pypdfium2 {pypdfium2.PYPDFIUM_INFO}"
"""What extracts the text, with its version: another version may order a page's text in another way."""

_JOINT = re.compile("[\x02\ufffe]")
"""What pdfium gives for a hyphen at the end of a line, together with the next line."""
_HYPHEN = "\x02"
_SAME_LINE = 1.0
"""Points by which characters of one line may stand higher or lower."""
_DASHES = str.maketrans(dict.fromkeys("\x02\u2010\u2011\u2013\u2014", "-") | dict.fromkeys("\u00a0\x0c", " "))


class Line(NamedTuple):
    """One line that is not blank."""

    page: int
    number: int
    """From 1 on its page."""
    indent: float
    """Points from the page's left edge to the first character; 0 where unknown."""
    text: str
    """Single spaces, none at the ends."""

    @property
    def place(self) -> Place:
        """For whoever looks it up."""
        return Place(page=self.page, line=self.number)


def read_pages(content: bytes) -> list[list[Line]]:
    """The lines of each page; Stop where the file is no PDF, or a page of it has no text."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise Stop(NOT_A_PDF) from None
    try:
        return [_read_page(document, number) for number in range(len(document))]
    except pypdfium2.PdfiumError:
        raise Stop(NOT_A_PDF) from None
    finally:
        document.close()


def _read_page(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    page = document[number]
    text = page.get_textpage()
    lines = _split(text, number + 1)
    text.close()
    page.close()
    if not lines:
        raise Stop(NO_TEXT, Place(page=number + 1, line=0))
    return lines


def _split(page: pypdfium2.PdfTextPage, number: int) -> list[Line]:
    whole = page.get_text_range()
    placed = page.count_chars() == len(whole)
    lines: list[Line] = []
    start = 0
    for printed in _break(whole, page).split("\n"):
        text = " ".join(_clean(printed).split())
        if text:
            blank = len(printed) - len(printed.lstrip())
            left = _origin(page, start + blank)[0] if placed else 0.0
            lines.append(Line(number, len(lines) + 1, left, text))
        start += len(printed) + (0 if printed.endswith(_HYPHEN) else 1)
    return lines


def _break(whole: str, page: pypdfium2.PdfTextPage) -> str:
    """The text with the lines apart again that pdfium joins, for a hyphen at the end of one begins the next."""
    if not _JOINT.search(whole):
        return whole
    return _JOINT.sub(lambda found: _HYPHEN + "\n" if _ends_line(page, found.start()) else _HYPHEN, whole)


def _ends_line(page: pypdfium2.PdfTextPage, character: int) -> bool:
    return abs(_origin(page, character)[1] - _origin(page, character + 1)[1]) > _SAME_LINE


def _clean(text: str) -> str:
    return text if text.isascii() and "\x02" not in text else unicodedata.normalize("NFKC", text.translate(_DASHES))


def _origin(page: pypdfium2.PdfTextPage, character: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(page, character, ctypes.byref(x), ctypes.byref(y))
    return x.value, y.value
