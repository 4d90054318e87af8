"""Runs of the state: numbered, what became of each county, and which counties wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlmodel import col

from relief.database.audit import add_audit
from relief.database.engine import connect, transact
from relief.database.runs import add_once
from relief.database.state_tables import CountyPause, StateCounty, StateRun
from relief.database.tables import County, Run


@dataclass(frozen=True, kw_only=True)
class CountyTold:
    """What became of a county in a run of the state."""

    county: str
    state: str
    """One of ``relief.database.state_tables.STATES``."""
    run: str | None = None
    why: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class StateTold:
    """A run of the state."""

    number: int
    as_of: date
    asked: str
    versions: Mapping[str, str]
    started_at: datetime
    finished_at: datetime | None
    counties: Mapping[str, CountyTold]


def begin_state_run(engine: Engine, *, as_of: date, asked: str, versions: Mapping[str, str], at: datetime) -> int:
    """The number of a new run of the state."""

    def work(connection: Connection) -> int:
        last = connection.scalar(select(func.max(col(StateRun.number)))) or 0
        told = {"as_of": as_of, "asked": asked, "versions": dict(versions), "started_at": at}
        connection.execute(insert(StateRun).values(number=last + 1, **told))
        add_audit(
            connection,
            at=at,
            actor="relief",
            event="state.run.begun",
            county="",
            subject="",
            counts={"number": last + 1},
        )
        return int(last) + 1

    return transact(engine, work)


def tell_county(engine: Engine, number: int, told: CountyTold) -> None:
    """Write down what became of a county; of a county that was told before, the last word counts."""

    def work(connection: Connection) -> None:
        add_once(connection, County, name=told.county)
        values = {"state": told.state, "run": told.run, "why": told.why, "told": dict(told.told)}
        if not add_once(connection, StateCounty, number=number, county=told.county, **values):
            here = (col(StateCounty.number) == number) & (col(StateCounty.county) == told.county)
            connection.execute(update(StateCounty).where(here).values(**values))

    transact(engine, work)


def finish_state_run(engine: Engine, number: int, *, at: datetime) -> None:
    """Write down that a run of the state has come to its end, whatever became of its counties."""

    def work(connection: Connection) -> None:
        here = col(StateCounty.number) == number
        states = connection.execute(
            select(col(StateCounty.state), func.count()).where(here).group_by(col(StateCounty.state))
        )
        counts = {state.replace(" ", "."): int(counties) for state, counties in states}
        connection.execute(update(StateRun).where(col(StateRun.number) == number).values(finished_at=at))
        add_audit(
            connection,
            at=at,
            actor="relief",
            event="state.run.finished",
            county="",
            subject="",
            counts={"number": number, **counts},
        )

    transact(engine, work)


def read_state_run(engine: Engine, number: int | None = None) -> StateTold | None:
    """A run of the state, or the last; None if there is none."""
    with connect(engine) as connection:
        chosen = col(StateRun.number) == (
            select(func.max(col(StateRun.number))).scalar_subquery() if number is None else number
        )
        row = connection.execute(select(StateRun.__table__).where(chosen)).mappings().first()  # type: ignore[attr-defined]  # SQLModel's
        if row is None:
            return None
        names = [col(getattr(StateCounty, name)) for name in CountyTold.__dataclass_fields__]
        rows = connection.execute(select(*names).where(col(StateCounty.number) == row["number"]).order_by(names[0]))
        counties = {each["county"]: CountyTold(**each) for each in rows.mappings()}
    return StateTold(counties=counties, **row)


def pause(engine: Engine, *, county: str, paused: bool, reason: str, author: str, at: datetime) -> bool:
    """Let a county wait, or take it up again; False if it was so already."""

    def work(connection: Connection) -> bool:
        add_once(connection, County, name=county)
        last = _last_pause(connection, county)
        if (last is not None and bool(last[1])) == paused:
            return False
        position = 0 if last is None else int(last[0]) + 1
        told = {"paused": paused, "reason": reason, "author": author, "at": at}
        connection.execute(insert(CountyPause).values(county=county, position=position, **told))
        add_audit(
            connection,
            at=at,
            actor=author,
            event="county.paused" if paused else "county.resumed",
            county=county,
            subject="",
            counts={},
        )
        return True

    return transact(engine, work)


def _last_pause(connection: Connection, county: str) -> Any:
    columns = (col(CountyPause.position), col(CountyPause.paused))
    query = select(*columns).where(col(CountyPause.county) == county).order_by(columns[0].desc())
    return connection.execute(query).first()


def read_paused(engine: Engine) -> dict[str, str]:
    """The counties that wait, and why."""
    order = (col(CountyPause.county), col(CountyPause.position))
    query = select(order[0], col(CountyPause.paused), col(CountyPause.reason)).order_by(*order)
    with connect(engine) as connection:
        last = {county: (paused, reason) for county, paused, reason in connection.execute(query)}
    return {county: reason for county, (paused, reason) in last.items() if paused}


def read_in_force(engine: Engine) -> dict[str, str]:
    """County to the key of its run in force."""
    with connect(engine) as connection:
        query = select(col(Run.county), col(Run.key)).where(col(Run.in_force))
        return {row[0]: row[1] for row in connection.execute(query)}


def find_finished(engine: Engine, county: str) -> str | None:
    """The key of the county's run in force, if all that belongs to it was recorded."""
    here = (col(Run.county) == county) & col(Run.in_force) & (col(Run.status) == "finished")
    with connect(engine) as connection:
        found: str | None = connection.scalar(select(col(Run.key)).where(here))
    return found


def read_asked(engine: Engine, run: str) -> Mapping[str, Any] | None:
    """What a run was asked: inputs by hash, and versions; None for a run of an earlier version of this program."""
    with connect(engine) as connection:
        found: Mapping[str, Any] | None = connection.scalar(select(col(Run.asked)).where(col(Run.key) == run))
    return found
