"""The measure ``copy``: 1 for a record, 2 and on for the later ones equal to it in all but file and row.

Two rows that differ only in columns which are not kept are equal here too: nothing decided on them
could differ. A hash of a few telling columns finds the few that may be equal; those are compared in
every column, by a hash of 128 bits.
"""

import polars as pl

from expectations.projections import Projection
from relief.records import SCHEMA

_SOURCE = ("source_file", "source_row")
_COMPARED = tuple(name for name in SCHEMA if name not in _SOURCE)
_TELLING = (
    "subject_id",
    "count_order",
    "event_date",
    "charge_text",
    "disposition",
    "sentence_place",
    "sentence_length",
    "sentence_unit",
)


def project_copies(records: pl.LazyFrame) -> Projection:
    """Project ``copy``; which record is the first is decided by file name and row, not by the order of reading.

    Args:
        records: ``relief.records.SCHEMA`` and ``row``.
    """
    suspects, total = _suspect(records)
    copies = _number(records, suspects)
    later = copies.filter(pl.col("copy") > 1).group_by(value="copy").agg(rows=pl.len()).sort("value")
    once = pl.DataFrame({"value": [1], "rows": [total - later["rows"].sum()]}, schema=later.schema)

    def find(failing: pl.Series) -> pl.Expr:
        return pl.col("row").is_in(copies.filter(pl.col("copy").is_in(failing.implode()))["row"].implode())

    return Projection(name="copy", columns=_COMPARED, values=once.vstack(later), find=find)


def _suspect(records: pl.LazyFrame) -> tuple[pl.Series, int]:
    """``row`` of the records that have the telling columns in common with another, and how many records there are."""
    prints = records.select("row", telling=pl.struct(_TELLING).hash()).collect(engine="streaming")
    if prints["telling"].n_unique() == prints.height:
        return prints["row"].clear(), prints.height
    return prints["row"].filter(prints["telling"].is_duplicated()), prints.height


def _number(records: pl.LazyFrame, suspects: pl.Series) -> pl.DataFrame:
    """``row`` and ``copy`` of the records that may have an equal."""
    record = pl.struct(_COMPARED)
    prints = records.filter(pl.col("row").is_in(suspects.implode())).select(
        "row", *_SOURCE, one=record.hash(seed=1), two=record.hash(seed=2)
    )
    ordered = prints.collect(engine="streaming").sort(_SOURCE)
    return ordered.select("row", copy=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("one", "two"))
