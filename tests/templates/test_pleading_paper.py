"""California pleading paper, rules 2.103 to 2.111, measured in points by pdfplumber."""

import io
import random
from dataclasses import replace

import pdfplumber
import pytest

from relief.errors import UserError
from relief.papers import Paper
from templates.typeset import render
from tests.fictional_batch import FILING, HOSTILE, batch, determination, determinations
from tests.templates.reading import characters, numbers, off_grid, outside, pages, touching
from tests.templates.rendering import one


def _random_paper(seed: int) -> Paper:
    """A paper of a random kind, with long and short agencies, courts, names, and lists of convictions."""
    chance = random.Random(seed)
    address = tuple(f"{n} Fictional Street" for n in range(chance.randint(1, 4)))
    agency = replace(FILING.agency, address=address, fax=chance.choice([None, "(213) 555-0101"]))
    court = replace(FILING.court, caption=" AND ".join(chance.sample(HOSTILE, chance.randint(1, 4))))
    filing = replace(FILING, agency=agency, court=court)
    kind = chance.choice(["motion", "order", "case order"])
    name = " ".join(chance.sample(HOSTILE, chance.randint(1, 5)))
    reliefs = ["dismissal and sealing", "recall and resentencing", "redesignation to infraction"]
    rows = [
        determination(n, name=name, subject_id="S1", case_number="XA1", count=n, relief=chance.choice(reliefs))
        for n in range(1, chance.randint(2, 30))
    ]
    return one(kind, determinations(rows), filing)


@pytest.mark.parametrize("seed", range(32))
def test_every_line_of_type_is_on_the_grid_and_in_the_margins(seed: int) -> None:
    pdf = render(_random_paper(seed), "los_angeles").pdf
    assert off_grid(pdf) == []
    assert numbers(pdf) == [[(n + 1, 81 + 24 * n) for n in range(28)]] * len(numbers(pdf))
    for page in characters(pdf):
        assert outside(page, (54, 70, 567.5, 792)) == ""
        assert touching(page, (91, 0, 107.5, 792)) == ""


def test_the_court_is_named_on_line_8_at_3_and_a_third_inches() -> None:
    pdf = render(one("motion", batch(10)), "los_angeles").pdf
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        lines = document.pages[0].crop((100, 0, 612, 792)).extract_text_lines(return_chars=True)
    title = next(line for line in lines if "SUPERIOR COURT OF THE STATE OF CALIFORNIA" in line["text"])
    line_8 = 81 + 24 * 7
    assert abs(792 - title["chars"][0]["matrix"][5] - line_8) < 0.15
    assert title["top"] >= 238
    county = next(line for line in lines if line["text"] == "COUNTY OF LOS ANGELES")
    assert abs(792 - county["chars"][0]["matrix"][5] - line_8 - 24) < 0.15


def test_the_clerks_space_is_clear_and_the_attorney_is_left_of_centre() -> None:
    pdf = render(one("motion", batch(10)), "los_angeles").pdf
    first = characters(pdf)[0]
    assert touching(first, (306, 0, 612, 238)) == ""
    attorney = touching(first, (100, 60, 306, 238))
    assert attorney.startswith("AveryExemplar(SBN000000)")
    for value in ("1FictionalPlaza,Suite64", "(213)555-0100", "papers@da.example", "AttorneyforthePeople"):
        assert value in attorney


def test_the_footer_is_page_number_then_line_then_title_in_10_points() -> None:
    pdf = render(one("order", batch(10)), "los_angeles").pdf
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for number, page in enumerate(document.pages, 1):
            foot = page.crop((100, 736, 612, 792))
            lines = foot.extract_text_lines(return_chars=True)
            assert [line["text"] for line in lines] == [
                f"page {number} of {len(document.pages)}",
                "[PROPOSED] ORDER ON MOTION FOR RELIEF FROM CANNABIS CONVICTIONS",
            ]
            assert min(round(char["size"], 3) for char in lines[1]["chars"]) >= 10
            rule = [line["top"] for line in foot.lines if line["width"] > 400]
            assert len(rule) == 1 and lines[0]["bottom"] <= rule[0] + 2 and rule[0] < lines[1]["top"] + 2


def test_type_is_12_points_in_the_body() -> None:
    pdf = render(one("motion", batch(10)), "los_angeles").pdf
    assert {round(c["size"], 1) for page in characters(pdf) for c in page if c["top"] < 735} == {12.0}


def test_a_signature_never_stands_alone_on_its_page() -> None:
    for size in range(1, 12):
        rows = [determination(n, subject_id="S1", case_number="XA1", count=n) for n in range(1, size + 1)]
        text = pages(render(one("case order", determinations(rows)), "los_angeles").pdf)[-1]
        assert "summary criminal history is corrected" in " ".join(text.split())


def test_an_exhibit_is_plain_paper_in_10_points() -> None:
    pdf = render(one("exhibit", batch(10)), "los_angeles").pdf
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        assert (page.width, page.height) == (792, 612)
    for sheet in characters(pdf):
        assert min(round(c["size"], 3) for c in sheet) >= 10
        assert outside(sheet, (36, 36, 756, 590)) == ""


def test_a_caption_taller_than_a_page_is_refused_and_not_cut() -> None:
    filing = replace(FILING, court=replace(FILING.court, caption=" ".join(["FICTIONAL PERSON,"] * 400)))
    with pytest.raises(UserError, match="a caption is taller than a page"):
        render(one("motion", batch(3), filing), "los_angeles")


def test_a_row_taller_than_a_page_goes_on_in_further_rows() -> None:
    rows = determinations([determination(1, code_section="HS 11357 " * 200)])
    assert render(one("case order", rows), "los_angeles").pages > 3


def test_a_long_address_moves_the_courts_title_below_line_8() -> None:
    agency = replace(FILING.agency, address=tuple(f"{n} Fictional Street" for n in range(9)))
    first = characters(render(one("motion", batch(3), replace(FILING, agency=agency)), "los_angeles").pdf)[0]
    assert touching(first, (100, 280, 567, 300)).startswith("SUPERIORCOURT")
