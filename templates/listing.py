"""The list of convictions of an exhibit or a case order, as a block of the tree."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat, zip_longest
from typing import Any

from templates.fonts import PARTED, break_words, text_width
from templates.values import clean
from templates.wrapping import Run, count_lines, slots, word_width, wrap_runs

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


def listing(listed: Sequence[object], columns: Sequence[str], page: Page) -> Block:
    """The list, its columns scaled to the page; a word too wide for its column is broken, never cut.

    ``listed``: convictions, or entries of an index, whose fields the columns name.
    """
    widths = _widths(listed, columns, page)
    taken = [_rows(each, widths, page.size) for each in listed]
    rows = [row for each in taken for row in each]
    header = [COLUMNS[column].heading for column in columns]
    told: Block = {"columns": list(columns), "widths": list(widths.values()), "takes": list(map(len, taken))}
    if page.plain:
        return {"type": "convictions", **told, "header": header, "rows": rows}
    boxed = [[[(cell, "")] for cell in row] for row in [header, *rows]]
    return table(boxed, told["widths"], page) | {"columns": told["columns"], "takes": told["takes"]}


def table(cells: Sequence[Sequence[Sequence[Run]]], widths: Sequence[float], page: Page) -> Block:
    """A table from its cells, the head's row first; on pleading paper with the numbered lines that each row takes."""
    if page.plain:
        return {"type": "table", "widths": widths, "header": cells[0], "rows": cells[1:]}
    scale = page.width / sum(widths)
    rows = [
        [wrap_runs(cell, width * scale - INSETS, page.size) for cell, width in zip(row, widths, strict=True)]
        for row in cells
    ]
    n = [slots(max(count_lines("".join(text for text, _ in cell)) for cell in row)) for row in rows]
    return {"type": "table", "widths": widths, "header": rows[0], "rows": rows[1:], "n": n}


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
    """Each column's width in points: what its widest word needs, and of what is left over a share of its own.

    Where that is more than the page has, words go on below where they may be parted, and where that is still more, the
    columns with the longest words give way, and those words are broken.
    """
    shares = {c: COLUMNS[c].plain if page.plain else COLUMNS[c].pleading for c in columns}
    scale = page.width / sum(shares.values())
    words = {column: _words(listed, column) for column in columns}
    needed = {column: max(map(word_width, words[column], repeat(page.size))) + INSETS + 1 for column in columns}
    if sum(needed.values()) > page.width:
        needed = _give_way(words, needed, page)
    left = page.width - sum(needed.values())
    wanting = {column: max(0.0, shares[column] * scale - need) for column, need in needed.items()}
    wanted = sum(wanting.values()) or 1.0
    return {column: need + left * wanting[column] / wanted for column, need in needed.items()}


def _give_way(words: Mapping[str, Collection[str]], needed: Mapping[str, float], page: Page) -> dict[str, float]:
    """Widths for words in two lines, where they may be parted; and of what is left over as many whole words as there is room for."""
    least = {
        column: max(map(_parted_width, words[column], repeat(page.size))) + INSETS + 1 for column in needed
    }  # fmt: skip
    fitted = _fit(least, page.width)
    left = page.width - sum(fitted.values())
    for column in sorted(needed, key=lambda each: needed[each] - fitted[each]):
        if (more := needed[column] - fitted[column]) <= left:
            fitted[column] += more
            left -= more
    return fitted


def _fit(needed: Mapping[str, float], room: float) -> dict[str, float]:
    """What each column needs, as long as that is no more than an even part of what those with less have left."""
    fitted = dict(needed)
    for place, column in enumerate(sorted(needed, key=lambda each: needed[each])):
        fitted[column] = min(needed[column], room / (len(needed) - place))
        room -= fitted[column]
    return fitted


def _words(listed: Sequence[object], column: str) -> set[str]:
    words = {word for each in listed for word in getattr(each, column).split(" ")}
    return words | set(COLUMNS[column].heading.split(" "))


@lru_cache(maxsize=1 << 14)
def _parted_width(word: str, size: float) -> float:
    """Points of a word in two lines; of one that may not be parted, in one."""
    parts = PARTED.split(word)
    halves = [("".join(parts[:place]), "".join(parts[place:])) for place in range(1, len(parts))]
    return min(
        (max(word_width(one, size), word_width(two, size)) for one, two in halves), default=word_width(word, size)
    )
