"""People whose answers are known: right under every preset and policy, gone from all that is kept, and loud if wrong."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from relief.assurance.known import SOURCE_FILE, WrongAnswerError, compare, read_known_people, write_known_people
from relief.eligibility import Decision, determine, reach_verdicts
from relief.policy import ALLOWED, Policy, read_policy
from relief.presets import list_presets, spread
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


def list_policies() -> Iterator[Policy]:
    """The default and every preset, each as it is and with one key changed to every value (of numbers the ends)."""
    for base in ({}, *({"preset": name} for name in list_presets())):
        elected = spread(base)
        yield read_policy(elected, source="a test")
        for key, values in ALLOWED.items():
            numbers = [value for value in values if type(value) is int]
            chosen = [value for value in values if type(value) is not int] + numbers[:1] + numbers[-1:]
            group, _, inner = key.rpartition(".")
            for value in chosen:
                part = {**dict(elected.get(group, {})), inner: value} if group else value  # type: ignore[call-overload]
                yield read_policy({**elected, (group or key): part}, source="a test")


def test_every_election_on_which_an_answer_depends_is_among_its_conditions(tmp_path: Path) -> None:
    """Compared as every run compares them, whatever one county elects beside another."""
    decision = determine(
        write_known_people(tmp_path / "known.parquet", HOME),
        set_rows_aside([]), county=HOME, policy=Policy(), as_of=DAY,
    )  # fmt: skip
    rows = decision.facts.select("row", "source_row")
    asked = set()
    for policy in list_policies():
        verdicts = reach_verdicts(decision.facts, policy=policy, as_of=DAY)
        theirs = rows.join(verdicts, on="row").select("source_row", "outcome", "relief", "rule")
        found = decision.determinations.select("subject_id", "source_row", told="outcome", by="rule").join(
            theirs, on="source_row", how="left"
        )
        asked.add(compare(_fill(found), policy=policy, as_of=DAY))
    assert len(asked) > 1, "no election asks more people than another: nothing was varied"


def _fill(found: pl.DataFrame) -> pl.DataFrame:
    """What lies outside the rule set has no verdict of a policy, and stands as it was told."""
    return found.with_columns(outcome=pl.coalesce("outcome", "told"), rule=pl.coalesce("rule", "by"))


def test_nothing_of_them_is_kept_and_nobody_else_is_changed_by_them(tmp_path: Path) -> None:
    alone, beside = (decide_with(tmp_path, Policy(), DAY, known=known) for known in (False, True))
    assert alone.determinations.equals(beside.determinations)
    assert alone.tally == beside.tally
    standing = [name for name in alone.facts.columns if "stand" in name]
    assert len(standing) == 5
    assert alone.facts.select("source_row", *standing).equals(beside.facts.select("source_row", *standing))
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
