"""Histories made to mislead: what may be a bar is never silently none, and what is typed anywhere is not repeated."""

from pathlib import Path

import polars as pl
import pytest

from connectors import load_county, read_exports
from flows.steps.answers import count_answers
from relief.eligibility import UNREADABLE, determine, keep_facts
from relief.policy import Policy
from tests.connectors.fictional_export import line, write
from tests.data_quality.state import AFFECTED, AS_OF, COUNTIES, Row, clean_state, decide

REVIEW = {"attorney review"}


def _earlier(**cells: str) -> Row:
    """An earlier felony conviction of the affected person, in another county."""
    court = next(row for row in clean_state() if row["SUBJECT_ID"] == AFFECTED and "OFN" in row)
    earlier = court | {
        "STP_TYPE_DESCR": "COURT ACTION", "STP_ORI_CNTY_NAME": "KERN", "STP_ORI_CODE": f"{COUNTIES['KERN']}4200",
        "CYC_DATE": "19950103", "STP_EVENT_DATE": "19950405", "DISP_DATE": "19950405", "CNT_ORDER": "000002001000",
        "OFFENSE_TOC": "F", "DISP_DESCR": "CONVICTED-PRISON", "CONV_STAT_DESCR": "FELONY",
    }  # fmt: skip
    return earlier | cells


@pytest.mark.parametrize(
    ("charge", "outcomes"),
    [
        ("459 PC-BURGLARY", {"eligible"}),
        ("187(A) PC-MURDER", {"ineligible"}),
        ("664/187(A) PC-ATTEMPTED MURDER", {"ineligible"}),
        ("187-MURDER", REVIEW),
        ("664/187-ATT MURDER", REVIEW),
        ("290 PC-REGISTRATION", {"ineligible", "attorney review"}),
        ("290.011 PC-REGISTRATION OF A TRANSIENT", {"ineligible", "attorney review"}),
        ("290.018(B) PC-FAIL TO REGISTER", {"ineligible", "attorney review"}),
        ("PLANTED FAMILYNAME", REVIEW),
    ],
)
def test_what_may_be_a_bar_is_never_silently_none(charge: str, outcomes: set[str], tmp_path: Path) -> None:
    found = decide([_earlier(OFFENSE_DESCR=charge), *clean_state()], tmp_path)
    assert found.answers[AFFECTED][0][0] in outcomes, "Los Angeles's answer is the first"


@pytest.mark.parametrize("event", ["", "COURT ACTION (NEW SYSTEM)"])
def test_a_conviction_under_an_event_that_is_not_known_may_be_a_bar(event: str, tmp_path: Path) -> None:
    strike = _earlier(OFFENSE_DESCR="187(A) PC-MURDER", STP_TYPE_DESCR=event)
    found = decide([strike, *clean_state()], tmp_path)
    assert found.answers[AFFECTED][0][0] == "attorney review"


def test_a_row_that_names_nobody_leaves_those_beside_it_in_doubt(tmp_path: Path) -> None:
    rows = clean_state()
    nameless = _earlier(OFFENSE_DESCR="187(A) PC-MURDER", SUBJECT_ID="", CII_NUMBER="")
    found = decide([*rows[:2], nameless, *rows[2:]], tmp_path, checked=True)
    assert found.aside == {"subject id missing": 1}
    beside = [AFFECTED, rows[2]["SUBJECT_ID"]]
    assert [found.answers[subject][0][0] for subject in beside] == ["attorney review"] * 2
    assert all(answers == [("eligible", "")] for subject, answers in found.answers.items() if subject not in beside)


def test_one_cii_number_under_two_subjects_is_identity_in_doubt(tmp_path: Path) -> None:
    rows = [row | {"CII_NUMBER": "A10000002"} if row["SUBJECT_ID"] == AFFECTED else row for row in clean_state()]
    found = decide(rows, tmp_path)
    assert {found.answers[subject][0][0] for subject in (AFFECTED, "10000002")} == REVIEW


def test_an_order_printed_under_another_step_is_not_overlooked(tmp_path: Path) -> None:
    rows = clean_state()
    change = rows[1] | {"STP_TYPE_DESCR": "PROBATION", "CNT_ORDER": "001003001000", "STP_EVENT_DATE": "20190301",
                        "DISP_DATE": "20190301", "DISP_DESCR": "DISMISSED PER PROP 64"}  # fmt: skip
    found = decide([*rows[:2], change, *rows[2:]], tmp_path)
    assert [outcome for outcome, _ in found.answers[AFFECTED]] == ["already relieved"]


def test_two_charges_under_one_count_order_are_both_decided(tmp_path: Path) -> None:
    rows = clean_state()
    second = rows[1] | {"OFFENSE_DESCR": "11358 HS-CULTIVATE", "OFN": "FX999999"}
    found = decide([*rows[:2], second, *rows[2:]], tmp_path)
    assert len(found.answers[AFFECTED]) == 2
    assert found.rows == len(rows) + 1


def test_what_is_typed_where_a_charge_belongs_is_in_no_count(tmp_path: Path) -> None:
    typed = "PLANTED FAMILYNAME"
    rows = [row | {"OFFENSE_DESCR": typed} if row["SUBJECT_ID"] == AFFECTED else row for row in clean_state()]
    export = write(tmp_path / "export.dat", [line(**row) for row in rows])
    reading = read_exports([export], load_county("los_angeles"), tmp_path / "read")
    aside = pl.read_parquet(reading.set_aside_records)
    decision = determine(reading.records, aside, county="LOS ANGELES", policy=Policy(), as_of=AS_OF)
    assert UNREADABLE in decision.determinations["code_section"].to_list()
    assert "PLANTED" not in str(count_answers(decision.determinations))
    assert "PLANTED" not in str(keep_facts(decision).drop("charge_text").to_dicts())
