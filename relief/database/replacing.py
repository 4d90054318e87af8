"""A county's determinations in force, replaced by what differs: most rows are, night after night, what they were."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from sqlalchemy import Connection, delete, func, select
from sqlmodel import col

from relief.database.bulk import load
from relief.database.tables import Determination

MOST = 0.25
"""Of a county's rows; where more are others, all are written anew."""
_BATCH = 500


@dataclass(frozen=True, kw_only=True)
class InForce:
    """What the run in force decided, as its files have it: what was written of it by this very program."""

    run: str
    """Its key."""
    determinations: pl.DataFrame
    """As they are recorded."""


def count_in_force(connection: Connection, county: str) -> int:
    """Rows of the county's determinations in force."""
    query = select(func.count()).select_from(Determination).where(col(Determination.county) == county)
    number: int = connection.execute(query).scalar_one()
    return number


def replace_rows(connection: Connection, county: str, rows: pl.DataFrame, before: pl.DataFrame | None) -> None:
    """Make ``rows`` the county's determinations in force.

    Args:
        county: the county's word.
        rows: the table's columns, sorted by its key.
        before: the rows in force, if they are known; where there are as many in the table, only what differs is written.
    """
    if before is not None and before.height == count_in_force(connection, county):
        gone, new = (
            one.join(other, on=one.columns, how="anti", nulls_equal=True, maintain_order="left")
            for one, other in ((before, rows), (rows, before))
        )
        if gone.height + new.height <= MOST * rows.height:
            _remove(connection, county, gone["conviction"].to_list())
            load(connection, "determination", new)
            return
    connection.execute(delete(Determination).where(col(Determination.county) == county))
    load(connection, "determination", rows)


def _remove(connection: Connection, county: str, convictions: Sequence[str]) -> None:
    for first in range(0, len(convictions), _BATCH):
        named = col(Determination.conviction).in_(convictions[first : first + _BATCH])
        connection.execute(delete(Determination).where(col(Determination.county) == county, named))
