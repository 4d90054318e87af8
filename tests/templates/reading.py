"""Reading papers back, by other programs than the one that wrote them."""

import io
import re
from functools import lru_cache
from typing import Any

import pdfplumber
import pypdfium2

from relief.papers import Conviction

Character = dict[str, Any]
Box = tuple[float, float, float, float]

PRINTED = ("id", "case_number", "name", "count", "code_section", "conviction_date", "level", "relief", "basis")


def pages(pdf: bytes) -> list[str]:
    """The text of each page as pdfium extracts it."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


def squeezed(text: str) -> str:
    """Text without its white space, so that line ends do not matter; pdfium's marks for a hyphen at a line's end put right."""
    return re.sub(r"\s+", "", re.sub("[\x02\ufffe]", "-", text))


def not_found(
    convictions: tuple[Conviction, ...], pdf: bytes, fields: tuple[str, ...] = PRINTED
) -> list[tuple[str, str]]:
    """Row id and field of every value that the paper does not print."""
    text = squeezed("".join(pages(pdf)))
    return [(c.id, field) for c in convictions for field in fields if squeezed(getattr(c, field)) not in text]


def rows_in_order(convictions: tuple[Conviction, ...], pdf: bytes) -> bool:
    """Whether the exhibit prints exactly these rows, whole and in this order."""
    text = squeezed("".join(pages(pdf)))
    place = 0
    for conviction in convictions:
        place = text.find(squeezed("".join(getattr(conviction, field) for field in PRINTED)), place)
        if place < 0:
            return False
    return True


@lru_cache(maxsize=2)
def characters(pdf: bytes) -> tuple[list[Character], ...]:
    """The characters of each page with their places, in points from the top left; white space left out."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return tuple([char for char in page.chars if char["text"].strip()] for page in document.pages)


def baseline(char: Character) -> float:
    return float(792 - char["matrix"][5])


def off_grid(pdf: bytes) -> list[tuple[int, str, float]]:
    """Page, text and baseline of every character that is neither on a numbered line nor half way between two."""
    return [
        (number, char["text"], baseline(char))
        for number, page in enumerate(characters(pdf), 1)
        for char in page
        if char["x0"] > 100 and char["top"] < 735 and abs((baseline(char) - 81 + 6) % 12 - 6) > 0.15
    ]


def numbers(pdf: bytes) -> list[list[tuple[int, int]]]:
    """For each page the numbers in its left margin, with their baselines in whole points."""
    return [_margin(page) for page in characters(pdf)]


def _margin(page: list[Character]) -> list[tuple[int, int]]:
    lines: dict[int, str] = {}
    for char in page:
        if char["x1"] < 95:
            lines[round(baseline(char))] = lines.get(round(baseline(char)), "") + char["text"]
    return [(int(text), line) for line, text in sorted(lines.items())]


def outside(page: list[Character], box: Box) -> str:
    """What a page prints outside the box (x0, top, x1, bottom)."""
    return "".join(char["text"] for char in page if not _within(char, box))


def touching(page: list[Character], box: Box) -> str:
    """What a page prints that touches the box (x0, top, x1, bottom)."""
    x0, top, x1, bottom = box
    return "".join(c["text"] for c in page if c["x0"] < x1 and c["x1"] > x0 and c["top"] < bottom and c["bottom"] > top)


def _within(char: Character, box: Box) -> bool:
    return bool(char["x0"] >= box[0] and char["top"] >= box[1] and char["x1"] <= box[2] and char["bottom"] <= box[3])
