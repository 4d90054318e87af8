"""The code on each page of a package's papers: which paper of which package it is, and which page; nothing of a person.

Paper that a court scans and gives back has no text; from its code a program still knows what it is. The words are
capital letters, digits and ``-/`` only, which a QR code holds in little space.
"""

import re
from functools import lru_cache

import segno

SPARE = 6
"""Pages that a paper is thought to have at first, besides its list; a longer one is laid out again."""

_ROWS_A_PAGE = 8
"""Convictions of a list that one page has at least room for, in the usual case."""


def name_mark(number: str, file: str) -> str:
    """What the codes of a paper say before the page: the package's number and the paper, from the file's name in it."""
    stem = file.rpartition(".")[0] or file
    return f"{number}/{re.sub(r'[^A-Z0-9/]+', '-', stem.upper())}"


def guess_pages(convictions: int) -> int:
    """How many pages a paper hardly exceeds."""
    return SPARE + convictions // _ROWS_A_PAGE


def draw_codes(mark: str, pages: int) -> list[str]:
    """A code for each page, as SVG."""
    return [_draw(f"{mark}/{page}") for page in range(1, pages + 1)]


@lru_cache(maxsize=4096)
def _draw(text: str) -> str:
    # Half as much again as the least correction: a stamp, a crease or a copier's spots do not end it.
    return str(segno.make(text, error="m", micro=False, boost_error=False).svg_inline(border=4))
