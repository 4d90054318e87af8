"""Determinations to papers as plain data."""

import json
from dataclasses import asdict, replace
from datetime import date

import polars as pl
import pytest

from relief.errors import UserError
from relief.papers import Filing, Paper, Volume, draft, unknown_courts, with_exhibit, without_case_number
from relief.papers.kinds import BATCH, Kind
from tests.fictional_batch import AS_OF, BOTH, FILING, PER_CASE, batch, determination, determinations


def _draft(rows: list[dict[str, object]], filing: Filing = FILING) -> list[Paper]:
    return list(draft(determinations(rows), filing, batch="B7", as_of=AS_OF))


def _exhibit(rows: list[dict[str, object]], filing: Filing = FILING) -> Paper:
    return next(paper for paper in _draft(rows, filing) if paper.kind == "exhibit")


def test_only_eligible_convictions_with_a_case_number_are_listed() -> None:
    rows = [
        determination(1),
        determination(2, outcome="ineligible", relief=None),
        determination(3, outcome="attorney review", relief=None),
        determination(4, case_number=None),
        determination(5, case_number="  "),
    ]
    assert [c.source_row for c in _exhibit(rows).convictions] == [1]
    assert without_case_number(determinations(rows))["source_row"].to_list() == [4, 5]


def test_nothing_eligible_needs_no_papers() -> None:
    assert _draft([determination(1, outcome="ineligible")]) == []


def test_rows_are_sorted_by_court_case_count_and_source_and_numbered_through_the_batch() -> None:
    rows = [
        determination(1, court="B COURT", ori="B", case_number="2"),
        determination(2, court="A COURT", ori="A", case_number="9", count=2),
        determination(3, court="A COURT", ori="A", case_number="9", count=1),
        determination(4, court="B COURT", ori="B", case_number="1"),
        determination(5, court="A COURT", ori="A", case_number="9", count=1),
    ]
    for shuffled in (rows, rows[::-1]):
        listed = [c for p in _draft(shuffled) if p.kind == "exhibit" for c in p.convictions]
        assert [(c.id, c.source_row) for c in listed] == [
            ("B7-0001", 3),
            ("B7-0002", 5),
            ("B7-0003", 2),
            ("B7-0004", 4),
            ("B7-0005", 1),
        ]


@pytest.mark.parametrize(("precision", "printed"), [("day", "July 4, 1999"), ("month", "July 1999"), ("year", "1999")])
def test_a_date_is_printed_as_precisely_as_it_is_known(precision: str, printed: str) -> None:
    day = date(1999, 7, 4 if precision == "day" else 1)
    (conviction,) = _exhibit([determination(1, conviction_date=day, conviction_date_precision=precision)]).convictions
    assert conviction.conviction_date == printed


@pytest.mark.parametrize(
    ("changed", "basis"),
    [
        ({"serving": False}, "11361.8(f)"),
        ({"serving": None}, "11361.8(f)"),
        ({"serving": True}, "11361.8(b)"),
        ({"serving": None, "relief": "recall and resentencing"}, "11361.8(b)"),
    ],
)
def test_the_basis_follows_whether_the_sentence_is_running(changed: dict[str, object], basis: str) -> None:
    (conviction,) = _exhibit([determination(1, **changed)]).convictions
    assert conviction.basis == basis


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", None),
        ("name", " "),
        ("count", None),
        ("code_section", None),
        ("conviction_date", None),
        ("conviction_date_precision", "unreadable"),
        ("relief", None),
    ],
)
def test_a_blank_that_a_paper_must_print_names_the_row_and_the_column(column: str, value: object) -> None:
    with pytest.raises(UserError, match=f"export.dat row 2: {column} is blank") as caught:
        _draft([determination(1), determination(2, **{column: value})])
    assert "FICTIONAL" not in str(caught.value)


def test_a_conviction_without_any_court_is_refused() -> None:
    with pytest.raises(UserError, match=r"export\.dat row 1: court is blank"):
        _draft([determination(1, court=None, ori=None)])


@pytest.mark.parametrize("key", ["attorney", "bar_number", "name", "phone", "email", "party", "address"])
def test_a_blank_in_the_county_file_names_its_key(key: str) -> None:
    blank = () if key == "address" else " "
    filing = replace(FILING, agency=replace(FILING.agency, **{key: blank}))  # type: ignore[arg-type]  # by name
    with pytest.raises(UserError, match=rf"Los Angeles: the county file's key prosecutor\.{key} is blank"):
        _draft([determination(1)], filing)


def test_a_court_title_is_required() -> None:
    filing = replace(FILING, court=replace(FILING.court, title=()))
    with pytest.raises(UserError, match=r"court\.title is blank"):
        _draft([determination(1)], filing)


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        (BATCH, ["exhibit", "motion", "order"]),
        (PER_CASE, ["exhibit", "motion", "case order", "case order"]),
        (BOTH, ["exhibit", "motion", "order", "case order", "case order"]),
    ],
)
def test_a_county_chooses_batch_and_case_orders(asked: tuple[Kind, ...], kinds: list[str]) -> None:
    papers = _draft([determination(1), determination(2)], replace(FILING, kinds=asked))
    assert [paper.kind for paper in papers] == kinds


def test_two_defendants_of_one_case_have_an_order_each() -> None:
    filing = replace(FILING, kinds=PER_CASE)
    rows = [
        determination(1, case_number="X", subject_id="S1", count=1),
        determination(2, case_number="X", subject_id="S2", count=2),
        determination(3, case_number="X", subject_id="S1", count=3),
    ]
    orders = [paper for paper in _draft(rows, filing) if paper.kind == "case order"]
    assert [[c.source_row for c in order.convictions] for order in orders] == [[1, 3], [2]]
    assert [order.file for order in orders] == ["central-district/orders/1.pdf", "central-district/orders/2.pdf"]


def test_courts_that_the_county_file_gives_one_branch_share_their_papers() -> None:
    filing = replace(FILING, branches={"CA1": "NORTH", "OLD MUNICIPAL": "NORTH"})
    rows = [
        determination(1, ori="CA1", court="SUPERIOR NORTH"),
        determination(2, ori=None, court="OLD MUNICIPAL"),
        determination(3, ori="CA9", court="SOUTH"),
    ]
    papers = _draft(rows, filing)
    assert {(p.court, p.file.split("/")[0]) for p in papers} == {("NORTH", "north"), ("SOUTH", "court")}


def test_courts_of_the_same_letters_have_folders_of_their_own() -> None:
    filing = replace(FILING, branches={"ONE": "L.A. COURT", "TWO": "L A COURT"})
    rows = [determination(1, ori="1", court="ONE"), determination(2, ori="2", court="TWO")]
    assert {p.file.split("/")[0] for p in _draft(rows, filing)} == {"l-a-court", "l-a-court-2"}


def test_a_court_that_the_county_file_does_not_name_has_a_folder_that_repeats_nothing_printed() -> None:
    rows = [
        determination(1, ori="CA0199911", court="PLANTED FAMILYNAME"),
        determination(2, ori="CA0199911", court="PLANTED GIVENNAME"),
        determination(3, ori="PLANTED", court="PLANTED SURNAME"),
        determination(4, ori=None, court="PLANTED ALIAS"),
        determination(5, ori="CA0199912", court="PLANTED FAMILYNAME"),
    ]
    files = {p.file for p in _draft(rows)}
    assert {file.split("/")[0] for file in files} == {"ca0199911", "ca0199911-2", "court", "court-2"}
    assert not any("planted" in file.lower() for file in files)
    told = unknown_courts(determinations(rows), FILING)
    assert told == {"CA0199911": 2, "CA0199912": 1, "no agency code": 2}


def test_the_bulk_caption_is_the_countys_choice() -> None:
    rows = [determination(2), determination(1)]
    for caption, defendant in (
        ("THE PERSONS LISTED IN EXHIBIT A", "THE PERSONS LISTED IN EXHIBIT A"),
        ("first listed", "FICTIONAL,PERSON 1, et al."),
    ):
        motion = next(
            p for p in _draft(rows, replace(FILING, court=replace(FILING.court, caption=caption))) if p.kind == "motion"
        )
        assert motion.head is not None and motion.head.defendant == defendant


def test_a_paper_is_json() -> None:
    papers = draft(batch(12), replace(FILING, kinds=BOTH), batch="B7", as_of=AS_OF)
    for paper in [with_exhibit(p, [Volume(number=1, convictions=12, pages=2, sha256="0" * 64)]) for p in papers]:
        data = asdict(paper)
        assert json.loads(json.dumps(data))["file"] == paper.file
        text = json.dumps(data)
        assert "1970-02-03" not in text and '"99000' not in text


def test_totals_add_up_to_the_convictions_listed() -> None:
    rows = batch(200)
    exhibit = next(p for p in draft(rows, FILING, batch="B7", as_of=AS_OF) if p.kind == "exhibit")
    by_relief = dict(rows.group_by("relief").agg(pl.len()).iter_rows())
    assert {t["relief"]: t["convictions"] for t in exhibit.fields["totals"]} == by_relief
    assert exhibit.fields["count_of_convictions"] == len(exhibit.convictions) == 200
