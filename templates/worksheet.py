"""The clerk's worksheet of a package that goes to a court on paper: one line a conviction, boxes to tick, room to write.

What the clerk writes on it is entered again as a file of outcomes, by row; each sheet bears the code of its page.
"""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from templates.codes import draw_codes, name_mark
from templates.compiling import compile_layout
from templates.fonts import break_words
from templates.typeset import STANDARDS, count_pages
from templates.values import clean

_COLUMNS = (
    ("Row", "row_id", 92), ("Case number", "case_number", 74), ("Defendant", "defendant_name", 130), ("Count", "count_no", 34),
    ("Section", "section", 66), ("Relief asked for", "relief", 82), ("Granted", None, 42), ("Denied", None, 38),
    ("Other: what, and why", "", 72), ("Day of order", "", 54), ("Initials", "", 36),
)  # fmt: skip
"""Heading; field of a row, None for a box to tick and nothing for room to write; points."""

_HOW = (
    "Tick one box in each line, or write what else was done and why: refused, not found, already done, deferred, granted"
    " in part. Write the day of the order, or of the refusal. Nothing on this sheet is an order."
)
_INSET, _SIZE = 6, 9
_FEWEST = 12
"""Lines that a page has at least room for."""


def render_worksheet(about: Mapping[str, Any], rows: Sequence[Mapping[str, str]]) -> bytes:
    """The worksheet as PDF.

    Args:
        about: number, county, court, agency and day (ISO).
        rows: of the public manifest, with ``section`` and ``relief`` as they are read aloud.
    """
    title = f"Worksheet, package {about['number']}"
    told = {
        "title": clean(title),
        "author": clean(about["agency"]),
        "about": [
            clean(f"{about['county']} County, {about['court']}. {len(rows):,} convictions, filed on {about['day']}."),
            _HOW,
        ],
        "header": [heading for heading, _, _ in _COLUMNS],
        "widths": [width for _, _, width in _COLUMNS],
        "boxes": [place for place, (_, name, _) in enumerate(_COLUMNS) if name is None],
        "rows": [[_cell(row, name, width) for _, name, width in _COLUMNS] for row in rows],
    }  # fmt: skip
    paper: Any = SimpleNamespace(as_of=about["day"], file="worksheet.pdf")
    pages = 2 + len(rows) // _FEWEST
    while True:
        codes = draw_codes(name_mark(about["number"], "worksheet.pdf"), pages)
        done = compile_layout("worksheet.typ", {**told, "codes": codes}, paper, "pdf", pdf_standards=STANDARDS)
        assert isinstance(done, bytes), "a PDF is bytes"
        if (pages := count_pages(done)) <= len(codes):
            return done


def _cell(row: Mapping[str, str], name: str | None, width: float) -> str:
    return break_words(clean(row[name]), width - _INSET, _SIZE) if name else ""
