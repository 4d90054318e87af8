"""What other records of the same count say of its case: another number, and the day of the sentence."""

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

_PLACE = ["source_file", "source_row"]


def find_alternatives(records: Path, matched: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """``case_number_alt`` and ``sentence_date`` of convictions.

    Args:
        records: the run's.
        matched: ``relief.uniting.CHANGED``.
        named: source_file, source_row and case_number of the convictions in question.

    Returns:
        source_file, source_row, ``case_number_alt`` (numbers that other records of the count give its case, "; " between
        several, null for none) and ``sentence_date`` (day of the disposition that tells of the sentence, where it is known and
        later than the judgment).
    """
    every = pl.scan_parquet(records).with_row_index("row").select(
        "row", *_PLACE, "case_number", "sentence_place", "disposition_date", "event_date",
        exact=pl.col("disposition_date_precision").cast(pl.String) == "day",
    )  # fmt: skip
    counted = every.join(matched.lazy().select("row", "count_row"), on="row", how="left").with_columns(
        of=pl.coalesce("count_row", "row")
    )
    mine = counted.join(named.lazy().select(_PLACE), on=_PLACE, how="semi").collect()
    sentenced = (
        pl.col("sentence_place").is_not_null() & pl.col("exact") & (pl.col("disposition_date") > pl.col("event_date"))
    )
    days = mine.select(*_PLACE, "of", sentence_date=pl.when(sentenced).then("disposition_date"))
    others = counted.join(mine.lazy().select("of").unique(), on="of").drop_nulls("case_number").collect()
    told = named.select(*_PLACE, "case_number").join(days, on=_PLACE, how="left", maintain_order="left")
    numbers = others.group_by("of", maintain_order=True).agg(numbers=pl.col("case_number").str.strip_chars().unique())
    joined = told.join(numbers, on="of", how="left", maintain_order="left")
    alternatives = [_join_others(row["case_number"], row["numbers"] or ()) for row in joined.iter_rows(named=True)]
    return joined.select(*_PLACE, "sentence_date", case_number_alt=pl.Series(alternatives, dtype=pl.String))


def _join_others(number: str | None, others: Sequence[str]) -> str | None:
    """Those that are not the same number spelled otherwise, each once."""
    same = {_squeeze(number or "")}
    found = []
    for other in sorted(others):
        if (key := _squeeze(other)) and key not in same:
            same.add(key)
            found.append(other)
    return "; ".join(found) or None


def _squeeze(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())
