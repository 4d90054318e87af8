"""Files of outcomes taken in: the file, its steps and its tasks in one transaction, or nothing of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, insert, select
from sqlmodel import col

from relief.database.audit import add_audit
from relief.database.engine import connect, transact
from relief.database.outcome_tables import ReturnedFile
from relief.database.runs import add_once
from relief.database.steps import add_steps
from relief.database.tables import County, LedgerStep, Paper, Run
from relief.database.tasks import add_tasks
from relief.ledger import Step
from relief.outcomes.planning import Lives, Plan

_STEPS = {"conviction": pl.String, "step": pl.String, "day": pl.Date, "actor": pl.String, "cause": pl.String}
_BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A file that was taken in: rows are applied, known, or tasks."""

    name: str
    sha256: str
    """Of the file's bytes."""
    day: date
    actor: str
    rows: int
    applied: int
    known: int
    tasks: int
    before: bool = False
    """The same bytes were taken in before: nothing was written now."""


def is_returned(engine: Engine, *, county: str, sha256: str) -> bool:
    """Whether these bytes were taken in before."""
    with connect(engine) as connection:
        here = (col(ReturnedFile.county) == county) & (col(ReturnedFile.sha256) == sha256)
        return connection.execute(select(col(ReturnedFile.day)).where(here)).first() is not None


def take_outcomes(
    engine: Engine, *, county: str, sha256: str, name: str, key: str, court: str, matched: pl.DataFrame,
    make: Callable[[Lives], Plan], actor: str, day: date, at: datetime,
) -> Taken:  # fmt: skip
    """Write what a returned file says, or nothing if the same bytes were taken in before.

    Args:
        key: of the file in the object store; it becomes the paper of every step.
        court: whose file it is, as it may be shown.
        matched: ``relief.outcomes.matching.match``.
        make: the plan for the lives of its convictions, as they are in this transaction.
        actor: the account that takes it in.
        day: today.
    """

    def work(connection: Connection) -> Taken:
        add_once(connection, County, name=county)
        if (known := _find(connection, county, sha256)) is not None:
            return known
        planned = make(_read_lives(connection, county, matched["conviction"].drop_nulls().unique().to_list()))
        counts: dict[str, Any] = {
            "rows": matched.height,
            "applied": planned.applied,
            "known": planned.known,
            "tasks": len(planned.tasks),
        }
        paper = _add_paper(connection, county, key=key, sha256=sha256, court=court, rows=matched.height)
        steps = pl.DataFrame(planned.steps, schema=_STEPS, orient="row").with_columns(
            paper=pl.lit(paper, dtype=pl.String)
        )
        add_steps(connection, county=county, steps=steps)
        add_tasks(connection, county=county, raised=planned.tasks, actor=actor, day=day)
        connection.execute(
            insert(ReturnedFile).values(county=county, sha256=sha256, name=name, day=day, actor=actor, **counts)
        )
        add_audit(connection, at=at, actor=actor, event="outcomes.taken", county=county, subject=sha256, counts=counts)
        return Taken(name=name, sha256=sha256, day=day, actor=actor, **counts)

    return transact(engine, work)


def _find(connection: Connection, county: str, sha256: str) -> Taken | None:
    names = ("name", "sha256", "day", "actor", "rows", "applied", "known", "tasks")
    columns = [col(getattr(ReturnedFile, name)) for name in names]
    here = (col(ReturnedFile.county) == county) & (col(ReturnedFile.sha256) == sha256)
    row = connection.execute(select(*columns).where(here)).first()
    told: dict[str, Any] = dict(zip(names, row, strict=True)) if row else {}
    return Taken(**told, before=True) if row else None


def _add_paper(connection: Connection, county: str, *, key: str, sha256: str, court: str, rows: int) -> str | None:
    """The file as a paper of the run in force; null where no run is."""
    here = (col(Run.county) == county) & col(Run.in_force)
    run = connection.execute(select(col(Run.key)).where(here)).scalar()
    if run is None:
        return None
    add_once(
        connection, Paper, key=key, run=run, kind="returned outcomes", court=court, sha256=sha256, pages=0, rows=rows
    )
    return key


def _read_lives(connection: Connection, county: str, convictions: Sequence[str]) -> Lives:
    columns = (col(LedgerStep.conviction), col(LedgerStep.step), col(LedgerStep.day))
    lives: dict[str, list[tuple[Step, date]]] = {}
    for start in range(0, len(convictions), _BATCH):
        here = (col(LedgerStep.county) == county) & col(LedgerStep.conviction).in_(convictions[start : start + _BATCH])
        for conviction, step, day in connection.execute(
            select(*columns).where(here).order_by(col(LedgerStep.position))
        ):
            lives.setdefault(conviction, []).append((Step(step), day))
    return lives
