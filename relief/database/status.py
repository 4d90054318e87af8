"""What the database holds, counted: for ``relief status``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select, tuple_
from sqlmodel import SQLModel, col

from relief.database.audit_table import Audit
from relief.database.determinations import OUT_OF_SCOPE
from relief.database.engine import connect
from relief.database.tables import Determination, Export, LedgerStep, Paper, Run


@dataclass(frozen=True, kw_only=True)
class ExportStatus:
    """A file that came in."""

    county: str
    name: str
    sha256: str
    size: int
    rows: int
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class RunStatus:
    """A run and the papers it wrote, by kind."""

    key: str
    county: str
    as_of: date
    status: str
    in_force: bool
    past: bool
    """It was done as a run of the past, of which nothing was put in force."""
    started_at: datetime
    finished_at: datetime | None
    counts: dict[str, int]
    papers: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Status:
    """Everything, by county where it is a mapping."""

    exports: list[ExportStatus]
    runs: list[RunStatus]
    """Oldest first."""
    outcomes: dict[str, dict[str, int]]
    """Determinations in force, by outcome."""
    steps: dict[str, dict[str, int]]
    """Convictions in the ledger, by the last step written."""


def read_status(engine: Engine, *, county: str | None = None) -> Status:
    """Exports, runs, outcomes, papers and ledger of one county, or of all."""
    with connect(engine) as connection:
        return Status(
            exports=[ExportStatus(**row) for row in _read(connection, ExportStatus, Export, county, "recorded_at")],
            runs=_read_runs(connection, county),
            outcomes=_count_outcomes(connection, county),
            steps=_count_last_steps(connection, county),
        )


def count_last_steps(engine: Engine) -> dict[str, dict[str, int]]:
    """County to its convictions in the ledger, by the last step written."""
    with connect(engine) as connection:
        return _count_last_steps(connection, None)


def list_put_in_force(engine: Engine, *, county: str) -> list[str]:
    """Keys of the runs whose determinations were put in force, in that order, from the audit chain."""
    told = (col(Audit.event) == "determinations.in.force") & (col(Audit.county) == county)
    with connect(engine) as connection:
        return list(connection.scalars(select(col(Audit.subject)).where(told).order_by(col(Audit.seq))))


def count_reviews(engine: Engine, *, county: str) -> dict[str, int]:
    """Convictions that wait for an attorney in the run in force, by the rule that left them to one; the most first."""
    rule, waits = col(Determination.rule), col(Determination.outcome) == "attorney review"
    query = select(rule, func.count()).where(col(Determination.county) == county, waits).group_by(rule)
    with connect(engine) as connection:
        rows = connection.execute(query.order_by(func.count().desc(), rule))
        return {str(row[0]): int(row[1]) for row in rows}


def _read(
    connection: Connection, shape: type, table: type[SQLModel], county: str | None, order: str
) -> list[dict[str, Any]]:
    """The columns of ``table`` that ``shape`` has."""
    names = [name for name in shape.__dataclass_fields__ if name in table.model_fields]  # type: ignore[attr-defined]  # shape is a dataclass
    columns: dict[str, Any] = {name: col(getattr(table, name)) for name in [*names, order]}
    query = select(*(columns[name] for name in names)).order_by(columns[order], columns[names[0]])
    if county is not None:
        query = query.where(columns["county"] == county)
    return [dict(row) for row in connection.execute(query).mappings()]


def _read_runs(connection: Connection, county: str | None) -> list[RunStatus]:
    columns = (col(Paper.run), col(Paper.kind))
    papers = _fold(connection.execute(select(*columns, func.count()).group_by(*columns).order_by(*columns)))
    rows = _read(connection, RunStatus, Run, county, "started_at")
    return [RunStatus(**row, papers=papers.get(row["key"], {})) for row in rows]


def _count_outcomes(connection: Connection, county: str | None) -> dict[str, dict[str, int]]:
    columns = (col(Determination.county), col(Determination.outcome))
    query = select(*columns, func.count()).group_by(*columns).order_by(*columns)
    found = _fold(connection.execute(query if county is None else query.where(columns[0] == county)))
    # What is out of scope is in the run's files only.
    for run in connection.execute(select(col(Run.county), col(Run.counts)).where(col(Run.in_force))):
        if run[0] in found and OUT_OF_SCOPE in run[1]:
            found[run[0]][OUT_OF_SCOPE] = run[1][OUT_OF_SCOPE]
    return found


def _count_last_steps(connection: Connection, county: str | None) -> dict[str, dict[str, int]]:
    key = (col(LedgerStep.county), col(LedgerStep.conviction))
    last = select(*key, func.max(col(LedgerStep.position))).group_by(*key)
    columns = (col(LedgerStep.county), col(LedgerStep.step))
    query = select(*columns, func.count()).where(tuple_(*key, col(LedgerStep.position)).in_(last))
    query = query.group_by(*columns).order_by(*columns)
    return _fold(connection.execute(query if county is None else query.where(columns[0] == county)))


def _fold(rows: Iterable[Any]) -> dict[str, dict[str, int]]:
    folded: dict[str, dict[str, int]] = {}
    for outer, inner, number in rows:
        folded.setdefault(outer, {})[inner] = number
    return folded
