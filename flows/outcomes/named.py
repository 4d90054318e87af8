"""The run in force by conviction: names, cases and courts, for matching and for papers; none of it is printed by itself."""

import polars as pl

from connectors import County
from flows.past import PastRun, find_in_force, list_former
from flows.workplace import Workplace
from relief import database


def read_named(past: PastRun, county: County) -> pl.DataFrame:
    """The determinations of a run with ``conviction`` (its name in the ledger), ``courthouse`` and ``agency``."""
    named = past.scan_ordered().collect()
    houses = county.court.on(past.as_of).houses(past.as_of)
    told = [
        pl.col(name).cast(pl.String).replace_strict(houses, default=None, return_dtype=pl.String)
        for name in ("ori", "court")
    ]
    if not houses:
        told = []
    return named.with_columns(
        conviction=database.name_convictions(named),
        courthouse=pl.coalesce(*told, pl.col("court").cast(pl.String), pl.lit("court not stated")),
        agency=pl.lit(county.prosecutor.on(past.as_of).name),
    )


def read_people(word: str, county: County, workplace: Workplace, convictions: pl.Series) -> pl.DataFrame:
    """As ``read_named``, the rows of these convictions, each from the newest run that has it; those in none are missing."""
    wanted = convictions.unique().to_frame("conviction")
    parts: list[pl.DataFrame] = []
    for past in (find_in_force(word, workplace), *list_former(word, workplace)):
        part = read_named(past, county).join(wanted, on="conviction", how="semi")
        wanted = wanted.join(part, on="conviction", how="anti")
        parts.append(part.with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String)))
        if wanted.is_empty():
            break
    return pl.concat(parts)
