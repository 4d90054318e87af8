"""The list of convictions of an exhibit or a case order, as a block of the tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from relief.papers import Conviction
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
}
"""A conviction's field to its column."""

_WRAPPING = ("relief", "conviction_date", "code_section")


def listing(convictions: Sequence[Conviction], columns: Sequence[str], page: Page) -> Block:
    """The list, its columns scaled to the page; a word too wide for its column is broken, never cut."""
    widths = _widths(convictions, columns, page)
    rows = [
        [break_words(clean(getattr(c, column)), width - INSETS, page.size) for column, width in widths.items()]
        for c in convictions
    ]
    header = [COLUMNS[column].heading for column in columns]
    if page.plain:
        return {"type": "convictions", "widths": list(widths.values()), "header": header, "rows": rows}
    boxed = [[[(cell, "")] for cell in row] for row in [header, *rows]]
    return {"type": "table", "widths": list(widths.values()), "header": boxed[0], "rows": boxed[1:]}


def _widths(convictions: Sequence[Conviction], columns: Sequence[str], page: Page) -> dict[str, float]:
    """Each column's width in points. Where a batch's name is long, its row ids take from columns that can wrap."""
    shares = {c: COLUMNS[c].plain if page.plain else COLUMNS[c].pleading for c in columns}
    widths = {column: share * page.width / sum(shares.values()) for column, share in shares.items()}
    givers = [c for c in columns if c == "name"] or [c for c in columns if c in _WRAPPING]
    if "id" in widths and givers:
        wanted = max(text_width(conviction.id, page.size) for conviction in convictions) + INSETS + 1
        excess = min(max(0.0, wanted - widths["id"]), 40.0)
        widths["id"] += excess
        for giver in givers:
            widths[giver] -= excess / len(givers)
    return widths
