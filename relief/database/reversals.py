"""Reversals: cause, notice, hearing and end, each with its step in the ledger and its entry in the audit chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, func, insert, select
from sqlmodel import col

from relief.database.audit import add_audit
from relief.database.engine import Conflict, connect, transact
from relief.database.outcome_tables import Reversal, Told, Withheld
from relief.database.runs import add_once
from relief.database.steps import add_steps
from relief.database.tables import County, Paper, Run
from relief.database.tasks import add_tasks, close_if_open
from relief.ledger import Step
from relief.outcomes.tasks import Kind, Raised
from relief.reversing import Cause, Party
from relief.reversing import Withheld as Why

_STEP = {
    "conviction": pl.String,
    "step": pl.String,
    "day": pl.Date,
    "actor": pl.String,
    "paper": pl.String,
    "cause": pl.String,
}


@dataclass(frozen=True, kw_only=True)
class Move:
    """Who does something to one conviction's relief, and when."""

    county: str
    conviction: str
    actor: str
    """An account or a court, never a person's name."""
    day: date
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Order:
    """A signed order in the object store."""

    key: str
    sha256: str
    court: str
    pages: int


def question(engine: Engine, move: Move, *, cause: Cause, reason: str) -> None:
    """Open a reversal. IllegalStep where no relief stands."""

    def work(connection: Connection) -> None:
        _add_step(connection, move, Step.QUESTIONED, cause=cause.value)
        position = _count(connection, Reversal, move)
        values = {"cause": cause.value, "reason": reason, "author": move.actor, "day": move.day}
        connection.execute(insert(Reversal).values(**_key(move, position), **values))
        _tell(connection, move, "reversal.opened")

    transact(engine, work)


def notify(engine: Engine, move: Move, *, party: Party, of: Step, step: Step | None) -> None:
    """Write that a party was told; with ``step``, that this lets the reversal go on. A task to tell it is closed."""

    def work(connection: Connection) -> None:
        add_once(connection, County, name=move.county)
        if step is not None:
            _add_step(connection, move, step, cause=None)
        position = _count(connection, Told, move)
        values = {"party": party.value, "of": of.value, "day": move.day, "actor": move.actor}
        connection.execute(insert(Told).values(**_key(move, position), **values))
        if of is Step.REINSTATED:
            name = _name_task(move.conviction, party, "").name
            close_if_open(connection, county=move.county, task=name, actor=move.actor, day=move.day, note="told")
        _tell(connection, move, "reversal.noticed")

    transact(engine, work)


def advance(
    engine: Engine,
    move: Move,
    *,
    step: Step,
    order: Order | None = None,
    to_tell: Sequence[Party] = (),
    owner: str = "",
) -> None:
    """Write the hearing, or the end: upheld, or reinstated by an order.

    Args:
        order: the signed order; the step's paper.
        to_tell: who has to be told of the reinstatement: a task each.
        owner: whose tasks they are.
    """

    def work(connection: Connection) -> None:
        paper = _add_paper(connection, move, order) if order else None
        _add_step(connection, move, step, cause=None, paper=paper)
        raised = [_name_task(move.conviction, party, owner) for party in to_tell]
        add_tasks(connection, county=move.county, raised=raised, actor=move.actor, day=move.day)
        _tell(connection, move, f"reversal.{step.value.replace(' ', '.')}")

    transact(engine, work)


def withhold(engine: Engine, move: Move, why: Why) -> None:
    """Write that no paper may name the conviction again. Conflict if it was written before."""

    def work(connection: Connection) -> None:
        here = (col(Withheld.county) == move.county) & (col(Withheld.conviction) == move.conviction)
        if connection.execute(select(col(Withheld.day)).where(here, col(Withheld.why) == why.value)).first():
            raise Conflict(f"{move.county}: this was written before")
        values = {"county": move.county, "conviction": move.conviction, "why": why.value}
        connection.execute(insert(Withheld).values(**values, day=move.day, actor=move.actor))
        _tell(connection, move, f"withheld.{why.value}")

    transact(engine, work)


def read_reversals(engine: Engine, *, county: str) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Reversals (conviction, position, cause, author, day), notices (conviction, party, of, day) and withheld (conviction, why)."""
    shapes: list[tuple[Any, dict[str, Any]]] = [
        (
            Reversal,
            {"conviction": pl.String, "position": pl.Int64, "cause": pl.String, "author": pl.String, "day": pl.Date},
        ),
        (Told, {"conviction": pl.String, "party": pl.String, "of": pl.String, "day": pl.Date}),
        (Withheld, {"conviction": pl.String, "why": pl.String}),
    ]
    with connect(engine) as connection:
        found = [_read(connection, table, shape, county) for table, shape in shapes]
    return found[0], found[1], found[2]


def _read(connection: Connection, table: Any, shape: dict[str, Any], county: str) -> pl.DataFrame:
    order = [col(table.conviction), col(table.why if table is Withheld else table.position)]
    query = select(*(col(getattr(table, name)) for name in shape)).where(col(table.county) == county).order_by(*order)
    return pl.DataFrame([tuple(row) for row in connection.execute(query)], schema=shape, orient="row")


def _add_step(connection: Connection, move: Move, step: Step, *, cause: str | None, paper: str | None = None) -> None:
    row = (move.conviction, step.value, move.day, move.actor, paper, cause)
    if not add_steps(connection, county=move.county, steps=pl.DataFrame([row], schema=_STEP, orient="row")):
        raise Conflict(f"{move.county}: this was written before")


def _add_paper(connection: Connection, move: Move, order: Order) -> str:
    run = connection.execute(select(col(Run.key)).where(col(Run.county) == move.county, col(Run.in_force))).scalar()
    if run is None:
        raise Conflict(f"{move.county}: no run is in force, and a paper belongs to one")
    add_once(
        connection, Paper, key=order.key, run=run, kind="reinstatement order", court=order.court, sha256=order.sha256,
        pages=order.pages, rows=1,
    )  # fmt: skip
    return order.key


def _name_task(conviction: str, party: Party, owner: str) -> Raised:
    return Raised(
        kind=Kind.TELL, source="reversal", digest=f"reversal/{party.value}", owner=owner, conviction=conviction,
        outcome=party.value,
    )  # fmt: skip


def _key(move: Move, position: int) -> dict[str, Any]:
    return {"county": move.county, "conviction": move.conviction, "position": position}


def _count(connection: Connection, table: type[Reversal] | type[Told], move: Move) -> int:
    here = (col(table.county) == move.county) & (col(table.conviction) == move.conviction)
    return int(connection.execute(select(func.count()).select_from(table).where(here)).scalar_one())


def _tell(connection: Connection, move: Move, event: str) -> None:
    add_audit(
        connection, at=move.at, actor=move.actor, event=event, county=move.county, subject="", counts={"steps": 1}
    )
