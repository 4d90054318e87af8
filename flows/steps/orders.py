"""The order of a determination's count, by which a conviction has its name in every export."""

import polars as pl

from flows.run import Run
from flows.steps.differing import Differing
from flows.steps.whole import bring_records

ORDERS = "orders.parquet"
"""``count_order`` of each determination, in their order: it names a conviction in every export."""


def read_orders(run: Run, determinations: pl.DataFrame) -> pl.DataFrame:
    """``count_order`` of each determination's row."""
    place = ["source_file", "source_row"]
    # A few of the records: picked by row number before they are joined.
    picked = pl.col("source_row").is_in(determinations["source_row"].implode())
    orders = (
        pl.scan_parquet(bring_records(run)).filter(picked).select(*place, "count_order").collect(engine="streaming")
    )
    joined = determinations.select(place).join(orders, on=place, how="left", maintain_order="left")
    return joined.select("count_order").rechunk()


def follow_orders(differing: Differing, before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """``count_order`` of each determination as they are now."""
    then = pl.concat([before.select("source_row"), pl.read_parquet(differing.former.folder / ORDERS)], how="horizontal")
    moved = differing.moved.gather(then["source_row"].cast(pl.Int64) - 1)
    kept = then.select(moved.alias("source_row"), "count_order").drop_nulls("source_row")
    found = pl.scan_parquet(differing.now).select("source_row", "count_order").collect()
    places = pl.concat([kept.cast({"source_row": pl.UInt32}), found])
    return (
        now.select("source_row").join(places, on="source_row", how="left", maintain_order="left").select("count_order")
    )
