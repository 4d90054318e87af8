"""One person and one conviction in DOJ's file and in a court's: united, decided once, and reconciled both ways."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from relief.eligibility import Decision, determine, explain
from relief.errors import UserError
from relief.matching.keyed import IDENTIFIERS
from relief.matching.matched import Matching, match_sources
from relief.matching.reconciliation import reconcile
from relief.policy import Policy, read_policy
from relief.rules.cases.records import HOME, make_record, number_rows, set_rows_aside
from relief.rules.prop64 import RULE_SET
from relief.rules.terms import read_terms
from relief.uniting import CHANGED
from relief.weights import WEIGHTS
from relief.words import ANOTHER
from tests.relief.invented_people import CASE_NUMBER

AS_OF = date(2020, 7, 1)
NO_IDENTIFIERS = pl.DataFrame(schema=IDENTIFIERS)


def court_row(source: str, subject: str, **fields: Any) -> dict[str, Any]:
    """One convicted count as a source prints it."""
    printed = {
        "event": "court action", "disposition": "convicted", "charge_text": "11359 HS", "charge_level": "felony",
        "conviction_level": "felony", "event_date": "2005-04-06", "count_order": "001001001000",
        "case_number": CASE_NUMBER, "birth_date": "1970-03-14", "name": "ELMTREE,AMOS",
        "sentence_place": "jail", "sentence_length": 30, "sentence_unit": "day",
    } | fields  # fmt: skip
    return make_record(source_file=f"{source}.dat", subject_id=subject, **printed) | {"source": source}


def doj_row(subject: str = "D1", **fields: Any) -> dict[str, Any]:
    return court_row("doj", subject, **{"cii_number": "A00012345", **fields})


def court(subject: str = "court:7", **fields: Any) -> dict[str, Any]:
    return court_row("court", subject, **{"cii_number": "12345", **fields})


def run(
    tmp_path: Path, *rows: dict[str, Any], policy: Policy | None = None, weights: pl.DataFrame | None = None
) -> tuple[Matching, Decision]:
    """Match and determine these records."""
    path = tmp_path / "records.parquet"
    blank = {"source": pl.String}
    numbered = number_rows(rows)
    frame = pl.DataFrame([{k: v for k, v in row.items() if k != "source"} for row in numbered], schema=_schema())
    frame.with_columns(source=pl.Series([row["source"] for row in rows], dtype=blank["source"])).write_parquet(path)
    aside = set_rows_aside([])
    matching = match_sources(path, aside, NO_IDENTIFIERS, county=HOME, terms=read_terms(RULE_SET, AS_OF))
    assert dict(matching.changed.schema) == CHANGED
    decision = determine(
        path, aside, county=HOME, policy=policy or Policy(), as_of=AS_OF, matched=matching.changed, weights=weights
    )
    return matching, decision


def _schema() -> dict[str, Any]:
    from relief.records import SCHEMA

    return {name: dtype for name, dtype in SCHEMA.items() if name != "source"}


def answers(decision: Decision) -> list[tuple[str, str, str | None]]:
    rows = decision.determinations.select("outcome", "rule", "unknown_facts").rows()
    return [(str(outcome), str(rule), unknown) for outcome, rule, unknown in rows]


def test_a_conviction_in_both_sources_is_decided_once(tmp_path: Path) -> None:
    matching, decision = run(tmp_path, doj_row(), court())
    assert answers(decision) == [("eligible", "misdemeanor since 2016", None)]
    assert matching.reconciliation.select("standing", "source_file", "other_file").rows() == [
        ("in both and agreeing", "doj.dat", "court.dat")
    ]
    assert sum(decision.tally.values()) == 2


@pytest.mark.parametrize("first", ["doj", "court"])
def test_the_order_of_the_files_does_not_matter(tmp_path: Path, first: str) -> None:
    rows = [doj_row(), court()] if first == "doj" else [court(), doj_row()]
    assert answers(run(tmp_path, *rows)[1]) == [("eligible", "misdemeanor since 2016", None)]


def test_a_conviction_in_one_source_only_is_decided_too(tmp_path: Path) -> None:
    matching, decision = run(
        tmp_path, doj_row(), court(), court(case_number="LA99999", count_order="002001001000", event_date="2007-01-02")
    )
    assert [outcome for outcome, _, _ in answers(decision)] == ["eligible", "eligible"]
    assert sorted(matching.reconciliation["standing"]) == ["in both and agreeing", "in one source only"]


def test_a_strike_that_only_doj_shows_bars_the_court_conviction(tmp_path: Path) -> None:
    strike = doj_row(
        charge_text="187(A) PC", case_number="LA11111", event_date="1995-01-02", count_order="002001001000"
    )
    alone = answers(run(tmp_path, court(cii_number=None, name="OAKLEY,JUNIPER"), strike)[1])
    assert ("eligible", "misdemeanor since 2016", None) in alone
    united = answers(run(tmp_path, court(), strike)[1])
    assert ("ineligible", "super strike", None) in united


def test_a_record_that_may_be_the_same_person_asks_an_attorney(tmp_path: Path) -> None:
    """DQ-004: name and birth date alone neither unite nor are passed over."""
    matching, decision = run(tmp_path, doj_row(case_number="LA22222"), court(cii_number=None, case_number="LA33333"))
    assert matching.links.select("decision").rows() == [("review",)]
    assert answers(decision) == [("attorney review", "unknown fact", ANOTHER)] * 2


@pytest.mark.parametrize(
    ("fields", "disagreement", "expected"),
    [
        ({"conviction_level": "misdemeanor"}, "level", ("attorney review", "level of the conviction")),
        ({"charge_text": "11359(A) HS"}, "", ("eligible", None)),
        ({"event_date": "2005-04-07"}, "date", ("eligible", None)),
        ({"event_date": None, "disposition_date": "2005-04-06"}, "", ("eligible", None)),
        ({"event_date": "2005"}, "", ("eligible", None)),
        ({"event_date": "2017-04-06"}, "date", ("attorney review", "day of the conviction")),
        ({"disposition": "dismissed"}, "disposition", ("attorney review", "disposition of the count")),
    ],
    ids=["level", "a subdivision added", "days", "another date column", "year", "years", "disposition"],
)
def test_a_disagreement_that_could_change_the_answer_is_reviewed(
    tmp_path: Path, fields: dict[str, Any], disagreement: str, expected: tuple[str, str | None]
) -> None:
    matching, decision = run(tmp_path, doj_row(), court(**fields))
    assert matching.reconciliation["disagreement"].to_list() == [disagreement]
    ((outcome, _, unknown),) = answers(decision)
    assert outcome == expected[0]
    assert (expected[1] or "") in (unknown or "")


def test_subdivisions_that_exclude_each_other_leave_the_charge_unknown(tmp_path: Path) -> None:
    matching, decision = run(tmp_path, doj_row(charge_text="11357(A) HS"), court(charge_text="11357(C) HS"))
    assert matching.reconciliation["disagreement"].to_list() == ["section"]
    ((outcome, _, unknown),) = answers(decision)
    assert outcome == "attorney review" and "charge of the conviction" in (unknown or "")


def test_an_order_that_only_the_court_shows_counts(tmp_path: Path) -> None:
    relieved = court(disposition="relieved under Proposition 64", event_date="2018-05-05")
    ((outcome, rule, _),) = answers(run(tmp_path, doj_row(), court(), relieved)[1])
    assert (outcome, rule) == ("already relieved", "relief already given")


def test_two_defendants_of_one_case_stay_two(tmp_path: Path) -> None:
    """DQ-013, DQ-017."""
    other = court("court:8", cii_number="777777", name="OAKLEY,JUNIPER", birth_date="1981-12-30")
    _, decision = run(tmp_path, doj_row(), court(), other)
    assert len(answers(decision)) == 2


def test_the_same_number_in_another_county_is_another_case(tmp_path: Path) -> None:
    """DQ-018."""
    matching, _ = run(tmp_path, doj_row(), court(county="ALPINE"))
    assert matching.reconciliation["standing"].to_list() == ["in one source only"]


def test_two_counts_of_one_section_are_paired_in_order(tmp_path: Path) -> None:
    second = {"count_order": "001001002000"}
    matching, decision = run(tmp_path, doj_row(), doj_row(**second), court(), court(**second))
    assert len(answers(decision)) == 2
    assert matching.reconciliation["standing"].to_list() == ["in both and agreeing"] * 2


def test_a_report_that_does_not_add_up_is_refused() -> None:
    counts = pl.DataFrame(
        {"row": [0, 1], "count_row": [5, 5], "county": [HOME] * 2, "disposition": ["convicted"] * 2, "source": ["a", "b"],
         "level": ["felony"] * 2, "code_section": ["HS 11359"] * 2, "day": [None] * 2, "precision": [None] * 2},
        schema_overrides={"row": pl.UInt32, "count_row": pl.UInt32, "day": pl.Date, "precision": pl.String},
    )  # fmt: skip
    places = pl.LazyFrame(schema={"row": pl.UInt32, "source_file": pl.String, "source_row": pl.UInt32})
    with pytest.raises(UserError, match="add up"):
        reconcile(counts, places, HOME)


@pytest.mark.parametrize(
    ("elected", "grams", "outcome", "unknown"),
    [
        ("allow", [900.0], "eligible", None),
        ("allow", [], "eligible", None),
        ("ineligible", [453.0], "eligible", None),
        ("ineligible", [454.0], "ineligible", None),
        ("review", [454.0], "attorney review", None),
        ("review", [453.0], "eligible", None),
        ("review", [], "attorney review", "weight of the cannabis"),
        ("ineligible", [], "attorney review", "weight of the cannabis"),
        ("ineligible", [10.0, 900.0], "attorney review", "weight of the cannabis"),
    ],
)
def test_one_pound(tmp_path: Path, elected: str, grams: list[float], outcome: str, unknown: str | None) -> None:
    policy = read_policy({"over_one_pound": elected}, source="a test")
    weights = pl.DataFrame([("LA-0012345", gram) for gram in grams], schema=WEIGHTS, orient="row")
    _, decision = run(tmp_path, doj_row(), policy=policy, weights=weights)
    ((found, _, asked),) = answers(decision)
    assert (found, asked) == (outcome, unknown)


def test_one_pound_can_be_explained(tmp_path: Path) -> None:
    policy = read_policy({"over_one_pound": "ineligible"}, source="a test")
    _, decision = run(tmp_path, doj_row(), policy=policy)
    told = {
        answer.rule: answer.answer for answer in explain(decision.facts.row(0, named=True), policy=policy, as_of=AS_OF)
    }
    assert told["over one pound"] is None
