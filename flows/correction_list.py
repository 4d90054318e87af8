"""Corrections in force beside what became of them in the run in force."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from flows.corrected import read_corrected
from flows.decisions import read_corrections
from flows.past import find_in_force
from flows.workplace import Workplace
from relief.correctable import FIELDS, show
from relief.correcting import PLACE

WAITING = "waits for the next run"
LISTED = [*PLACE, "field", "shown", "becomes", "state", "reason", "evidence", "author", "day", "record"]


def list_corrections(word: str, workplace: Workplace) -> pl.DataFrame:
    """Columns ``LISTED``: one row a correction in force, at the first row that it is about; what is private masked."""
    past = find_in_force(word, workplace)
    standing = read_corrections(word, workplace)
    same = ["record", "field", "read", "becomes", "day"]
    known = read_corrected(past).select(*same, "state", *PLACE).unique(["record", "field"], keep="first")
    joined = standing.join(known, on=same, how="left", nulls_equal=True)
    masked = [show(FIELDS[name], text) for name, text in joined.select("field", "becomes").iter_rows()]
    listed = joined.with_columns(
        pl.Series("becomes", masked, dtype=pl.String), state=pl.col("state").fill_null(WAITING)
    )
    return listed.select(LISTED).sort(*PLACE, "field", "record", nulls_last=True)


def tell(each: Mapping[str, Any]) -> str:
    """One correction, in words."""
    place = f"{each['source_file']} row {each['source_row']}" if each["source_file"] else f"record {each['record']}"
    change = f"{FIELDS[each['field']].what}: {each['shown']}, corrected to {each['becomes']}"
    return f"\n{place}: {change}\n    {each['state']}; {each['evidence']}, {each['author']}, {each['day']}: {each['reason']}"
