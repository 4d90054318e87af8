"""Runs of the past: written down when they are done, and never in force. They hold no lease and keep nobody waiting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, select, update
from sqlmodel import col

from relief.database.audit import add_audit
from relief.database.engine import Conflict, connect, transact
from relief.database.runs import add_once
from relief.database.state_tables import PastCounty
from relief.database.tables import County, Run, RunExport


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A county's run in force."""

    key: str
    as_of: date
    asked: Mapping[str, Any] | None
    """As ``begin_run`` was told; None of a run of an earlier version of this program."""


@dataclass(frozen=True, kw_only=True)
class PastCountyTold:
    """What became of a county on a past day."""

    day: date
    county: str
    run: str | None = None
    """None where it could not be decided; ``why`` says why."""
    why: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)


def read_standing(engine: Engine, *, county: str) -> Standing | None:
    """The county's run in force; None if there is none."""
    query = select(col(Run.key), col(Run.as_of), col(Run.asked)).where(col(Run.county) == county, col(Run.in_force))
    with connect(engine) as connection:
        row = connection.execute(query).first()
    return None if row is None else Standing(key=row[0], as_of=row[1], asked=row[2])


def record_past_run(
    engine: Engine,
    *,
    key: str,
    county: str,
    as_of: date,
    exports: Sequence[str],
    owner: str,
    begun: datetime,
    at: datetime,
    counts: Mapping[str, int],
    asked: Mapping[str, Any],
) -> bool:
    """Write down that a run of the past is done; False where it was done before, of the past or in force, or is at work now.

    Args:
        key: ``name_run``.
        exports: SHA-256 of each.
        owner: ``name_owner()``.
        begun: when it began, with its zone.
        at: now, with its zone.
        counts: as ``finish_run``.
        asked: as ``begin_run``.

    Raises:
        Conflict: the run was finished before with other counts, though nothing that it depends on differs.
    """

    def work(connection: Connection) -> bool:
        add_once(connection, County, name=county)
        known = connection.execute(select(col(Run.status), col(Run.counts)).where(col(Run.key) == key)).first()
        if known is not None and known[0] == "finished":
            if any(known[1][name] != counts[name] for name in known[1].keys() & counts.keys()):
                raise Conflict(f"run {key[:12]}: finished before with other counts; the same question had two answers")
            return False
        if known is not None and known[0] == "running":
            return False  # somebody holds the county for it: that run says how it ends, and it may come into force
        told = {
            "status": "finished",
            "owner": owner,
            "fence": 0,
            "past": True,
            "finished_at": at,
            "counts": dict(counts),
        }
        if known is not None:  # it failed, or was given up, before
            connection.execute(update(Run).where(col(Run.key) == key).values(**told))
        else:
            fixed = {"county": county, "as_of": as_of, "started_at": begun, "in_force": False, "asked": dict(asked)}
            add_once(connection, Run, key=key, **fixed, **told)
        for sha256 in exports:
            add_once(connection, RunExport, run=key, sha256=sha256)
        add_audit(connection, at=at, actor="relief", event="run.of.the.past", county=county, subject=key, counts=counts)
        return True

    return transact(engine, work)


def tell_past_county(engine: Engine, told: PastCountyTold) -> None:
    """Write down what became of a county on a past day; of what was told before, the last word counts."""

    def work(connection: Connection) -> None:
        add_once(connection, County, name=told.county)
        values = {"run": told.run, "why": told.why, "told": dict(told.told)}
        if not add_once(connection, PastCounty, day=told.day, county=told.county, **values):
            here = (col(PastCounty.day) == told.day) & (col(PastCounty.county) == told.county)
            connection.execute(update(PastCounty).where(here).values(**values))

    transact(engine, work)


def read_history_of_state(engine: Engine, *, day: date | None = None) -> list[PastCountyTold]:
    """What became of every county on each past day, or on one; by day and county."""
    names = [col(getattr(PastCounty, name)) for name in PastCountyTold.__dataclass_fields__]
    query = select(*names).order_by(names[0], names[1])
    with connect(engine) as connection:
        rows = connection.execute(query if day is None else query.where(names[0] == day))
        return [PastCountyTold(**row) for row in rows.mappings()]
