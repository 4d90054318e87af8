"""Histories of several sources made one: whose a row is and which count it belongs to, as matching found it.

A count that stands in several sources is decided once, with the rows of all of them. Where they disagree, what they
disagree on is unknown, as far as they do: a rule that needs it asks an attorney.
"""

from dataclasses import replace

import polars as pl

from relief.history import History
from relief.records import LEVEL, PRECISION

CHANGED: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,
    "person_row": pl.UInt32,
    "count_row": pl.UInt32,
    "cii_agrees": pl.Boolean,
    "in_question": pl.Boolean,
    "level_disputed": pl.Boolean,
    "section_disputed": pl.Boolean,
    "date_disputed": pl.Boolean,
    "earliest": pl.Date,
    "latest": pl.Date,
}
"""One row a record of a person with several records, or of whom that is open. ``person_row`` and ``count_row`` are
records (positions in records.parquet) whose person and count it is; ``count_row`` is null where no other source has
the count. ``in_question``: the person may be the same as another record."""


def unite(history: History, changed: pl.DataFrame) -> History:
    """The history with people and counts as matched.

    Args:
        history: as of ``relief.history.read_history``.
        changed: columns ``CHANGED``; of an empty one the history stays as it is.
    """
    if changed.is_empty():
        return history
    rows = history.rows.lazy()
    numbers = rows.select(pl.col("row").alias("person_row"), of_person="person")
    counted = rows.select(
        pl.col("row").alias("count_row"), of_count="count", of_cycle="cycle", of_event="court_event",
        of_number="count_number", of_charge="charge_text",
        of_convicted=pl.col("disposition") == "convicted", of_date="event_date", of_precision="event_date_precision",
    )  # fmt: skip
    joined = rows.join(changed.lazy(), on="row", how="left", maintain_order="left")
    joined = joined.join(numbers, on="person_row", how="left", maintain_order="left")
    joined = joined.join(counted, on="count_row", how="left", maintain_order="left")
    united = joined.with_columns(*_number(), *_settle()).select(history.rows.columns).collect()
    asked = united.select("row", "person").join(changed.filter("in_question"), on="row", how="semi")["person"].unique()
    named = history.rows.select("row", before="person").join(united.select("row", "person"), on="row")
    moved = named.filter(pl.col("before").is_in(history.incomplete.implode()))["person"]
    return replace(history, rows=united, incomplete=pl.concat([moved, asked]).unique(), in_question=asked)


def _number() -> list[pl.Expr]:
    paired = pl.col("count_row").is_not_null()
    names = {"count": "of_count", "cycle": "of_cycle", "court_event": "of_event", "count_number": "of_number"}
    return [
        pl.coalesce("of_person", "person").alias("person"),
        *(pl.when(paired).then(of).otherwise(name).alias(name) for name, of in names.items()),
    ]


def _settle() -> list[pl.Expr]:
    disputed = {name: pl.col(f"{name}_disputed").fill_null(False) for name in ("level", "section", "date")}
    agreed = pl.col("cii_agrees").fill_null(False) & (pl.col("row") != pl.col("person_row"))
    paired = pl.col("count_row").is_not_null()
    levels = [
        pl.when(disputed["level"]).then(pl.lit("unlisted", LEVEL)).otherwise(name).alias(name)
        for name in ("conviction_level", "charge_level")
    ]
    charge = pl.when(disputed["section"]).then(None).when(paired).then("of_charge").otherwise("charge_text")
    return [
        # The same number in another spelling is not another number.
        pl.when(~agreed).then("cii_number").alias("cii_number"),
        *levels,
        charge.alias("charge_text"),
        *_date(disputed["date"]),
    ]


def _date(disputed: pl.Expr) -> list[pl.Expr]:
    """The day as far as the sources agree on it: its month, its year, or nothing."""
    first, last = pl.col("earliest"), pl.col("latest")
    year = first.dt.year() == last.dt.year()
    month = year & (first.dt.month() == last.dt.month())
    day = pl.when(month).then(first.dt.truncate("1mo")).when(year).then(first.dt.truncate("1y"))
    precision = pl.when(month).then(pl.lit("month")).when(year).then(pl.lit("year")).otherwise(pl.lit("unreadable"))
    # One conviction has one day: a source that prints none, or a less exact one, does not make it two.
    convicted = pl.col("disposition") == "convicted"
    told = (convicted & pl.col("of_convicted") & pl.col("of_date").is_not_null()).fill_null(False)
    return [
        pl.when(disputed & convicted).then(value).when(told).then(of).otherwise(name).alias(name)
        for name, value, of in (
            ("event_date", day, "of_date"),
            ("event_date_precision", precision.cast(PRECISION), "of_precision"),
        )
    ]
