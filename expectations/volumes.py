"""Measures of a whole file, one value each: whether there is any, columns without a value, shares that cannot be read.

A number of rows is 1 where there are any, and a share is in whole percent, rounded up: all that is asked is whether it is
nothing and whether it is more than half, and what one file has in common with another is judged once.
"""

import polars as pl

from expectations.measures import convicted_in
from expectations.projections import Projection

REQUIRED = ("subject_id", "count_order", "event", "event_date", "charge_text", "disposition")
"""Columns without which no conviction can be decided on."""
WANTED = ("birth_date", "cii_number", "name", "case_number", "charge_level", "conviction_level", "sentence_place")
"""Columns without which some rules or papers have nothing to go by."""
CODED = ("event", "disposition")
"""Vocabularies without which no conviction can be found."""


def project_file(records: pl.LazyFrame, county: str) -> list[Projection]:
    """Project every measure of the whole file.

    Args:
        records: ``relief.records.SCHEMA``.
        county: upper case, as in the records.
    """
    measures = _measure(county)
    file = records.select(value.alias(name) for name, (_, value) in measures.items()).collect(engine="streaming")
    again = records.group_by("source_file").agg(again=pl.len() - pl.col("source_row").n_unique())
    repeated = again.collect(engine="streaming").select(pl.col("again").sum()).item()
    total = file["records"].item()
    found = [_project(name, columns, file[name].item(), total) for name, (columns, _) in measures.items()]
    return [*found, _project("repeated row numbers", ("source_file", "source_row"), repeated, total)]


def _measure(county: str) -> dict[str, tuple[tuple[str, ...], pl.Expr]]:
    unreadable = pl.col("event_date_precision") == "unreadable"
    here = ("event", "disposition", "county")
    return {
        "records": (("source_file",), pl.len()),
        "convictions in the county": (here, convicted_in(county).sum()),
        "percent of event_date unreadable": (("event_date",), _percent(unreadable)),
        **{f"percent of {name} unlisted": ((name,), _percent(pl.col(name) == "unlisted")) for name in CODED},
        **{f"values of {name}": ((name,), pl.col(name).count()) for name in (*REQUIRED, *WANTED)},
    }


def _percent(condition: pl.Expr) -> pl.Expr:
    """Of the rows that give a value at all."""
    return (condition.mean() * 100).ceil().fill_null(0)


def _project(name: str, columns: tuple[str, ...], value: float, total: int) -> Projection:
    told = int(value) if name.startswith("percent") else min(int(value), 1)
    return Projection(
        name=name, columns=columns, values=pl.DataFrame({"value": [told], "rows": [total]}), find=_find_all
    )


def _find_all(_: pl.Series) -> pl.Expr:
    """Where the file fails, every row does."""
    return pl.lit(value=True)
