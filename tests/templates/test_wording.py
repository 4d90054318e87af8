"""How papers say and break what a deputy, a judge or a clerk would stumble over."""

from dataclasses import replace

import polars as pl

from relief.papers import draft
from relief.profiles import PublicDefender
from templates.fonts import break_words
from templates.listing import PLEADING, listing
from templates.minimum import words_of
from templates.typeset import layout_data
from tests.fictional_batch import AS_OF, FILING, determination, determinations
from tests.templates.rendering import drafted, identified
from tests.templates.test_every_kind import PAPERS, with_challenges

AGENCY = "Office of the District Attorney, County of Fiction"
DEFENDER = PublicDefender(name="Office of the Public Defender, County of Fiction", address=("2 Fictional Plaza",))


def read(rows: pl.DataFrame) -> dict[str, str]:
    """Kind of paper to its words, of an agency whose name has a comma in it."""
    filing = replace(FILING, kinds=PAPERS, agency=replace(FILING.agency, name=AGENCY), public_defender=DEFENDER)
    papers = [
        identified(paper) for paper in draft(rows, filing, batch="B7", as_of=AS_OF) if paper.kind != "cover sheet"
    ]
    told = {paper.kind: layout_data(paper, "nevada")["papers"][0]["blocks"] for paper in papers}
    return {kind: " ".join("".join(f"{text} " for text in words_of(blocks)).split()) for kind, blocks in told.items()}


def test_a_name_with_a_comma_in_it_ends_with_one_and_one_conviction_is_no_convictions() -> None:
    challenged = determinations([determination(9, case_number="ZZ9")])
    said = read(with_challenges(determinations([determination(1)]), challenged))
    assert f"The {AGENCY}, moves under" in said["order"] and f"the {AGENCY}, for batch B7" in said["order"]
    assert f"to the {AGENCY}, and to the {DEFENDER.name}." in said["order"]
    assert (
        f"The {AGENCY}, moves under" in said["case order"] and f"The {AGENCY}, gives notice" in said["challenge notice"]
    )
    assert f"AND TO THE {DEFENDER.name.upper()}:" in said["challenge notice"]
    assert "lists 1 conviction in 1 case of this Court" in said["motion"]
    assert "It concerns 1 conviction, listed in batch B7." in said["case motion"]
    assert "in case XA000001, the Court" in said["person order"]
    assert "Exhibit A, batch B7." in said["proof of service"] and "onfidential" not in said["proof of service"]
    two = read(determinations([determination(1), determination(2, subject_id="S0000001")]))
    assert "in each of the 2 cases listed below, the Court" in two["person order"]
    assert "lists 2 convictions in 2 cases of this Court" in two["motion"]


def test_a_sections_sign_stays_with_its_number() -> None:
    for paper in drafted(determinations([determination(1)]), replace(FILING, kinds=PAPERS)):
        if paper.kind != "cover sheet":
            blocks = layout_data(paper, "los_angeles")["papers"][0]["blocks"]
            assert "\u00a7 " not in "".join(words_of(blocks)), paper.kind


def test_a_word_too_wide_goes_on_after_a_comma_hyphen_or_slash_before_it_is_broken_elsewhere() -> None:
    assert break_words("FICTIONAL,CHALLENGED", 110, 12) == "FICTIONAL,\nCHALLENGED"
    assert break_words("11360(a)(1)(A)/PC", 90, 12) == "11360(a)(1)(A)/\nPC"
    assert break_words("W" * 12, 100, 12).replace("\n", "") == "W" * 12


def test_a_case_number_and_a_row_are_whole_or_broken_at_a_hyphen_however_full_the_table() -> None:
    name = "WOLFESCHLEGELSTEINHAUSEN-FICTIONAL DE LA TORRE,BARTHOLOMEW MAXIMILIAN"
    rows = [
        determination(n, name=name, case_number="XNWGA012345-01", code_section="HS 11360(a)(1)(A)/PC 664")
        for n in (1, 2)
    ]
    convictions = drafted(determinations(rows))[0].convictions
    columns = ("id", "case_number", "count", "code_section", "conviction_date", "level", "relief")
    told = listing([replace(each, id=f"LA-2026-0002-{each.id[-4:]}") for each in convictions], columns, PLEADING)
    for row in told["rows"]:
        lines = ["".join(text for text, _ in cell).split("\n") for cell in row]
        assert "".join(lines[1]) == "XNWGA012345-01"
        assert all(line.endswith(("-", "/")) or line == cell[-1] for cell in lines[:2] for line in cell)
