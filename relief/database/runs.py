"""Exports and runs: who may write for a county, and what has been done.

A run is known by what it answers, so that asking again finds the first answer. While it works it holds
its county's lease. The lease carries a number, the fence, that grows with every holder; each commit
checks it, so a process that was taken for dead cannot write when it wakes.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel, col

from relief.database.audit import add_audit
from relief.database.engine import Conflict, DatabaseFailure, transact
from relief.database.owners import is_gone
from relief.database.tables import County, Export, Lease, Run, RunExport
from relief.errors import UserError

HOLD = timedelta(minutes=5)
"""How long a lease lasts unless it is renewed. A holder on this machine that has died is not waited for."""


class CountyBusy(UserError):
    """Another run works on the county now. Try again later."""


class LeaseLost(DatabaseFailure):
    """Another run has taken the county over: this one must stop, and nothing of it was written."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A run's right to write for its county."""

    run: str
    """The run's key."""
    county: str
    owner: str
    fence: int
    finished: bool
    """The run was finished before: whatever it records again is already there."""


def name_run(*, county: str, exports: Sequence[str], code: str, rules: str, policy: str, as_of: date) -> str:
    """The key of a run: SHA-256, in hexadecimal, of all that can change its answer.

    Args:
        county: the county's word.
        exports: SHA-256 of each export, in any order.
        code: version of the program.
        rules: ``relief.rules.version()``.
        policy: ``Policy.digest()``.
        as_of: the day of the law.
    """
    asked = [county, sorted(exports), code, rules, policy, as_of.isoformat()]
    return hashlib.sha256(json.dumps(asked, separators=(",", ":")).encode()).hexdigest()


def record_export(engine: Engine, *, county: str, sha256: str, size: int, rows: int, name: str, at: datetime) -> bool:
    """Record a file that came in; False if the county had sent the same bytes before.

    Args:
        sha256: hash of its bytes, in hexadecimal.
        size: bytes.
        rows: records, header not counted, those set aside included.
        name: base name.
        at: when, with its zone.

    Raises:
        Conflict: the same bytes were recorded with another size or number of rows.
    """

    def work(connection: Connection) -> bool:
        add_once(connection, County, name=county)
        values = {"county": county, "sha256": sha256, "size": size, "rows": rows, "name": name, "recorded_at": at}
        if add_once(connection, Export, **values):
            counts = {"bytes": size, "rows": rows}
            add_audit(
                connection, at=at, actor="relief", event="export.recorded", county=county, subject=sha256, counts=counts
            )
            return True
        here = (col(Export.county) == county) & (col(Export.sha256) == sha256)
        known = connection.execute(select(col(Export.size), col(Export.rows)).where(here)).one()
        if tuple(known) != (size, rows):
            raise Conflict(
                f"export {sha256[:12]}: recorded with {known[0]} bytes and {known[1]} rows, now {size} and {rows}"
            )
        return False

    return transact(engine, work)


def begin_run(
    engine: Engine,
    *,
    key: str,
    county: str,
    as_of: date,
    exports: Sequence[str],
    owner: str,
    at: datetime,
    hold: timedelta = HOLD,
    asked: Mapping[str, Any] | None = None,
) -> Claim:
    """Take the county's lease for a run, new or begun before.

    Args:
        key: ``name_run``.
        exports: SHA-256 of each.
        owner: ``name_owner()``, called once for this attempt.
        at: now, with its zone.
        hold: how long the lease lasts unless it is renewed.
        asked: what the key is the hash of, by name.

    Raises:
        CountyBusy: somebody else holds it, is not known to be dead, and its time has not run out.
    """

    def work(connection: Connection) -> Claim:
        add_once(connection, County, name=county)
        fence = _take_lease(connection, county=county, run=key, owner=owner, at=at, until=at + hold)
        finished = _open_run(
            connection, key=key, county=county, as_of=as_of, owner=owner, fence=fence, at=at, asked=asked
        )
        for sha256 in exports:
            add_once(connection, RunExport, run=key, sha256=sha256)
        if not finished:
            add_audit(
                connection,
                at=at,
                actor="relief",
                event="run.begun",
                county=county,
                subject=key,
                counts={"fence": fence},
            )
        return Claim(run=key, county=county, owner=owner, fence=fence, finished=finished)

    return transact(engine, work)


def renew_lease(engine: Engine, claim: Claim, *, at: datetime, hold: timedelta = HOLD) -> None:
    """Hold the county for longer; LeaseLost if somebody else has it."""

    def work(connection: Connection) -> None:
        check_fence(connection, claim)
        connection.execute(update(Lease).where(col(Lease.county) == claim.county).values(until=at + hold))

    transact(engine, work)


def finish_run(engine: Engine, claim: Claim, *, at: datetime, counts: Mapping[str, int]) -> None:
    """Write down that a run is done, with its counts, and give the county back.

    Raises:
        LeaseLost: another run has taken the county over.
        Conflict: the run was finished before with other counts, though nothing that it depends on differs.
    """

    def work(connection: Connection) -> None:
        status, known = _read_run(connection, claim.run)
        if status != "finished":
            check_fence(connection, claim)
            _close_run(connection, claim, status="finished", at=at, counts=counts)
        elif any(known[name] != counts[name] for name in known.keys() & counts.keys()):
            raise Conflict(
                f"run {claim.run[:12]}: finished before with other counts; the same question had two answers"
            )
        elif counts.keys() - known.keys():  # papers were written since
            connection.execute(update(Run).where(col(Run.key) == claim.run).values(counts={**known, **counts}))
        _give_back(connection, claim)

    transact(engine, work)


def fail_run(engine: Engine, claim: Claim, *, at: datetime) -> None:
    """Write down that a run gave up, and give the county back; nothing if another run has taken it over."""

    def work(connection: Connection) -> None:
        if _read_run(connection, claim.run)[0] == "running" and holds(connection, claim):
            _close_run(connection, claim, status="failed", at=at, counts={})
        _give_back(connection, claim)

    transact(engine, work)


def check_fence(connection: Connection, claim: Claim) -> None:
    """Refuse to go on unless ``claim`` still holds its county; the lease stays locked until the commit."""
    if not holds(connection, claim):
        raise LeaseLost(f"{claim.county}: another run has taken the county over; this one stops and wrote nothing")


def holds(connection: Connection, claim: Claim) -> bool:
    """Whether ``claim`` is its county's present lease."""
    query = select(col(Lease.fence), col(Lease.owner)).where(col(Lease.county) == claim.county).with_for_update()
    row = connection.execute(query).first()
    return row is not None and tuple(row) == (claim.fence, claim.owner)


def add_once(connection: Connection, table: type[SQLModel], **values: object) -> bool:
    """Insert a row unless its key is there; say whether it was inserted."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    # Not every driver counts the rows of an INSERT; what was inserted comes back from any.
    statement = make(table).values(**values).on_conflict_do_nothing().returning(literal(1))
    return connection.execute(statement).first() is not None


def _take_lease(connection: Connection, *, county: str, run: str, owner: str, at: datetime, until: datetime) -> int:
    add_once(connection, Lease, county=county, fence=0, run="", owner="", until=None)
    here = col(Lease.county) == county
    columns = (col(Lease.fence), col(Lease.owner), col(Lease.until))
    fence, holder, lapses = connection.execute(select(*columns).where(here).with_for_update()).one()
    if holder and holder != owner and lapses is not None and lapses > at and not is_gone(holder):
        raise CountyBusy(f"{county}: another run is at work; wait for it, or until {lapses:%Y-%m-%d %H:%M:%S} UTC")
    connection.execute(update(Lease).where(here).values(fence=fence + 1, run=run, owner=owner, until=until))
    return int(fence) + 1


def _open_run(
    connection: Connection,
    *,
    key: str,
    county: str,
    as_of: date,
    owner: str,
    fence: int,
    at: datetime,
    asked: Mapping[str, Any] | None,
) -> bool:
    """Make or reopen the run and leave any other of the county behind; say whether it was finished before."""
    stale = (col(Run.county) == county) & (col(Run.status) == "running") & (col(Run.key) != key)
    connection.execute(update(Run).where(stale).values(status="abandoned"))
    values = {
        "county": county,
        "as_of": as_of,
        "in_force": False,
        "counts": {},
        "started_at": at,
        "asked": asked and dict(asked),
    }
    if add_once(connection, Run, key=key, status="running", owner=owner, fence=fence, **values):
        return False
    if _read_run(connection, key)[0] == "finished":
        return True
    again = {"status": "running", "owner": owner, "fence": fence, "finished_at": None}
    connection.execute(update(Run).where(col(Run.key) == key).values(**again))
    return False


def _read_run(connection: Connection, key: str) -> tuple[str, Mapping[str, int]]:
    row = connection.execute(select(col(Run.status), col(Run.counts)).where(col(Run.key) == key)).one()
    return row[0], row[1]


def _close_run(connection: Connection, claim: Claim, *, status: str, at: datetime, counts: Mapping[str, int]) -> None:
    values = {"status": status, "finished_at": at, "counts": dict(counts)}
    connection.execute(update(Run).where(col(Run.key) == claim.run).values(**values))
    add_audit(
        connection, at=at, actor="relief", event=f"run.{status}", county=claim.county, subject=claim.run, counts=counts
    )


def _give_back(connection: Connection, claim: Claim) -> None:
    mine = (col(Lease.county) == claim.county) & (col(Lease.fence) == claim.fence)
    connection.execute(update(Lease).where(mine).values(owner="", until=None))
