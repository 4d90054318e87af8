"""Whose the lines of a file are: stretches of lines of one person, as they stand in the file."""

from pathlib import Path

import polars as pl

RUNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,
    "rows": pl.UInt32,
    "subject_id": pl.String,
    "cii_number": pl.String,
}
"""``row`` is the first record's ``source_row`` and ``rows`` how many follow on it, itself included. Rows that are in no
stretch were set aside as they were read."""
FILE = "line_people.parquet"

_SAME = ["subject_id", "cii_number"]


class Runs:
    """The stretches of one reading of one file."""

    def __init__(self) -> None:
        self._parts: list[pl.DataFrame] = []

    def add(self, records: pl.DataFrame) -> None:
        """Take in a block of ``relief.records.SCHEMA``."""
        if records.height:
            self._parts.append(find_runs(records))

    def write(self, folder: Path) -> None:
        """Keep them."""
        merge_runs(pl.concat(self._parts or [pl.DataFrame(schema=RUNS)])).write_parquet(folder / FILE)


def merge_runs(runs: pl.DataFrame) -> pl.DataFrame:
    """``RUNS`` in the order of the file, none of which goes on in the next: the same rows give the same stretches."""
    goes_on = (pl.col("row") == pl.col("row").shift() + pl.col("rows").shift()) & _are_same()
    first = runs.select(begins=~goes_on.fill_null(value=False))["begins"]
    number = pl.Series("n", first).cum_sum()
    return (
        runs.with_columns(n=number)
        .group_by("n", maintain_order=True)
        .agg(pl.col("row").first(), pl.col("rows").sum().cast(pl.UInt32), pl.col(*_SAME).first())
        .select(list(RUNS))
    )


def _are_same() -> pl.Expr:
    return pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift()) for name in _SAME)


def find_runs(records: pl.DataFrame) -> pl.DataFrame:
    """``RUNS`` of rows in their order."""
    row = pl.col("source_row")
    goes_on = (row == row.shift() + 1) & _are_same()
    begins = records.select(begins=~goes_on.fill_null(value=False))["begins"].arg_true()
    first = records.select("source_row", *_SAME)[begins]
    ends = begins.shift(-1, fill_value=records.height)
    return first.select(
        row="source_row", rows=(ends - begins).cast(pl.UInt32), subject_id="subject_id", cii_number="cii_number"
    )


def move_runs(runs: pl.DataFrame, moved: pl.Series) -> pl.DataFrame:
    """Stretches where they are now; one that others' lines came into is cut into single rows.

    Args:
        runs: ``RUNS`` as it was.
        moved: of each earlier line, from 0, where it is now, from 0; all lines of the stretches are still there.
    """
    first, last = pl.col("row").cast(pl.Int64) - 1, pl.col("row").cast(pl.Int64) + pl.col("rows") - 2
    placed = runs.with_columns(
        now=moved.gather(runs.select(first).to_series()), end=moved.gather(runs.select(last).to_series())
    )
    whole = (pl.col("end") - pl.col("now") + 1) == pl.col("rows")
    torn = placed.filter(~whole).select("row", "rows", *_SAME)
    torn = torn.with_columns(at=pl.int_ranges(pl.col("row") - 1, pl.col("row") - 1 + pl.col("rows"))).explode("at")
    single = torn.with_columns(now=moved.gather(torn["at"]), rows=pl.lit(1, pl.UInt32))
    both = pl.concat([placed.filter(whole).select("now", "rows", *_SAME), single.select("now", "rows", *_SAME)])
    return both.select(
        row=(pl.col("now") + 1).cast(pl.UInt32), rows="rows", subject_id="subject_id", cii_number="cii_number"
    )
