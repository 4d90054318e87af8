"""The ledger of one package's convictions: as much of a county's as a page needs."""

from typing import Any

import polars as pl
from sqlalchemy import Engine, func, select
from sqlmodel import col

from relief.database.engine import connect
from relief.database.package_tables import PackageRow
from relief.database.steps import LIVES
from relief.database.tables import LedgerStep


def count_package_steps(engine: Engine, *, county: str, number: str) -> int:
    """Steps in the ledger of a package's convictions. A ledger only grows: the same number is the same ledger."""
    with connect(engine) as connection:
        return int(connection.scalar(_of_package(select(func.count()), county, number)) or 0)


def read_package_lives(engine: Engine, *, county: str, number: str) -> pl.DataFrame:
    """The ledger of a package's convictions, as ``read_lives`` gives the county's."""
    columns = [col(getattr(LedgerStep, name)) for name in LIVES]
    with connect(engine) as connection:
        rows = connection.execute(_of_package(select(*columns), county, number)).all()
    frame = pl.DataFrame([tuple(row) for row in rows], schema=LIVES, orient="row")
    return frame.sort("conviction", "position")


def _of_package(query: Any, county: str, number: str) -> Any:
    """The query over the steps of the convictions of one package."""
    same = (col(LedgerStep.county) == col(PackageRow.county)) & (
        col(LedgerStep.conviction) == col(PackageRow.conviction)
    )
    here = (col(PackageRow.county) == county) & (col(PackageRow.number) == number)
    return query.select_from(PackageRow).join(LedgerStep, same).where(here)
