"""People whose answers are known: right under every preset and policy, gone from all that is kept, and loud if wrong."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from relief.assurance.known import SOURCE_FILE, WrongAnswerError, compare, read_known_people, write_known_people
from relief.eligibility import Decision, determine
from relief.policy import Policy, read_policy
from relief.presets import list_presets
from relief.rules.cases.records import HOME, set_rows_aside, write_records
from tests.relief.histories import invent_people
from tests.relief.test_oracle import invent_policy

DAY = date(2020, 7, 1)


def decide_with(tmp_path: Path, policy: Policy, as_of: date, *, known: bool, seed: int = 1) -> Decision:
    records, aside = invent_people(seed, 60, as_of)
    path = write_records(records, tmp_path / "records.parquet")
    seeded = write_known_people(tmp_path / "known.parquet", HOME) if known else None
    return determine(path, set_rows_aside(aside), county=HOME, policy=policy, as_of=as_of, known=seeded)


@pytest.mark.parametrize("day", [DAY, date(2016, 11, 8), date(2016, 11, 9), date(2025, 2, 28)])
@pytest.mark.parametrize("seed", range(6))
def test_they_come_out_as_known_under_any_policy_on_any_day(seed: int, day: date, tmp_path: Path) -> None:
    policy = invent_policy(seed)
    decision = decide_with(tmp_path, policy, day, known=True)
    assert compare(decision.known, policy=policy, as_of=day) > 15


@pytest.mark.parametrize("preset", list_presets())
def test_they_come_out_as_known_under_every_preset(preset: str, tmp_path: Path) -> None:
    policy = read_policy({"preset": preset}, source="a test")
    assert compare(decide_with(tmp_path, policy, DAY, known=True).known, policy=policy, as_of=DAY) > 15


def test_nothing_of_them_is_kept_and_nobody_else_is_changed_by_them(tmp_path: Path) -> None:
    alone, beside = (decide_with(tmp_path, Policy(), DAY, known=known) for known in (False, True))
    assert alone.determinations.equals(beside.determinations)
    assert alone.tally == beside.tally
    assert alone.history.select("row", "level").equals(beside.history.select("row", "level"))
    assert alone.facts["source_row"].equals(beside.facts["source_row"])
    assert alone.known.is_empty()
    assert set(beside.known["source_file"]) == {SOURCE_FILE}


def test_a_wrong_answer_stops_everything(tmp_path: Path) -> None:
    decision = decide_with(tmp_path, Policy(), DAY, known=True)
    wrong = decision.known.with_columns(outcome=pl.lit("eligible", decision.known.schema["outcome"]))
    with pytest.raises(WrongAnswerError, match="no paper may be written"):
        compare(wrong, policy=Policy(), as_of=DAY)
    with pytest.raises(WrongAnswerError, match="came out as nothing"):
        compare(decision.known.clear(), policy=Policy(), as_of=DAY)


def test_every_outcome_is_among_what_is_known() -> None:
    outcomes = {person.case.expect["outcome"] for person in read_known_people()}
    assert outcomes == {"eligible", "attorney review", "ineligible", "already relieved", "out of scope"}
