"""Tasks: raised once, given from one owner to another, closed with a word on how."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

import polars as pl
from sqlalchemy import Connection, Engine, insert, select
from sqlmodel import col

from relief.database.audit import add_audit
from relief.database.engine import Conflict, connect, transact
from relief.database.outcome_tables import Task, TaskEvent
from relief.database.runs import add_once
from relief.database.tables import County
from relief.outcomes.tasks import Raised

_FIXED = ("task", "kind", "conviction", "source", "place", "batch", "row", "outcome", "day", "raised")
_TAKEN = ("conviction", "source", "place", "batch", "row", "outcome", "day")
_MOVES = ("state", "owner", "actor", "note")

TASKS: dict[str, type[pl.DataType]] = {
    "task": pl.String, "kind": pl.String, "conviction": pl.String, "source": pl.String, "place": pl.Int64,
    "batch": pl.String, "row": pl.Int64, "outcome": pl.String, "day": pl.Date, "raised": pl.Date, "state": pl.String,
    "owner": pl.String, "actor": pl.String, "note": pl.String, "moved": pl.Date,
}  # fmt: skip
"""One row a task; the last five say what happened to it last, and when."""


NOT_FOUND, ANEW = "a later rerun does not find it", "a later rerun finds it anew"
"""What a rerun notes of a task that it would not raise, and of one that it raises once more after that."""


def raise_tasks(engine: Engine, *, county: str, raised: Sequence[Raised], actor: str, day: date, at: datetime) -> int:
    """Raise tasks that nobody raised before, or that a rerun had not found since (``note_not_found``); how many they were."""

    def work(connection: Connection) -> int:
        add_once(connection, County, name=county)
        new = add_tasks(connection, county=county, raised=raised, actor=actor, day=day)
        if new:
            add_audit(
                connection, at=at, actor=actor, event="tasks.raised", county=county, subject="", counts={"tasks": new}
            )
        return new

    return transact(engine, work)


def add_tasks(connection: Connection, *, county: str, raised: Sequence[Raised], actor: str, day: date) -> int:
    """As ``raise_tasks``, inside a transaction of the caller's."""
    # Tables that only grow refuse a row that is there, and say nothing of conflicts: it is looked for first.
    known = set(connection.scalars(select(col(Task.task)).where(col(Task.county) == county)))
    new = {each.name: each for each in raised if each.name not in known}
    for name, each in new.items():
        fixed = {part: getattr(each, part) for part in _TAKEN}
        connection.execute(insert(Task).values(county=county, task=name, kind=each.kind.value, raised=day, **fixed))
        _add_event(connection, county, name, 0, state="open", owner=each.owner, actor=actor, day=day, note="")
    away = _list_not_found(connection, county)
    anew = {each.name: each for each in raised if each.name in away}
    for name, each in anew.items():
        last = _read_last(connection, county, name)
        position = last[0] + 1 if last else 0
        _add_event(connection, county, name, position, state="open", owner=each.owner, actor=actor, day=day, note=ANEW)
    return len(new) + len(anew)


def note_not_found(engine: Engine, *, county: str, tasks: Collection[str], actor: str, day: date, at: datetime) -> int:
    """Note of tasks, open or closed, that a rerun does not find what they are about; how many did not say so already.

    They stay as they are, but when a rerun finds it again they are raised again, though a person has closed them.
    """

    def work(connection: Connection) -> int:
        away, noted = _list_not_found(connection, county), 0
        for task in sorted(set(tasks) - away):
            last = _read_last(connection, county, task)
            if last is not None:
                told = {"state": last[1], "owner": last[2], "actor": actor, "day": day, "note": NOT_FOUND}
                _add_event(connection, county, task, last[0] + 1, **told)
                noted += 1
        if noted:
            counts = {"tasks": noted}
            add_audit(connection, at=at, actor=actor, event="tasks.not.found", county=county, subject="", counts=counts)
        return noted

    return transact(engine, work)


def _list_not_found(connection: Connection, county: str) -> set[str]:
    """Tasks of which the last word of a rerun is ``NOT_FOUND``."""
    here = (col(TaskEvent.county) == county) & col(TaskEvent.note).in_((NOT_FOUND, ANEW))
    query = select(col(TaskEvent.task), col(TaskEvent.note)).where(here).order_by(col(TaskEvent.position))
    last = dict(tuple(row) for row in connection.execute(query))
    return {str(task) for task, note in last.items() if note == NOT_FOUND}


def move_task(
    engine: Engine, *, county: str, task: str, state: str, owner: str | None, actor: str, day: date, note: str, at: datetime
) -> None:  # fmt: skip
    """Close a task, open it again, or give it to another owner.

    Args:
        owner: who has it from now on; None leaves it with whom it is.

    Raises:
        Conflict: there is no such task, or nothing would change.
    """

    def work(connection: Connection) -> None:
        last = _read_last(connection, county, task)
        if last is None:
            raise Conflict(f"{county} has no task {task}; see: relief outcomes tasks")
        if (last[1], last[2]) == (state, owner or last[2]):
            raise Conflict(f"task {task} is {state} already, and with the same owner")
        _add_event(
            connection, county, task, last[0] + 1, state=state, owner=owner or last[2], actor=actor, day=day, note=note
        )
        add_audit(connection, at=at, actor=actor, event=f"task.{state}", county=county, subject=task, counts={})

    transact(engine, work)


def close_if_open(connection: Connection, *, county: str, task: str, actor: str, day: date, note: str) -> None:
    """Close a task, in the caller's transaction; nothing where there is none, or it is closed."""
    last = _read_last(connection, county, task)
    if last is not None and last[1] == "open":
        _add_event(
            connection, county, task, last[0] + 1, state="closed", owner=last[2], actor=actor, day=day, note=note
        )


def read_tasks(engine: Engine, *, county: str) -> pl.DataFrame:
    """Every task of a county with what happened to it last: ``TASKS``, those raised first at the top."""
    with connect(engine) as connection:
        fixed = connection.execute(
            select(*(col(getattr(Task, name)) for name in _FIXED)).where(col(Task.county) == county)
        ).all()
        columns = (col(TaskEvent.task), *(col(getattr(TaskEvent, name)) for name in _MOVES), col(TaskEvent.day))
        moves = connection.execute(
            select(*columns).where(col(TaskEvent.county) == county).order_by(col(TaskEvent.position))
        ).all()
    last = {row[0]: tuple(row[1:]) for row in moves}
    rows = [(*tuple(row), *last[row[0]]) for row in fixed]
    return pl.DataFrame(rows, schema=TASKS, orient="row").sort("raised", "source", "place", "task")


def _read_last(connection: Connection, county: str, task: str) -> tuple[int, str, str] | None:
    """Position, state and owner of what happened to a task last."""
    here = (col(TaskEvent.county) == county) & (col(TaskEvent.task) == task)
    columns = (col(TaskEvent.position), col(TaskEvent.state), col(TaskEvent.owner))
    row = connection.execute(select(*columns).where(here).order_by(col(TaskEvent.position).desc())).first()
    return None if row is None else (row[0], row[1], row[2])


def _add_event(connection: Connection, county: str, task: str, position: int, **told: object) -> None:
    connection.execute(insert(TaskEvent).values(county=county, task=task, position=position, **told))
