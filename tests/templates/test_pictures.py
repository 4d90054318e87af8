"""Every kind of paper looks as it was approved, in two renderers, and nothing in it is cut off or overlaps.

An approved picture is in ``pictures/``, as pdfium drew it when somebody looked at the pages. Where a paper has none, it
is written and the test fails: look at it, then commit it. Where the look of a paper is changed on purpose, delete its
picture and look again.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from relief.papers import Paper, draft
from relief.papers.sample import sample_papers
from relief.profiles import PublicDefender
from templates.typeset import render
from tests.fictional_batch import AS_OF, FILING, determination, determinations
from tests.templates.hostile import ALL_KINDS, complete
from tests.templates.looking import (
    boxes_of_pdfium,
    boxes_of_poppler,
    cut_off,
    difference,
    draw_with_pdfium,
    draw_with_poppler,
    join,
    overlapping,
)

PICTURES = Path(__file__).parent / "pictures"
ALIKE = 20.0
"""Of 255, of the cell that differs most: between the two renderers about 11, where a word is missing 50 and more."""

SAMPLES = sample_papers(FILING, AS_OF)


@cache
def _pdf(kind: str, county: str = "los_angeles") -> bytes:
    return render(SAMPLES[kind.removeprefix("form, ")], county).pdf


@pytest.mark.parametrize("kind", [*SAMPLES, "form, case order"])
def test_a_paper_looks_as_it_was_approved_in_both_renderers(kind: str) -> None:
    pdf = _pdf(kind, "san_francisco" if kind.startswith("form") else "los_angeles")
    file = PICTURES / f"{kind.replace(', ', '_').replace(' ', '_')}.png"
    drawn = join(draw_with_pdfium(pdf))
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        drawn.save(file, optimize=True)
        pytest.fail(f"{file.name} was written now: look at it, and commit it if it is as it should be")
    with Image.open(file) as approved:
        assert difference(approved, drawn) < ALIKE
        assert difference(approved, join(draw_with_poppler(pdf))) < ALIKE


def test_a_word_more_or_less_is_seen() -> None:
    approved = join(draw_with_pdfium(_pdf("order")))
    paper = SAMPLES["order"]
    assert paper.head is not None
    for changed in (
        replace(paper, head=replace(paper.head, department="")),
        replace(paper, title=paper.title.replace("CANNABIS ", "")),
        replace(paper, fields={**paper.fields, "agency": "DA"}),
    ):
        assert difference(approved, join(draw_with_pdfium(render(changed, "los_angeles").pdf))) >= ALIKE


def _long() -> list[Paper]:
    """A name of 90 characters, 400 counts, an address of six lines, in every kind of paper."""
    name = "MAXIMILIANA-FICTIONAL, ALEXANDRINA WILHELMINA THEODORA OF THE LONG LINE OF INVENTED PERSONS"
    assert len(name) >= 90
    rows = [
        {**determination(n, name=name, subject_id="S1", case_number="XA1", count=n), "rule": None, "reason": None}
        for n in range(1, 401)
    ]
    address = tuple(f"{n} Fictional Street, Suite {n}" for n in range(1, 7))
    defender = PublicDefender(name="Office of the Public Defender", address=address, email="pd@pd.example")
    filing = replace(FILING, kinds=ALL_KINDS, agency=replace(FILING.agency, address=address), public_defender=defender)
    found: dict[str, Paper] = {}
    for paper in draft(determinations(rows), filing, batch="B7", as_of=AS_OF):
        found.setdefault(paper.kind, complete(paper))
    return list(found.values())


LONG = _long()


@pytest.mark.parametrize("boxes", [boxes_of_pdfium, boxes_of_poppler])
@pytest.mark.parametrize("paper", LONG, ids=[paper.kind for paper in LONG])
def test_nothing_is_cut_off_or_overlaps_however_long_it_is(paper: Paper, boxes: Callable[[bytes], object]) -> None:
    pdf = _long_pdf(paper.kind)
    sizes, found = boxes(pdf)  # type: ignore[misc]  # sizes and boxes, from either
    assert len(found) > 10
    assert cut_off(sizes, found) == []
    assert overlapping(found) == []


@cache
def _long_pdf(kind: str) -> bytes:
    return render(next(paper for paper in LONG if paper.kind == kind), "los_angeles").pdf


@pytest.mark.parametrize("boxes", [boxes_of_pdfium, boxes_of_poppler])
def test_on_a_courts_own_form_nothing_overlaps_either(boxes: Callable[[bytes], object]) -> None:
    paper = next(paper for paper in LONG if paper.kind == "case order")
    sizes, found = boxes(render(paper, "san_francisco").pdf)  # type: ignore[misc]  # sizes and boxes, from either
    assert cut_off(sizes, found) == []
    assert overlapping(found) == []
