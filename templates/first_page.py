"""The first page of a pleading above its prose: attorney, court, caption. Data, never prose."""

from typing import Any

from relief.papers import Paper
from relief.papers.heads import BLANK
from templates.fonts import break_words
from templates.values import clean

PLAINTIFF = "THE PEOPLE OF THE STATE OF CALIFORNIA,"
WRITE_ON = "____________________"

# Points that the layout leaves for words, less a little for what the widths here do not see.
_ATTORNEY, _TITLE, _NATURE, _COURT = 188, 206, 216, 455


def first_page(paper: Paper) -> dict[str, Any]:
    """What the layout prints above the prose; every word wider than its place is broken."""
    head = paper.head
    assert head is not None, "an exhibit has no first page of its own"
    return {
        "attorney": [_fit(line, _ATTORNEY) for line in head.attorney],
        "court": [_fit(line, _COURT) for line in head.court],
        "caption": {
            "title": {"plaintiff": PLAINTIFF, "defendant": _fit(f"{head.defendant},", _TITLE), "role": head.role},
            "nature": [(_fit(text, _NATURE), style) for text, style in _nature(paper)],
        },
    }


def _nature(paper: Paper) -> list[tuple[str, str]]:
    """Right of the caption: number, what the paper is, and what the clerk fills in by hand."""
    head = paper.head
    assert head is not None, "an exhibit has no caption"
    return [
        (f"Case No. {head.case_number}", ""),
        ("", ""),
        (paper.title, "b"),
        ("", ""),
        (head.statute, ""),
        ("", ""),
        (f"Batch: {paper.batch}{_part(paper)}", ""),
        (f"Dept.: {head.department}", ""),
        (f"Date: {WRITE_ON}", ""),
        (f"Time: {WRITE_ON}", ""),
        (f"Judge: {WRITE_ON if head.judge == BLANK else head.judge}", ""),
    ]


def _part(paper: Paper) -> str:
    parts = paper.fields.get("parts", 1)
    return f", list {paper.fields['part']} of {parts}" if parts > 1 else ""


def _fit(text: str, width: float) -> str:
    return break_words(clean(text), width, 12)
