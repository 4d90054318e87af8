"""Decisions and challenges in the database: signed once, never changed, and the ledger moves with them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from threading import Thread

import polars as pl
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from relief import database
from relief.challenging import Ground
from relief.database.engine import transact
from relief.ledger import Step
from relief.reviewing import CHALLENGE, DECISION, RULING, Signature

NOON, DAY, COUNTY = datetime(2020, 7, 1, 12, tzinfo=UTC), date(2020, 7, 1), "cascadia"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = database.open_database(database_url)
    steps = [(name, "identified", DAY, "relief run", None) for name in ("c", "d")]
    schema = {"conviction": pl.String, "step": pl.String, "day": pl.Date, "actor": pl.String, "paper": pl.String}
    database.record_steps(opened, county=COUNTY, steps=pl.DataFrame(steps, schema=schema, orient="row"))
    yield opened
    opened.dispose()


def word(signer: str, outcome: str = "ineligible", conviction: str = "c") -> Signature:
    return Signature(
        conviction=conviction, outcome=outcome, relief=None, reason="read", signer=signer, day=DAY, against="attorney review/"
    )  # fmt: skip


def sign(engine: Engine, *words: Signature, needed: int = 2) -> int:
    return database.sign(engine, county=COUNTY, signatures=words, needed=needed, at=NOON)


def life(engine: Engine, conviction: str = "c") -> list[str]:
    query = text("SELECT step FROM ledgerstep WHERE conviction = :c ORDER BY position")
    with engine.connect() as connection:
        return list(connection.scalars(query, {"c": conviction}))


def decided(engine: Engine) -> list[tuple[str, str, str]]:
    return database.read_decided(engine, county=COUNTY, needed=2).select("conviction", "outcome", "rule").rows()


def test_the_second_signature_brings_a_decision_into_force_and_moves_the_ledger(engine: Engine) -> None:
    assert sign(engine, word("a")) == 0 == sign(engine, word("a"))
    assert decided(engine) == [] and life(engine) == ["identified"]
    assert sign(engine, word("b")) == 1
    assert decided(engine) == [("c", "ineligible", DECISION)]
    assert life(engine) == ["identified", "reviewed", "not eligible"]
    then = [database.read_decided(engine, county=COUNTY, needed=2, until=day) for day in (date(2020, 6, 30), DAY)]
    assert [each.height for each in then] == [0, 1], "who asks for an earlier day is told what had been decided by then"
    database.verify_audit(engine)


def test_two_who_sign_at_the_same_moment_are_both_written(engine: Engine) -> None:
    done: list[int] = []
    threads = [Thread(target=lambda who=who: done.append(sign(engine, word(who)))) for who in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 1]
    assert [each.signer for each in database.read_signatures(engine, county=COUNTY)["c"]] in (["a", "b"], ["b", "a"])


def test_what_the_ledger_refuses_is_not_signed_either(engine: Engine) -> None:
    steps = [("c", step, DAY, "clerk", None) for step in ("reviewed", "not challenged", "filed")]
    schema = {"conviction": pl.String, "step": pl.String, "day": pl.Date, "actor": pl.String, "paper": pl.String}
    database.record_steps(engine, county=COUNTY, steps=pl.DataFrame(steps, schema=schema, orient="row"))
    with pytest.raises(database.IllegalStep):
        sign(engine, word("a", conviction="d"), word("a"), needed=1)
    assert database.read_signatures(engine, county=COUNTY) == {}
    assert life(engine, "d") == ["identified"]


def test_a_run_at_work_is_waited_for(engine: Engine) -> None:
    database.begin_run(engine, key="k", county=COUNTY, as_of=DAY, exports=[], owner=database.name_owner(), at=NOON)
    with pytest.raises(database.CountyBusy, match="a run is at work"):
        sign(engine, word("a"))


def test_a_challenge_goes_its_way_and_is_withdrawn_by_a_new_review(engine: Engine) -> None:
    told = {"county": COUNTY, "conviction": "c", "day": DAY, "at": NOON}
    with pytest.raises(database.Conflict, match="was not challenged"):
        database.proceed(engine, **told, step=Step.HEARD, actor="clerk")
    database.challenge(engine, **told, ground=Ground.CRITERIA, author="da", agency="district attorney")
    assert decided(engine) == [("c", "attorney review", CHALLENGE)]
    with pytest.raises(database.IllegalStep):
        database.proceed(engine, **told, step=Step.HEARD, actor="clerk")
    for step in (Step.DEFENDER_NOTIFIED, Step.HEARD, Step.GRANTED):
        database.proceed(engine, **told, step=step, actor="clerk")
    assert decided(engine) == [("c", "already relieved", RULING)]
    assert life(engine) == ["identified", "reviewed", "challenged", "defender notified", "heard", "granted"]


@pytest.mark.parametrize("table", ["reviewsignature", "challenge"])
def test_nobody_changes_what_was_signed(engine: Engine, table: str) -> None:
    sign(engine, word("a"))
    told = {"county": COUNTY, "conviction": "d", "day": DAY, "at": NOON}
    database.challenge(engine, **told, ground=Ground.SAFETY, author="da", agency="district attorney")
    for change in (f"UPDATE {table} SET day = '2021-01-01'", f"DELETE FROM {table}"):
        with pytest.raises((DBAPIError, database.DatabaseFailure)):
            transact(engine, lambda connection, change=change: connection.execute(text(change)))
