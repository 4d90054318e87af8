"""Every line of the suite: it holds of clean records, and fails of exactly the rows made wrong."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from expectations import Checking, Expectation, Severity, check, describe
from expectations.suites.records import SUITE, VOLUMES
from relief.errors import UserError
from relief.records import SET_ASIDE
from tests.expectations.canonical import AS_OF, Change, changed, person, write

YEAR_AHEAD = AS_OF + timedelta(days=366)
BASE = 40

COURT: dict[str, tuple[Change, ...]] = {
    "duplicate record": ({}, {}, {}),
    "subject id missing": ({"subject_id": None},),
    "subject id a placeholder": ({"subject_id": "unknown "},),
    "two people under one subject id": ({"cii_number": "A11111111", "birth_date": date(1980, 1, 1)},),
    "count order missing on a court action": ({"count_order": None},),
    "count order unreadable on a court action": ({"count_order": "10100200100"},),
    "several birth dates for one person": ({"birth_date": date(1971, 3, 4)},),
    "several CII numbers for one person": ({"cii_number": "A22222222"},),
    "several charges on one count": ({}, {"charge_text": "11358 HS"}),
    "event before birth": ({"birth_date": date(1999, 1, 1)},),
    "younger than 10 at the event": ({"birth_date": date(1988, 9, 2)},),
    "older than 110 at the event": ({"birth_date": date(1887, 8, 31)},),
    "judgment before the arrest": ({"cycle_date": date(1998, 9, 2), "disposition_date": date(1999, 1, 1)},),
    "disposition before the arrest": ({"disposition_date": date(1998, 5, 5)},),
    "event more than a year after the as-of day": ({"event_date": YEAR_AHEAD + timedelta(days=1)},),
    "disposition more than a year after the as-of day": ({"disposition_date": YEAR_AHEAD + timedelta(days=1)},),
    "event after the as-of day": ({"event_date": AS_OF + timedelta(days=1)},),
    "disposition after the as-of day": ({"disposition_date": YEAR_AHEAD},),
    "birth_date unreadable": ({"birth_date": None, "birth_date_precision": "unreadable"},),
    "cycle_date unreadable": ({"cycle_date": None, "cycle_date_precision": "unreadable"},),
    "event_date unreadable": ({"event_date": None, "event_date_precision": "unreadable"},),
    "disposition_date unreadable": ({"disposition_date": None, "disposition_date_precision": "unreadable"},),
    "birth date missing": ({"birth_date": None, "birth_date_precision": None},),
    "conviction without a date": ({"event_date": None, "event_date_precision": None},),
    "event unlisted": ({"event": "unlisted"},),
    "disposition unlisted": ({"disposition": "unlisted"},),
    "charge_level unlisted": ({"charge_level": "unlisted"},),
    "conviction_level unlisted": ({"conviction_level": "unlisted"},),
    "sentence_place unlisted": ({"sentence_place": "unlisted"},),
    "sentence_unit unlisted": ({"sentence_unit": "unlisted"},),
    "county missing on a court action": ({"county": None},),
    "county not one of California's 58": ({"county": "L.A."},),
    "agency identifier not California's": ({"ori": "19420"},),
    "sentence without a disposition": ({"disposition": None},),
    "sentence without a conviction": ({"disposition": "dismissed"},),
    "negative sentence": ({"sentence_length": -1, "sentence_unit": "day"},),
    "sentence of more than 150 years": ({"sentence_length": 151},),
    "length without a unit": ({"sentence_unit": None},),
    "length without a sentence": ({"sentence_place": None},),
    "prison, jail or probation without a length": ({"sentence_length": None},),
    "court action without a charge": ({"charge_text": None},),
    "conviction without a level": ({"conviction_level": None, "charge_level": None},),
    "conviction without a case number": ({"case_number": None},),
    "case number too short or too long": ({"case_number": "1"},),
    "case number partly masked": ({"case_number": "BX0?1234"},),
}
"""How a court action is made wrong, by the expectation that must notice."""
ARREST: dict[str, tuple[Change, ...]] = {
    "count order unreadable on an arrest": ({"count_order": "ten"},),
    "one CII number under several subject ids": ({}, {"subject_id": "88888888"}),
    "more than 10,000 records for one person": tuple({"count_order": f"{100_000_000_000 + n}"} for n in range(10_000)),
}
WHOLE_PERSON = {
    "two people under one subject id": 2,
    "several birth dates for one person": 10,
    "several CII numbers for one person": 4,
    "one CII number under several subject ids": 5,
    "more than 10,000 records for one person": 10_001,
    "several charges on one count": 2,
    "duplicate record": 2,
    "event after the as-of day": 2,
    "disposition after the as-of day": 2,
    "event before birth": 1,
    "younger than 10 at the event": 2,
}
"""Rows that fail where it is not one: the person's, the count's, or those of a worse defect besides."""


def broken() -> list[dict[str, object]]:
    """Clean people, and one more for each defect of a row."""
    rows = [row for number in range(BASE) for row in person(number)]
    for number, changes in enumerate(COURT.values(), BASE):
        rows += changed(number, *changes)
    for number, changes in enumerate(ARREST.values(), BASE + len(COURT)):
        rows += changed(number, *changes, event=0)
    return rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("suite")


@pytest.fixture(scope="module")
def clean(folder: Path) -> Checking:
    records = write(folder / "clean.parquet", [row for number in range(BASE) for row in person(number)])
    return check(records, folder / "clean", county="Los Angeles", as_of=AS_OF)


@pytest.fixture(scope="module")
def wrong(folder: Path) -> Checking:
    return check(write(folder / "wrong.parquet", broken()), folder / "wrong", county="los_angeles", as_of=AS_OF)


def rowwise() -> list[Expectation]:
    return [expectation for expectation in SUITE if expectation not in VOLUMES]


def test_every_expectation_of_a_row_has_a_row_made_wrong_for_it() -> None:
    assert {expectation.name for expectation in rowwise()} == {*COURT, *ARREST}


def test_clean_records_meet_every_expectation(clean: Checking) -> None:
    assert [result.name for result in clean.results if not result.success] == []
    assert clean.rows == 2 * BASE
    assert clean.set_aside.is_empty()
    assert clean.set_aside.schema == pl.Schema(SET_ASIDE)


def test_results_come_in_the_order_of_the_suite(wrong: Checking) -> None:
    assert [result.name for result in wrong.results] == [expectation.name for expectation in SUITE]


@pytest.mark.parametrize("name", [expectation.name for expectation in rowwise()])
def test_expectation_fails_of_the_rows_made_wrong_and_of_no_others(wrong: Checking, name: str) -> None:
    result = next(each for each in wrong.results if each.name == name)
    assert not result.success
    assert result.failing_rows == WHOLE_PERSON.get(name, 1)
    assert result.failing_values >= 1


def test_rows_set_aside_are_those_made_wrong_each_once_with_the_first_reason(wrong: Checking) -> None:
    rows = broken()
    aside = {name for name in COURT if severity(name) is Severity.SET_ASIDE}
    expected: dict[int, str] = {}
    start = 2 * BASE
    for name, changes in COURT.items():
        count = len(changes) + 1
        if name == "two people under one subject id":
            expected |= dict.fromkeys(range(start + 1, start + 3), name)
        elif name == "duplicate record":
            expected |= dict.fromkeys(range(start + 3, start + 5), name)
        elif name in aside:
            expected[start + 2] = name
        start += count
    found = wrong.set_aside.select("source_row", "reason").rows()
    assert dict(found) == expected
    assert len(found) == len(expected)
    assert set(wrong.set_aside["step"].unique()) == {"check"}
    assert wrong.rows == len(rows)


def test_set_aside_rows_name_the_exports_columns(wrong: Checking) -> None:
    fields = dict(wrong.set_aside.select("reason", "field").unique().rows())
    assert fields["event before birth"] == "PRI_DOB, STP_EVENT_DATE"
    assert fields["count order unreadable on a court action"] == "CNT_ORDER"
    assert fields["duplicate record"] == "all columns"


def severity(name: str) -> Severity:
    return next(expectation.severity for expectation in SUITE if expectation.name == name)


def blocked(folder: Path, rows: list[dict[str, object]], county: str = "Los Angeles") -> str:
    records = write(folder / "blocked.parquet", rows)
    with pytest.raises(UserError) as stopped:
        check(records, folder / "blocked", county=county, as_of=AS_OF, suite=VOLUMES)
    assert (folder / "blocked" / "checked.json").is_file()
    return str(stopped.value)


def everywhere(**change: Any) -> list[dict[str, object]]:
    return [row | change for number in range(3) for row in person(number)]


@pytest.mark.parametrize(
    ("reason", "rows"),
    [
        ("no records", []),
        ("no conviction in the county", everywhere(county="ORANGE")),
        ("row number used again", everywhere(source_row=1)),
        *((f"{name} empty in every row", everywhere(**{name: None})) for name in ("count_order", "charge_text")),
        ("disposition empty in every row", everywhere(disposition=None)),
        ("event empty in every row", everywhere(event=None)),
        ("event_date empty in every row", everywhere(event_date=None)),
        ("subject_id empty in every row", everywhere(subject_id=None)),
        ("most values of event unlisted", everywhere(event="unlisted")),
        ("most values of disposition unlisted", everywhere(disposition="unlisted")),
        ("most event dates unreadable", everywhere(event_date_precision="unreadable")),
    ],
)
def test_a_file_of_which_nothing_could_be_decided_is_refused(
    folder: Path, reason: str, rows: list[dict[str, object]]
) -> None:
    assert reason in blocked(folder, rows)


def test_a_refusal_counts_rows_and_names_no_one(folder: Path) -> None:
    said = blocked(folder, everywhere(county="ORANGE"))
    assert "no conviction in the county (6 of 6 rows)" in said
    assert "blocked.parquet" in said
    assert "QUILLWORTH" not in said


@pytest.mark.parametrize(
    "name", ["birth_date", "cii_number", "name", "case_number", "charge_level", "conviction_level"]
)
def test_a_column_that_only_some_rules_need_may_be_empty_with_a_warning(folder: Path, name: str) -> None:
    records = write(folder / "empty.parquet", everywhere(**{name: None}))
    found = check(records, folder / "empty", county="Los Angeles", as_of=AS_OF, suite=VOLUMES)
    assert [result.name for result in found.failed(Severity.WARNING)] == [f"{name} empty in every row"]


def test_the_suite_can_be_printed_as_a_list() -> None:
    listed = describe()
    assert len(listed) == len(SUITE) == len({line["name"] for line in listed})
    assert all(line["type"].startswith("Expect") and line["meets"].startswith("DQ-") for line in listed)
    assert {line["severity"] for line in listed} == {"blocking-file", "set aside", "warning"}
