"""The list of convictions of an exhibit or a case order, as a block of the tree."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from operator import attrgetter
from typing import Any

from templates.fonts import break_words, text_width
from templates.values import clean

Block = dict[str, Any]

INSETS = 8
"""Points of a column that its cells leave white."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """How wide the text is, in points, and how large."""

    width: float
    size: float
    plain: bool = True
    """Whether it is no pleading paper: rows are as high as their words."""


PLEADING = Page(width=459, size=12, plain=False)
PLAIN = Page(width=720, size=10)
PORTRAIT = Page(width=540, size=10)
LEAF = Page(width=504, size=11)

MOST_LINES = 16
"""Lines of type in one row; a cell with more goes on in further rows, so that no row is taller than a page."""


@dataclass(frozen=True)
class Column:
    """What a list can show of a conviction: heading, and share of the width on either kind of paper.

    The shares of all columns of plain paper, and of those that a case order shows, add up to the
    page's width, so that they are points there.
    """

    heading: str
    plain: float
    pleading: float


COLUMNS = {
    "id": Column("Row", 54, 66),
    "case_number": Column("Case number", 70, 84),
    "name": Column("Defendant", 142, 130),
    "count": Column("Count", 36, 44),
    "code_section": Column("Section", 64, 76),
    "conviction_date": Column("Convicted on", 92, 92),
    "level": Column("Level now", 70, 82),
    "relief": Column("Relief", 132, 99),
    "basis": Column("Basis, HS", 60, 70),
    "birth_date": Column("Born", 62, 70),
    "cii_number": Column("CII number", 66, 78),
    "ground": Column("Ground", 132, 110),
    "rows": Column("Rows", 240, 160),
    "convictions": Column("Convictions", 70, 80),
    "order": Column("Order no.", 60, 70),
}
"""A conviction's field, or that of an index's entry, to its column."""

_WRAPPING = ("relief", "conviction_date", "code_section")


def listing(listed: Sequence[object], columns: Sequence[str], page: Page) -> Block:
    """The list, its columns scaled to the page; a word too wide for its column is broken, never cut.

    ``listed``: convictions, or entries of an index, whose fields the columns name.
    """
    widths = _widths(listed, columns, page)
    rows = [row for each in listed for row in _rows(each, widths, page.size)]
    header = [COLUMNS[column].heading for column in columns]
    told = {"columns": list(columns), "widths": list(widths.values())}
    if page.plain:
        return {"type": "convictions", **told, "header": header, "rows": rows}
    boxed = [[[(cell, "")] for cell in row] for row in [header, *rows]]
    return {"type": "table", **told, "header": boxed[0], "rows": boxed[1:]}


def _rows(each: object, widths: Mapping[str, float], size: float) -> list[list[str]]:
    """One row, or as many as its tallest cell needs."""
    cells = [
        _parts(break_words(clean(getattr(each, column)), width - INSETS, size), width - INSETS, size)
        for column, width in widths.items()
    ]
    if all(len(parts) == 1 for parts in cells):
        return [[parts[0] for parts in cells]]
    return [list(row) for row in zip_longest(*cells, fillvalue="")]


def _parts(cell: str, width: float, size: float) -> list[str]:
    """A cell's text in parts of a few lines each; a line of type may be left half empty by the next word."""
    room = width * MOST_LINES / 2
    if len(cell) * size <= room or text_width(cell, size) <= room:
        return [cell]
    parts, left = [""], room
    for word in re.split(r"(?<=[ \n])", cell):
        needed = text_width(word, size)
        if needed > left and parts[-1]:
            parts.append("")
            left = room
        parts[-1] += word
        left -= needed
    return [part.strip() for part in parts]


def _widths(listed: Sequence[object], columns: Sequence[str], page: Page) -> dict[str, float]:
    """Each column's width in points. Where a batch's name is long, its row ids take from columns that can wrap."""
    shares = {c: COLUMNS[c].plain if page.plain else COLUMNS[c].pleading for c in columns}
    widths = {column: share * page.width / sum(shares.values()) for column, share in shares.items()}
    givers = [c for c in columns if c == "name"] or [c for c in columns if c in _WRAPPING]
    if "id" in widths and givers:
        wanted = max(text_width(row_id, page.size) for row_id in map(attrgetter("id"), listed)) + INSETS + 1
        excess = min(max(0.0, wanted - widths["id"]), 40.0)
        widths["id"] += excess
        for giver in givers:
            widths[giver] -= excess / len(givers)
    return widths
