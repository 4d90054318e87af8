"""The first page of a pleading above its prose: attorney, court, caption. Data, never prose."""

from typing import Any

from relief.papers import Paper
from relief.papers.heads import BLANK
from templates.values import clean
from templates.wrapping import count_lines, slots, wrap

PLAINTIFF = "THE PEOPLE OF THE STATE OF CALIFORNIA,"
WRITE_ON = "____________________"

# Points that the layout leaves for words, less a little for what the widths here do not see.
_ATTORNEY, _TITLE, _NATURE, _COURT = 190, 217, 221, 455

_AROUND = 7
"""Lines of the caption's left side beside the parties' names: Plaintiff, v., the role, and blanks between."""


def first_page(paper: Paper) -> dict[str, Any]:
    """What the layout prints above the prose, in lines that fit, and how many numbered lines each part takes."""
    head = paper.head
    assert head is not None, "an exhibit has no first page of its own"
    attorney = [_fit(line, _ATTORNEY) for line in head.attorney]
    title = {"plaintiff": _fit(PLAINTIFF, _TITLE), "defendant": _fit(f"{head.defendant},", _TITLE), "role": head.role}
    nature = [(_fit(text, _NATURE), style) for text, style in _nature(paper)]
    left = count_lines(title["plaintiff"]) + count_lines(title["defendant"]) + _AROUND
    right = sum(count_lines(text) for text, _ in nature)
    return {
        # On lines 1 to 7, and further down where the agency's address is long: the court is on line 8 or below.
        "attorney": {"lines": attorney, "n": max(7, slots(sum(map(count_lines, attorney))))},
        "court": [line for text in head.court for line in _fit(text, _COURT).split("\n")],
        "caption": {"title": title, "nature": nature, "n": slots(max(left, right) + 1)},
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
    return wrap(clean(text), width, 12)
