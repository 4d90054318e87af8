"""Reversals in the database, on both kinds of it, and what a run is told of what the court ruled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from relief import database
from relief.database import Move
from relief.database.engine import transact
from relief.ledger import Step
from relief.reversing import Cause, Party, Withheld, find_withheld, list_still_to_tell, list_told, may_reopen
from relief.reviewing import COURT, Signature
from relief.ruled import RULED, find_in_question

COUNTY, DAY, NOON = "cascadia", date(2026, 3, 2), datetime(2026, 3, 2, 12, tzinfo=UTC)
MOVE = Move(county=COUNTY, conviction="c", actor="da.unit", day=DAY, at=NOON)
ROAD = ("identified", "reviewed", "not challenged", "filed", "accepted", "granted")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = database.open_database(database_url)
    walk(opened, *ROAD)
    yield opened
    opened.dispose()


def walk(engine: Engine, *steps: str, conviction: str = "c") -> None:
    rows = [(conviction, step, DAY, "court", None) for step in steps]
    schema = {"conviction": pl.String, "step": pl.String, "day": pl.Date, "actor": pl.String, "paper": pl.String}
    database.record_steps(engine, county=COUNTY, steps=pl.DataFrame(rows, schema=schema, orient="row"))


def decided(engine: Engine) -> list[tuple[str, str, str]]:
    return database.read_decided(engine, county=COUNTY, needed=1).select("conviction", "outcome", "rule").rows()


def test_a_reversal_goes_its_way_and_a_run_is_told_where_it_stands(engine: Engine) -> None:
    assert decided(engine) == [("c", "already relieved", COURT)]
    database.question(engine, MOVE, cause=Cause.ERROR, reason="another count")
    with pytest.raises(database.IllegalStep):
        database.advance(engine, MOVE, step=Step.REVERSAL_HEARD)
    database.notify(engine, MOVE, party=Party.PERSON, of=Step.QUESTIONED, step=Step.REVERSAL_NOTICED)
    database.advance(engine, MOVE, step=Step.REVERSAL_HEARD)
    assert decided(engine) == [("c", "already relieved", COURT)], "relief stands until the court rules"
    database.advance(engine, MOVE, step=Step.REINSTATED, to_tell=[Party.PERSON, Party.COURT], owner="agency")
    assert decided(engine) == [("c", "attorney review", COURT)]
    database.notify(engine, MOVE, party=Party.PERSON, of=Step.REINSTATED, step=None)
    tasks = database.read_tasks(engine, county=COUNTY)
    assert sorted(tasks.select("outcome", "state").rows()) == [("the court", "open"), ("the person", "closed")]
    reversals, told, _ = database.read_reversals(engine, county=COUNTY)
    assert reversals.select("conviction", "cause").rows() == [("c", Cause.ERROR.value)]
    assert told.select("party", "of").rows() == [("the person", "questioned"), ("the person", "reinstated")]
    database.verify_audit(engine)


@pytest.mark.parametrize(
    "step", ["no court case found", "deceased", "records destroyed", "already relieved", "wrong agency"]
)
def test_what_the_court_says_is_not_asked_again(engine: Engine, step: str) -> None:
    walk(engine, *ROAD[:4], step, conviction="d")
    assert dict([each[:2] for each in decided(engine)])["d"] == RULED[Step(step)][0] != "eligible"


def test_relief_that_a_person_found_is_that_persons_decision(engine: Engine) -> None:
    walk(engine, "identified", conviction="d")
    signature = Signature(
        conviction="d", outcome="already relieved", relief=None, reason="read", signer="a", day=DAY, against="eligible/"
    )
    database.sign(engine, county=COUNTY, signatures=[signature], needed=1, at=NOON)
    assert ("d", "already relieved", "decision of an attorney") in decided(engine)


def test_who_is_withheld_is_in_no_further_paper(engine: Engine) -> None:
    walk(engine, "identified", conviction="d")
    database.withhold(engine, replace(MOVE, conviction="d"), Withheld.DECEASED)
    assert ("d", "attorney review", COURT) in decided(engine)
    with pytest.raises(database.Conflict, match="written before"):
        database.withhold(engine, replace(MOVE, conviction="d"), Withheld.DECEASED)


def test_a_sealed_record_is_withheld_until_it_is_reinstated_and_the_dead_are_left_alone() -> None:
    entered = [Step.GRANTED, Step.ENTERED]
    assert find_withheld(entered, "dismissal and sealing", []) == [Withheld.SEALED]
    assert find_withheld([*entered, Step.REINSTATED], "dismissal and sealing", []) == []
    assert find_withheld(entered, "redesignation to misdemeanor", []) == []
    assert may_reopen([Withheld.SEALED]) and not may_reopen(find_withheld([Step.RECORDS_DESTROYED], None, []))
    assert not may_reopen(find_withheld(entered, None, [Withheld.DECEASED]))


def test_whoever_knew_of_the_grant_has_to_hear_of_the_reinstatement() -> None:
    life = [(Step.FILED, DAY), (Step.REPORTED, DAY), (Step.REINSTATED, DAY)]
    told = list_told(life, [(Party.PERSON, Step.GRANTED, DAY)])
    assert list_still_to_tell(told) == [Party.DOJ, Party.COURT, Party.PERSON]
    assert list_still_to_tell([*told, (Party.DOJ, Step.REINSTATEMENT_REPORTED, DAY)]) == [Party.COURT, Party.PERSON]


def test_a_grant_is_in_question_where_the_rules_and_nobody_else_say_otherwise(engine: Engine) -> None:
    ruled = database.read_decided(engine, county=COUNTY, needed=1)
    for outcome, raised in (
        ("ineligible", 1),
        ("attorney review", 1),
        ("out of scope", 1),
        ("eligible", 0),
        ("already relieved", 0),
    ):
        now = pl.DataFrame({"outcome": [outcome], "rule": ["a rule"]})
        found = find_in_question(now, pl.Series(["c"]), ruled)
        assert found.rows() == [("c", outcome, "a rule")] * raised
        person = ruled.with_columns(against=pl.lit("eligible/dismissal and sealing"))
        assert find_in_question(now, pl.Series(["c"]), person).is_empty()


@pytest.mark.parametrize("table", ["returnedfile", "task", "taskevent", "reversal", "told", "withheld"])
def test_what_was_written_can_only_grow(engine: Engine, table: str) -> None:
    database.question(engine, MOVE, cause=Cause.ERROR, reason="another count")
    database.notify(engine, MOVE, party=Party.PERSON, of=Step.QUESTIONED, step=Step.REVERSAL_NOTICED)
    database.advance(engine, MOVE, step=Step.REVERSAL_HEARD)
    database.advance(engine, MOVE, step=Step.REINSTATED, to_tell=[Party.COURT], owner="agency")
    database.withhold(engine, MOVE, Withheld.SEALED)
    values = "'cascadia', 'f', 'f.csv', '2026-03-02', 'clerk', 1, 1, 0, 0"
    transact(engine, lambda connection: connection.execute(text(f"INSERT INTO returnedfile VALUES ({values})")))
    for change in (f"UPDATE {table} SET day = '2021-01-01'", f"DELETE FROM {table}"):
        with pytest.raises((DBAPIError, database.DatabaseFailure)):
            transact(engine, lambda connection, change=change: connection.execute(text(change)))
