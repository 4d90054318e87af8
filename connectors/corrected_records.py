"""Canonical records with corrections in place, row group by row group; what was read is kept beside them."""

import os
from pathlib import Path

import polars as pl

from connectors.records_file import Records
from relief.correctable import FIELDS, columns
from relief.correcting import PLACE, State, judge
from relief.records import SCHEMA


def correct_records(records: Path, corrections: pl.DataFrame) -> pl.DataFrame:
    """Put corrections in place in the file of records; rows stay as many and in their order.

    Args:
        records: Parquet, ``relief.records.SCHEMA``; replaced if anything is corrected.
        corrections: ``relief.correcting.CORRECTIONS``.

    Returns:
        ``relief.correcting.CORRECTED``.
    """
    corrected = judge(pl.scan_parquet(records), corrections)
    applied = corrected.filter(pl.col("state") == State.APPLIED)
    if applied.height:
        partial = records.with_name(f".{records.name}.corrected")
        _write(records, partial, applied.select(*PLACE, "field", text="becomes"))
        os.replace(partial, records)
    return corrected


def restore(rows: pl.DataFrame, corrected: pl.DataFrame) -> pl.DataFrame:
    """Records as they were read, from corrected ones and what became of the corrections."""
    applied = corrected.filter(pl.col("state") == State.APPLIED)
    return _put(rows, applied.select(*PLACE, "field", text="was"))


def _write(records: Path, out: Path, changes: pl.DataFrame) -> None:
    import pyarrow.parquet as pq

    file = pq.ParquetFile(records)
    with Records(out) as writer:
        for group in range(file.num_row_groups):
            block = pl.DataFrame(file.read_row_group(group)).cast(dict(SCHEMA))  # type: ignore[arg-type]  # names are columns
            writer.write(_put(block, changes))
        if writer.rows != file.metadata.num_rows:
            raise RuntimeError("rows corrected are not the rows read")


def _put(rows: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """``changes``: columns of ``PLACE``, ``field`` and ``text``, at most one of each place and field."""
    for (name,), mine in changes.group_by("field", maintain_order=True):
        made = columns(FIELDS[str(name)], mine["text"])
        told = mine.select(*PLACE, **{f"_{column}": series for column, series in made.items()}, _is=pl.lit(value=True))
        joined = rows.join(told, on=PLACE, how="left", maintain_order="left")
        rows = joined.with_columns(
            pl.when("_is").then(f"_{column}").otherwise(column).alias(column) for column in made
        ).select(rows.columns)
    return rows
