"""Corrections of staff: written once, the last of each fact in force, with an entry in the audit chain."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from sqlalchemy import Connection, Engine, insert, select
from sqlmodel import col

from relief.correcting import COLUMNS, Correction, tabulate
from relief.database.audit import add_audit
from relief.database.engine import connect, transact
from relief.database.review_tables import Correction as Row
from relief.database.reviews import refuse_busy
from relief.database.runs import add_once
from relief.database.tables import County


def write_corrections(engine: Engine, *, county: str, corrections: Sequence[Correction], at: datetime) -> int:
    """Write corrections, all or none; the last of its fact written again is passed over.

    Args:
        county: the county's word.
        corrections: in order; one without ``becomes`` withdraws what was in force.
        at: now.

    Returns:
        How many were new.

    Raises:
        CountyBusy: a run is at work, which began from the corrections there were.
    """

    def work(connection: Connection) -> int:
        refuse_busy(connection, county, at)
        add_once(connection, County, name=county)
        known, written = _read(connection, county), 0
        for each in corrections:
            life = known.setdefault((each.record, each.field), [])
            if life and _says(life[-1]) == _says(each):
                continue
            values = {name: getattr(each, name) for name in COLUMNS}
            connection.execute(insert(Row).values(county=county, position=len(life), **values))
            life.append(each)
            written += 1
        author = corrections[0].author if corrections else "relief"
        counts = {"corrections": written, "withdrawn": sum(each.becomes is None for each in corrections)}
        add_audit(
            connection, at=at, actor=author, event="corrections.written", county=county, subject="", counts=counts
        )
        return written

    return transact(engine, work)


def read_corrections(engine: Engine, *, county: str) -> pl.DataFrame:
    """The last correction of every fact, those withdrawn left out: ``relief.correcting.CORRECTIONS``."""
    with connect(engine) as connection:
        lives = _read(connection, county)
    return tabulate(life[-1] for life in lives.values() if life[-1].becomes is not None)


def _says(correction: Correction) -> tuple[object, ...]:
    return correction.read, correction.becomes, correction.reason, correction.evidence, correction.author


def _read(connection: Connection, county: str) -> dict[tuple[str, str], list[Correction]]:
    query = select(*(col(getattr(Row, name)) for name in COLUMNS)).where(col(Row.county) == county)
    lives: dict[tuple[str, str], list[Correction]] = {}
    for row in connection.execute(query.order_by(col(Row.record), col(Row.field), col(Row.position))):
        each = Correction(**dict(zip(COLUMNS, row, strict=True)))
        lives.setdefault((each.record, each.field), []).append(each)
    return lives
