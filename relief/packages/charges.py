"""Every charge of a case, whichever source tells of it: what a case is whole by."""

from pathlib import Path

import polars as pl

_PLACE = ["source_file", "source_row"]


def list_charges(records: Path, matched: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """``subject_id``, ``case_number`` and ``count`` of every charge that courts tell of, of the people of some rows.

    A source knows people by a number of its own: a charge of somebody who was found to be one of ``named``'s people is
    under ``named``'s number, and one that was found to be a count of another source has that count's number.

    Args:
        records: the run's.
        matched: ``relief.uniting.CHANGED``.
        named: source_file and source_row of the convictions in question.

    Returns:
        One row a charge and number of a person; ``count`` is null where the charge bears no number of a count.
    """
    order = pl.col("count_order")
    every = pl.scan_parquet(records).with_row_index("row").select(
        "row", *_PLACE, "subject_id", "case_number", charged=pl.col("event").cast(pl.String) == "court action",
        count=pl.when(order.str.len_bytes() == 12).then(order.str.slice(6, 3).cast(pl.Int64, strict=False)),
    )  # fmt: skip
    persons = every.select(person_row="row", united="subject_id")
    counts = every.select(count_row="row", counted="count")
    told = (
        every.join(matched.lazy().select("row", "person_row", "count_row"), on="row", how="left")
        .join(persons, on="person_row", how="left")
        .with_columns(person=pl.coalesce("united", "subject_id"))
    )
    asked = (
        told.join(named.lazy().select(_PLACE), on=_PLACE, how="semi").select("person", "subject_id").unique().collect()
    )
    # A county may have millions of charges: those of others are never held.
    charges = (
        told.filter("charged")
        .drop("subject_id")
        .join(asked.lazy(), on="person")
        .join(counts, on="count_row", how="left")
    )
    return charges.select("subject_id", "case_number", count=pl.coalesce("counted", "count")).collect()
