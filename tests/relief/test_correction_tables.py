"""Corrections in the database: written once, the last of a fact in force, withdrawn by a later one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from relief import database
from relief.correcting import Correction
from relief.database.engine import transact

NOON, DAY, COUNTY = datetime(2020, 7, 1, 12, tzinfo=UTC), date(2020, 7, 1), "cascadia"
ONE = Correction(
    record="r", field="disposition", source="doj", subject_id="1", count_order=None, part=1, parts=1, read="d",
    shown="unlisted", becomes="convicted", reason="The docket says so.", evidence="court docket", author="clerk.1", day=DAY,
)  # fmt: skip


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = database.open_database(database_url)
    yield opened
    opened.dispose()


def write(engine: Engine, *corrections: Correction) -> int:
    return database.write_corrections(engine, county=COUNTY, corrections=corrections, at=NOON)


def standing(engine: Engine) -> list[tuple[str, str]]:
    return database.read_corrections(engine, county=COUNTY).select("field", "becomes").rows()


def test_the_last_correction_of_a_fact_is_in_force_until_it_is_withdrawn(engine: Engine) -> None:
    assert write(engine, ONE, replace(ONE, field="event", becomes="arrest")) == 2
    assert write(engine, ONE) == 0, "the same again is nothing new"
    assert standing(engine) == [("disposition", "convicted"), ("event", "arrest")]
    assert write(engine, replace(ONE, becomes="dismissed")) == 1
    assert standing(engine) == [("disposition", "dismissed"), ("event", "arrest")]
    assert write(engine, replace(ONE, becomes=None)) == 1
    assert standing(engine) == [("event", "arrest")]
    database.verify_audit(engine)


def test_what_is_written_is_never_changed(engine: Engine) -> None:
    write(engine, ONE)
    for change in ("UPDATE correction SET becomes = 'dismissed'", "DELETE FROM correction"):
        with pytest.raises((DBAPIError, database.DatabaseFailure)):
            transact(engine, lambda connection, change=change: connection.execute(text(change)))  # type: ignore[misc]
    assert standing(engine) == [("disposition", "convicted")]


def test_a_run_at_work_is_waited_for(engine: Engine) -> None:
    database.begin_run(engine, key="k", county=COUNTY, as_of=DAY, exports=[], owner=database.name_owner(), at=NOON)
    with pytest.raises(database.CountyBusy, match="a run is at work"):
        write(engine, ONE)
    assert standing(engine) == []
