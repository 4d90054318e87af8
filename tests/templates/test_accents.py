"""One person's counts in rows one above the other, and long names of lines that are the same, with accents: all are read back."""

import unicodedata
from dataclasses import replace

import pypdfium2
import pytest

from relief.papers import draft
from relief.papers.kinds import Kind
from templates.forms.form import load_form
from templates.forms.printing import print_form
from templates.reading_apart import AWAY, part_twins, read_pieces
from templates.reading_back import read_within
from templates.rendering import render_all
from templates.rooms import ROOM
from templates.typeset import render
from tests.fictional_batch import AS_OF, FILING, determination, determinations
from tests.templates.hostile import complete
from tests.templates.reading import squeezed

KINDS: tuple[Kind, ...] = ("index", "motion", "order", "exhibit", "case motion", "case order", "person order", "letter")
NAMES = ["N\u00da\u00d1EZ,JOS\u00c9", "NGUY\u1ec4N,V\u0102N", "\u010cAPEK,\u0158\u00cdMA", "\u00c7ELIK,\u011eUL"]
SAME_LINES = ("\u00d1U\u00d1,G " * 15).strip()
"""So long that it takes several lines, which are the same; its capitals' marks reach up to the commas above."""


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("times", [2, 5])
def test_counts_of_one_person_in_rows_one_above_the_other(times: int, form: str) -> None:
    filing = replace(FILING, kinds=KINDS)
    names = [unicodedata.normalize(form, name) for name in NAMES]  # type: ignore[arg-type]  # a form's name
    rows = determinations(
        [
            determination(n * times + i, subject_id=f"S{n}", name=name, case_number=f"XA{n}", count=i + 1)
            for n, name in enumerate(names)
            for i in range(times)
        ]
    )
    files: dict[str, bytes] = {}
    render_all(list(draft(rows, filing, batch="B7", as_of=AS_OF)), "los_angeles", files.__setitem__)
    exhibit = squeezed("".join(read_within(files["central-district/exhibit_a.pdf"], (0, 0, 792, 612), apart=True)))
    for name in names:
        assert unicodedata.normalize("NFC", exhibit).count(unicodedata.normalize("NFC", name)) == times


@pytest.mark.parametrize("kind", ["exhibit", "case order", "person order", "letter", "index"])
def test_lines_of_one_name_that_are_the_same(kind: Kind) -> None:
    rows = determinations([determination(1, name=SAME_LINES, case_number=SAME_LINES)])
    filing = replace(FILING, kinds=("exhibit", kind) if kind != "exhibit" else (kind,))
    papers = list(draft(rows, filing, batch="B7", as_of=AS_OF))
    assert kind in [paper.kind for paper in papers]
    for paper in papers:
        render(complete(paper), "los_angeles")


def _order() -> bytes:
    rows = determinations([determination(1, name=SAME_LINES, case_number=SAME_LINES)])
    [paper] = draft(rows, replace(FILING, kinds=("case order",)), batch="B7", as_of=AS_OF)
    return render(complete(paper), "los_angeles").pdf


def test_a_piece_that_is_taken_for_a_second_print_is_read_where_it_is() -> None:
    page = pypdfium2.PdfDocument(_order())[0]
    together = squeezed(page.get_textpage().get_text_bounded()).count("\u00d1U\u00d1,G")
    pieces = read_pieces(page)
    apart = [piece for piece in pieces if "\u00d1U\u00d1,G" in piece.text]
    assert sum(squeezed(piece.text).count("\u00d1U\u00d1,G") for piece in apart) > together
    assert all(piece.box[2] < 612 for piece in pieces)


def test_what_is_moved_away_to_be_read_is_found_again_by_the_rest_of_its_place() -> None:
    page = pypdfium2.PdfDocument(_order())[0]
    part_twins(page)
    text = page.get_textpage()
    lefts = [text.get_charbox(index)[0] for index in range(text.count_chars())]
    assert max(lefts) > AWAY
    assert all(left % AWAY < 612 for left in lefts)


@pytest.mark.parametrize("name", [SAME_LINES, "\u3042\u30a2, [31m" * 6 + "\u3042\u30a2,"])
def test_a_form_whose_field_is_full_of_lines_that_are_the_same_or_of_two_scripts(name: str) -> None:
    rows = determinations([determination(1, name=name, case_number=name)])
    [paper] = draft(rows, replace(FILING, kinds=("case order",)), batch="B7", as_of=AS_OF)
    form = load_form(ROOM / "san_francisco/forms/sf_64_2018-06-01.yaml")
    assert print_form(form, complete(paper)).pages
