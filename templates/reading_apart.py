"""A page read one piece of text at a time.

pdfium takes a piece of text for a second print of an earlier one, and leaves it out, where both are the same, are wide,
and the marks of the lower one's letters reach into the upper one: two lines of one long name with accents. Here such a
piece is moved away, in memory only, until it is read: it is read from the file all the same, letter by letter.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

AWAY = 10_000.0
"""Points to the right; a page is narrower, so that the rest of a place by it is the place before."""
_PLACES = 6
# More than the five earlier pieces that pdfium compares each one with.

_Piece = Any
# pdfium's own handle, which has no type in Python.


@dataclass(frozen=True)
class Piece:
    """A piece of text with its left, bottom, right and top in points from the page's bottom left."""

    text: str
    box: tuple[float, float, float, float]


def read_pieces(page: pdfium.PdfPage) -> list[Piece]:
    """A page's pieces of text, in the order in which they were written. The page must not be used for another reading."""
    pieces = list(_find(page))
    boxes = [_box(piece) for piece in pieces]
    part_twins(page)
    text = page.get_textpage()
    try:
        return [Piece(_read(piece, text), box) for piece, box in zip(pieces, boxes, strict=True)]
    finally:
        text.close()


def part_twins(page: pdfium.PdfPage) -> None:
    """Move each piece that is not read as a text of its own away from the others by some times ``AWAY``."""
    text = page.get_textpage()
    unread = [piece for piece in _find(page) if not _read(piece, text)]
    text.close()
    for piece, times in zip(unread, cycle(range(1, _PLACES + 1)), strict=False):
        raw.FPDFPageObj_Transform(piece, 1, 0, 0, 1, AWAY * times, 0)


def _find(page: pdfium.PdfPage) -> Iterator[_Piece]:
    for index in range(raw.FPDFPage_CountObjects(page.raw)):
        yield from _texts_of(raw.FPDFPage_GetObject(page.raw, index))


def _texts_of(piece: _Piece) -> Iterator[_Piece]:
    kind = raw.FPDFPageObj_GetType(piece)
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        yield piece
    elif kind == raw.FPDF_PAGEOBJ_FORM:
        for index in range(raw.FPDFFormObj_CountObjects(piece)):
            yield from _texts_of(raw.FPDFFormObj_GetObject(piece, index))


def _box(piece: _Piece) -> tuple[float, float, float, float]:
    sides = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(piece, *sides)
    left, bottom, right, top = (side.value for side in sides)
    return left, bottom, right, top


def _read(piece: _Piece, text: pdfium.PdfTextPage) -> str:
    length = raw.FPDFTextObj_GetText(piece, text.raw, None, 0)
    letters = ctypes.create_string_buffer(length)
    raw.FPDFTextObj_GetText(piece, text.raw, ctypes.cast(letters, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return letters.raw[: length - 2].decode("utf-16-le", "replace")
