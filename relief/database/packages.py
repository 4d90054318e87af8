"""Packages: opened under the next number, made, sent and delivered once, each with its entry in the audit chain."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, func, insert, select
from sqlmodel import col

from relief.database.audit import add_audit
from relief.database.bulk import load
from relief.database.engine import Conflict, connect, transact
from relief.database.package_tables import Package, PackageEvent, PackageRow
from relief.database.runs import add_once
from relief.database.steps import add_steps, read_last
from relief.database.tables import County, Paper
from relief.database.tasks import add_tasks
from relief.ledger import Step
from relief.outcomes.filing import lead_to_filing
from relief.outcomes.tasks import Raised
from relief.packages.numbers import name_package

PACKAGES: dict[str, Any] = {
    "number": pl.String, "court": pl.String, "day": pl.Date, "run": pl.String, "rows": pl.Int64, "withdrawn": pl.Int64,
    "edition": pl.Int64, "state": pl.String, "since": pl.Date, "note": pl.String, "sha256": pl.String,
}  # fmt: skip
"""One row a package: ``rows`` as it was opened, of which ``withdrawn`` were taken out; ``edition`` of its papers, 0 before
there are any; ``state``: open, made, sending, delivered or withdrawn, ``since`` when; ``note``: the route, or why it was
withdrawn; ``sha256`` of its checksums."""

ROWS: dict[str, Any] = {"number": pl.String, "row": pl.Int64, "conviction": pl.String, "withdrawn": pl.String}
"""One row a row of a package: ``withdrawn`` is the reason for which it was taken out."""


@dataclass(frozen=True, kw_only=True)
class Doing:
    """Who does something to a package, and when."""

    county: str
    """The county's word."""
    actor: str
    day: date
    at: datetime


def open_package(
    engine: Engine, doing: Doing, *, county_name: str, court: str, run: str, convictions: Sequence[str]
) -> str:
    """Take the next number for these convictions, in this order; the number.

    Args:
        county_name: the county's name, one of ``relief.counties.COUNTIES`` in any case.
        court: the courthouse.
        run: key of the run that determined them.

    Raises:
        Conflict: one of them is in a package that is under way, or is past filing; nothing was written.
    """

    def work(connection: Connection) -> str:
        _lock(connection, doing.county)
        _refuse_taken(connection, doing.county, convictions)
        year = doing.day.year
        last = connection.execute(
            select(func.max(col(Package.ordinal))).where(col(Package.county) == doing.county, col(Package.year) == year)
        ).scalar()
        ordinal = (last or 0) + 1
        number = name_package(county_name, year, ordinal)
        connection.execute(
            insert(Package).values(
                county=doing.county, number=number, year=year, ordinal=ordinal, court=court, day=doing.day, run=run,
                rows=len(convictions),
            )
        )  # fmt: skip
        rows = pl.DataFrame({"conviction": list(convictions)}).with_row_index("row", offset=1)
        load(
            connection,
            "packagerow",
            rows.select(pl.lit(doing.county).alias("county"), pl.lit(number).alias("number"), "row", "conviction"),
        )
        _tell(connection, doing, "package.opened", number, {"rows": len(convictions)})
        return number

    return transact(engine, work)


def mark_made(
    engine: Engine, doing: Doing, *, number: str, edition: int, sha256: str, withdrawn: Collection[int] = ()
) -> bool:
    """Write that an edition of a package is whole in the object store; False if that was known.

    Args:
        withdrawn: the rows without which its papers were drawn up.

    Raises:
        Conflict: others were taken out in the meantime, or the package changes no more; nothing was written.
    """

    def work(connection: Connection) -> bool:
        _lock(connection, doing.county)
        events = _read_events(connection, doing.county, number)
        if any((each.event, each.edition) == ("made", edition) for each in events):
            return False
        if any(each.event in _CLOSED for each in events):
            raise Conflict(f"{number}: it was sent or withdrawn while its papers were drawn up")
        if {each.row for each in events if each.event == "row withdrawn"} != set(withdrawn):
            raise Conflict(
                f"{number}: rows were taken out while its papers were drawn up; they are to be drawn up again"
            )
        _add(connection, doing, number, len(events), event="made", edition=edition, note="", sha256=sha256)
        _tell(connection, doing, "package.made", number, {"edition": edition})
        return True

    return transact(engine, work)


_CLOSED = ("sending", "delivered", "withdrawn")
"""After one of these a package changes no more."""

EMPTY = "every row was withdrawn"


def withdraw_rows(engine: Engine, doing: Doing, *, number: str, reasons: dict[int, str]) -> None:
    """Take rows out of a package whose delivery has not begun; one that loses all of them is withdrawn. Conflict once it has."""

    def work(connection: Connection) -> None:
        _lock(connection, doing.county)
        events = _read_events(connection, doing.county, number)
        out = {each.row for each in events if each.event == "row withdrawn"}
        new = sorted((row, why) for row, why in reasons.items() if row not in out)
        if not new:
            return
        if any(each.event in _CLOSED for each in events):
            raise Conflict(f"{number}: its delivery has begun, so that it changes no more")
        edition = max((each.edition for each in events), default=0)
        for position, (row, why) in enumerate(new, len(events)):
            _add(connection, doing, number, position, event="row withdrawn", edition=edition, row=row, note=why)
        _tell(connection, doing, "package.rows.withdrawn", number, {"rows": len(new)})
        held = select(func.count()).select_from(PackageRow)
        held = held.where(col(PackageRow.county) == doing.county, col(PackageRow.number) == number)
        if len(out) + len(new) == connection.execute(held).scalar_one():
            _add(connection, doing, number, len(events) + len(new), event="withdrawn", edition=edition, note=EMPTY)
            _tell(connection, doing, "package.withdrawn", number, {})

    transact(engine, work)


def withdraw_package(engine: Engine, doing: Doing, *, number: str, why: str) -> None:
    """Give a package up: its number stays used, its convictions are free. Conflict if the court has it."""

    def work(connection: Connection) -> None:
        _lock(connection, doing.county)
        events = _read_events(connection, doing.county, number)
        if any(each.event in ("delivered", "withdrawn") for each in events):
            raise Conflict(f"{number}: it is {events[-1].event} already")
        edition = max((each.edition for each in events), default=0)
        _add(connection, doing, number, len(events), event="withdrawn", edition=edition, note=why)
        _tell(connection, doing, "package.withdrawn", number, {})

    transact(engine, work)


def mark_sending(engine: Engine, doing: Doing, *, number: str, edition: int, route: str) -> None:
    """Write that a delivery begins: from here on nothing is taken out of the package.

    Conflict if another edition is the newest, or the package is withdrawn. Nothing where it was begun before.
    """

    def work(connection: Connection) -> None:
        _lock(connection, doing.county)
        events = _read_events(connection, doing.county, number)
        begun = [each for each in events if each.event in ("sending", "delivered")]
        if begun and begun[-1].edition == edition:
            return
        newest = max((each.edition for each in events if each.event == "made"), default=0)
        changed = any(each.event == "row withdrawn" and each.edition == edition for each in events)
        if edition != newest or changed or any(each.event == "withdrawn" for each in events):
            raise Conflict(f"{number}: edition {edition} is not what is to be delivered any more")
        _add(connection, doing, number, len(events), event="sending", edition=edition, note=route)
        _tell(connection, doing, "package.sending", number, {"edition": edition})

    transact(engine, work)


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the court has now."""

    number: str
    edition: int
    route: str
    sha256: str
    """Of its checksums."""
    motion: str
    """The motion's key in the object store: the paper of the ledger's steps."""
    motion_sha256: str
    pages: int
    rows: int


def mark_delivered(
    engine: Engine, doing: Doing, receipt: Receipt, *, steps: pl.DataFrame, raised: Sequence[Raised] = (),
    if_withdrawn: Sequence[Raised] = (),
) -> bool:  # fmt: skip
    """Write that the court has a package: its receipt, the ledger's steps, tasks and the audit, together; False if known.

    Args:
        steps: ``relief.outcomes.filing.plan_filing`` of its rows.
        raised: what a person has to settle about rows that could not be filed any more.
        if_withdrawn: the same about the others, where somebody took the package back while it was on its way: the
            court has it all the same.

    Raises:
        IllegalStep: a conviction's life went on in the meantime; nothing was written.
    """
    number = receipt.number

    def work(connection: Connection) -> bool:
        _lock(connection, doing.county)
        events = _read_events(connection, doing.county, number)
        if any(each.event == "delivered" for each in events):
            return False
        about = connection.execute(select(col(Package.run), col(Package.court)).where(*_here(doing, number))).one()
        add_once(
            connection, Paper, key=receipt.motion, run=about.run, kind="motion", court=about.court,
            sha256=receipt.motion_sha256, pages=receipt.pages, rows=receipt.rows,
        )  # fmt: skip
        filed = pl.col("step") == Step.FILED.value
        shown = steps.with_columns(paper=pl.when(filed).then(pl.lit(receipt.motion)))
        add_steps(connection, county=doing.county, steps=shown)
        told = {"edition": receipt.edition, "note": receipt.route, "sha256": receipt.sha256}
        _add(connection, doing, number, len(events), event="delivered", **told)
        tasks = [*raised, *(if_withdrawn if any(each.event == "withdrawn" for each in events) else ())]
        add_tasks(connection, county=doing.county, raised=tasks, actor=doing.actor, day=doing.day)
        counts = {"edition": receipt.edition, "filed": steps.filter(filed).height, "tasks": len(tasks)}
        _tell(connection, doing, "package.delivered", number, counts)
        return True

    return transact(engine, work)


def read_packages(engine: Engine, *, county: str, courts: Collection[str] | None = None) -> pl.DataFrame:
    """Every package of a county in the order of their numbers: ``PACKAGES``.

    Args:
        courts: of these courthouses only; None is all.
    """
    names = ("number", "court", "day", "run", "rows")
    with connect(engine) as connection:
        query = select(*(col(getattr(Package, name)) for name in names)).where(col(Package.county) == county)
        if courts is not None:
            query = query.where(col(Package.court).in_(sorted(courts)))
        packages = connection.execute(query.order_by(col(Package.year), col(Package.ordinal))).all()
        events: dict[str, list[Any]] = {}
        for each in _list_events(connection, county, None):
            events.setdefault(each.number, []).append(each)
    rows = [(*tuple(row), *_sum_up(row.day, events.get(row.number, []))) for row in packages]
    return pl.DataFrame(rows, schema=PACKAGES, orient="row")


def read_package_rows(engine: Engine, *, county: str, number: str | None = None) -> pl.DataFrame:
    """The rows of one package, or of all: ``ROWS``, in order."""
    with connect(engine) as connection:
        return _read_rows(connection, county, number)


def list_in_packages(engine: Engine, *, county: str) -> pl.Series:
    """Convictions that are in a package under way: neither delivered nor taken out of it."""
    with connect(engine) as connection:
        return _read_under_way(connection, county)


def _read_rows(connection: Connection, county: str, number: str | None) -> pl.DataFrame:
    columns = (col(PackageRow.number), col(PackageRow.row), col(PackageRow.conviction))
    query = select(*columns).where(col(PackageRow.county) == county)
    if number is not None:
        query = query.where(col(PackageRow.number) == number)
    rows = connection.execute(query.order_by(col(PackageRow.number), col(PackageRow.row))).all()
    out = {
        (each.number, each.row): each.note
        for each in _list_events(connection, county, number)
        if each.event == "row withdrawn"
    }
    told = [(*tuple(row), out.get((row.number, row.row))) for row in rows]
    return pl.DataFrame(told, schema=ROWS, orient="row")


def _read_under_way(connection: Connection, county: str) -> pl.Series:
    ended = {each.number for each in _list_events(connection, county, None) if each.event in ("delivered", "withdrawn")}
    rows = _read_rows(connection, county, None)
    return rows.filter(pl.col("withdrawn").is_null(), ~pl.col("number").is_in(list(ended)))["conviction"]


def _refuse_taken(connection: Connection, county: str, convictions: Sequence[str]) -> None:
    under_way = set(_read_under_way(connection, county))
    last = read_last(connection, county, convictions)
    for each in convictions:
        if each in under_way or each not in last or not list(lead_to_filing(last[each])):
            raise Conflict(f"{county}: a conviction is in another package, or past filing; nothing was written")


def _sum_up(opened: date, events: Sequence[Any]) -> tuple[int, int, str, date, str, str | None]:
    withdrawn = sum(each.event == "row withdrawn" for each in events)
    made = [each for each in events if each.event == "made"]
    told = [each for each in events if each.event != "row withdrawn"]
    last = told[-1] if told else None
    edition = made[-1].edition if made else 0
    state, since, note = (last.event, last.day, last.note) if last else ("open", opened, "")
    if state == "made" and any(each.event == "row withdrawn" and each.edition == edition for each in events):
        state = "open"
    sha256 = next((each.sha256 for each in reversed(events) if each.sha256), None)
    return withdrawn, edition, state, since, note, sha256


def _here(doing: Doing, number: str) -> tuple[Any, Any]:
    return col(Package.county) == doing.county, col(Package.number) == number


def _lock(connection: Connection, county: str) -> None:
    """One writer of a county's packages at a time; SQLite has one writer anyway."""
    add_once(connection, County, name=county)
    connection.execute(select(col(County.name)).where(col(County.name) == county).with_for_update())


def _list_events(connection: Connection, county: str, number: str | None) -> list[Any]:
    names = ("number", "position", "event", "edition", "row", "day", "note", "sha256")
    query = select(*(col(getattr(PackageEvent, name)) for name in names)).where(col(PackageEvent.county) == county)
    if number is not None:
        query = query.where(col(PackageEvent.number) == number)
    return list(connection.execute(query.order_by(col(PackageEvent.number), col(PackageEvent.position))).all())


def _read_events(connection: Connection, county: str, number: str) -> list[Any]:
    here = (col(Package.county) == county) & (col(Package.number) == number)
    if connection.execute(select(col(Package.number)).where(here)).first() is None:
        raise Conflict(f"{county} has no package {number}; see: relief packages list")
    return _list_events(connection, county, number)


def _add(connection: Connection, doing: Doing, number: str, position: int, **told: object) -> None:
    values = {"county": doing.county, "number": number, "position": position, "day": doing.day, "actor": doing.actor}
    connection.execute(insert(PackageEvent).values(**values, **told))


def _tell(connection: Connection, doing: Doing, event: str, number: str, counts: dict[str, int]) -> None:
    add_audit(
        connection, at=doing.at, actor=doing.actor, event=event, county=doing.county, subject=number, counts=counts
    )
