"""Runs of the past and the state's history in the database: written once, without a lease, and never in force."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from relief import database
from relief.outcomes.tasks import Kind, Raised

NOON, DAY, COUNTY = datetime(2020, 7, 1, 12, tzinfo=UTC), date(2017, 1, 1), "cascadia"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = database.open_database(database_url)
    yield opened
    opened.dispose()


def record(engine: Engine, key: str = "a" * 64, rows: int = 3) -> bool:
    return database.record_past_run(
        engine, key=key, county=COUNTY, as_of=DAY, exports=["e" * 64], owner="tests", begun=NOON, at=NOON,
        counts={"rows read": rows}, asked={"county": COUNTY},
    )  # fmt: skip


def begin(engine: Engine, key: str) -> database.Claim:
    return database.begin_run(engine, key=key, county=COUNTY, as_of=DAY, exports=[], owner="tests 1 1 1", at=NOON)


def test_a_past_run_is_written_once_beside_whoever_has_the_county(engine: Engine) -> None:
    held = begin(engine, "b" * 64)
    assert (record(engine), record(engine)) == (True, False)
    with pytest.raises(database.Conflict, match="two answers"):
        record(engine, rows=4)
    database.renew_lease(engine, held, at=NOON)
    runs = {each.key[0]: each for each in database.read_status(engine).runs}
    assert (runs["a"].status, runs["a"].past, runs["a"].in_force, runs["b"].status) == (
        "finished",
        True,
        False,
        "running",
    )
    assert database.read_standing(engine, county=COUNTY) is None
    database.verify_audit(engine)


def test_a_run_that_failed_before_is_done_as_one_of_the_past(engine: Engine) -> None:
    database.fail_run(engine, begin(engine, "a" * 64), at=NOON)
    assert record(engine)
    (run,) = database.read_status(engine).runs
    assert (run.status, run.past) == ("finished", True)


def test_a_run_that_is_at_work_is_not_written_down_as_one_of_the_past(engine: Engine) -> None:
    """A backfill up to today asks what tonight's run asks, which may yet fail before all of it is done."""
    held = begin(engine, "a" * 64)
    assert not record(engine)
    database.fail_run(engine, held, at=NOON)
    (run,) = database.read_status(engine).runs
    assert (run.status, run.past) == ("failed", False)


def test_of_a_county_on_a_past_day_the_last_word_counts(engine: Engine) -> None:
    record(engine)
    told: dict[str, Any] = {"county": COUNTY, "day": DAY}
    database.tell_past_county(engine, database.PastCountyTold(**told, why="its inbox is empty"))
    last = database.PastCountyTold(**told, run="a" * 64, told={"rows": 3})
    database.tell_past_county(engine, last)
    assert database.read_history_of_state(engine) == database.read_history_of_state(engine, day=DAY) == [last]
    assert database.read_history_of_state(engine, day=date(2018, 1, 1)) == []


def test_a_task_that_a_rerun_did_not_find_is_raised_again_when_one_does(engine: Engine) -> None:
    when: dict[str, Any] = {"county": COUNTY, "actor": "relief", "day": DAY, "at": NOON}
    raised = [Raised(kind=Kind.FILED_WRONG, source="r", digest="rerun/filed", owner="DA", conviction="c")]
    assert database.raise_tasks(engine, raised=raised, **when) == 1
    task = raised[0].name
    database.move_task(engine, task=task, state="closed", owner=None, note="the court was told", **when)
    assert database.raise_tasks(engine, raised=raised, **when) == 0, "a person has settled it"
    assert [database.note_not_found(engine, tasks=[task], **when) for _ in range(2)] == [1, 0]
    assert [database.raise_tasks(engine, raised=raised, **when) for _ in range(2)] == [1, 0]
    (now,) = database.read_tasks(engine, county=COUNTY)["state"]
    assert now == "open"
    assert database.note_not_found(engine, tasks=["0" * 16], **when) == 0, "there is no such task"
    database.verify_audit(engine)
