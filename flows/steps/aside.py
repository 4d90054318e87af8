"""Rows set aside, where a run goes by an earlier one: those of the people who changed."""

from pathlib import Path

import polars as pl


def part_set_aside(
    now: pl.DataFrame, before: pl.DataFrame, moved: pl.Series, changed: Path
) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """What is set aside of those who changed, as they were and as they are, and all that could not be read; None where it is
    another than it was of anybody else.

    Args:
        now: ``relief.records.SET_ASIDE`` of everybody.
        before: of the earlier run.
        moved: ``flows.steps.differing.Differing.moved``.
        changed: records of those who changed, as they are.
    """
    if _names_nobody_new(now, before):
        return None  # whose rows stand beside such a one is not known here
    theirs = pl.scan_parquet(changed).select("source_row").collect()["source_row"]
    read, told = pl.col("step") == "read", ("source_row", "reason")
    theirs_now, went = pl.col("source_row").is_in(theirs.implode()), pl.col("moved").is_null()
    followed = before.with_columns(moved=moved.gather(before["source_row"].cast(pl.Int64) - 1))
    others = followed.filter(~went & ~read).select(pl.col("moved").cast(pl.UInt32).alias("source_row"), "reason")
    if not others.sort(told).equals(now.filter(~theirs_now & ~read).select(told).sort(told)):
        return None  # on another day
    return followed.filter(went | read).drop("moved"), now.filter(theirs_now | read)


def _names_nobody_new(now: pl.DataFrame, before: pl.DataFrame) -> bool:
    """Whether a row names nobody, or one of two people, whose person's rows did not before."""
    told = pl.col("reason").str.contains("subject id", literal=True)
    people = now.filter(told)["subject_id"].drop_nulls()
    return not people.is_in(before.filter(told)["subject_id"].drop_nulls().implode()).all()
