"""The run in force by conviction: names, cases and courts, for matching and for papers; none of it is printed by itself."""

import polars as pl

from connectors import County
from flows.past import PastRun
from relief import database

_PLACE = ["source_file", "source_row"]


def read_named(past: PastRun, county: County) -> pl.DataFrame:
    """The determinations of a run with ``conviction`` (its name in the ledger), ``courthouse`` and ``agency``."""
    orders = pl.scan_parquet(past.bring("records.parquet")).select(*_PLACE, "count_order")
    frame = pl.scan_parquet(past.bring("determinations.parquet"))
    named = frame.join(orders, on=_PLACE, how="left", maintain_order="left").collect()
    houses = dict(county.court.courthouses)
    told = [
        pl.col(name).cast(pl.String).replace_strict(houses, default=None, return_dtype=pl.String)
        for name in ("ori", "court")
    ]
    if not houses:
        told = []
    return named.with_columns(
        conviction=database.name_convictions(named),
        courthouse=pl.coalesce(*told, pl.col("court").cast(pl.String), pl.lit("court not stated")),
        agency=pl.lit(county.prosecutor.name),
    )
