"""Measures of a whole file, one value each: whether there is any, columns without a value, shares that cannot be read.

A number of rows is 1 where there are any, and a share is in whole percent, rounded up: all that is asked is whether it is
nothing and whether it is more than half, and what one file has in common with another is judged once.
"""

from collections.abc import Mapping

import polars as pl

from expectations.measures import convicted_in
from expectations.projections import Projection

REQUIRED = ("subject_id", "count_order", "event", "event_date", "charge_text", "disposition")
"""Columns without which no conviction can be decided on."""
WANTED = ("birth_date", "cii_number", "name", "case_number", "charge_level", "conviction_level", "sentence_place")
"""Columns without which some rules or papers have nothing to go by."""
CODED = ("event", "disposition")
"""Vocabularies without which no conviction can be found."""


def count_file(records: pl.LazyFrame, county: str) -> dict[str, int]:
    """What the measures of a whole file are made of: numbers of rows, by name.

    Args:
        records: ``relief.records.SCHEMA``.
        county: upper case, as in the records.
    """
    counts = {
        "records": pl.len(),
        "convictions in the county": convicted_in(county).sum(),
        "event_date unreadable": (pl.col("event_date_precision") == "unreadable").sum(),
        "event_date told": pl.col("event_date_precision").count(),
        **{f"{name} unlisted": (pl.col(name) == "unlisted").sum() for name in CODED},
        **{f"values of {name}": pl.col(name).count() for name in (*REQUIRED, *WANTED)},
    }
    file = records.select(value.cast(pl.Int64).alias(name) for name, value in counts.items()).collect(
        engine="streaming"
    )
    again = records.group_by("source_file").agg(again=pl.len() - pl.col("source_row").n_unique())
    repeated = again.collect(engine="streaming").select(pl.col("again").sum()).item()
    return {**{name: int(file[name].item() or 0) for name in counts}, "repeated row numbers": int(repeated or 0)}


def project_file(counts: Mapping[str, int]) -> list[Projection]:
    """Project every measure of the whole file, from ``count_file``."""
    total, here = counts["records"], ("event", "disposition", "county")
    unreadable = _percent(counts["event_date unreadable"], counts["event_date told"])
    found = [
        ("records", ("source_file",), total),
        ("convictions in the county", here, counts["convictions in the county"]),
        ("percent of event_date unreadable", ("event_date",), unreadable),
        *(
            (f"percent of {name} unlisted", (name,), _percent(counts[f"{name} unlisted"], counts[f"values of {name}"]))
            for name in CODED
        ),
        *((f"values of {name}", (name,), counts[f"values of {name}"]) for name in (*REQUIRED, *WANTED)),
        ("repeated row numbers", ("source_file", "source_row"), counts["repeated row numbers"]),
    ]
    return [_project(name, columns, value, total) for name, columns, value in found]


def _percent(part: int, told: int) -> int:
    """Of the rows that give a value at all."""
    return -(-100 * part // told) if told else 0


def _project(name: str, columns: tuple[str, ...], value: int, total: int) -> Projection:
    told = value if name.startswith("percent") else min(value, 1)
    return Projection(
        name=name, columns=columns, values=pl.DataFrame({"value": [told], "rows": [total]}), find=_find_all
    )


def _find_all(_: pl.Series) -> pl.Expr:
    """Where the file fails, every row does."""
    return pl.lit(value=True)
