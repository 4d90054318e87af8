"""The same count in the files of several sources: found by person, court, case number and section, decided once."""

import polars as pl

from relief.charges import classify_charges
from relief.history import FINAL_DISPOSITIONS, in_court
from relief.matching.identities import name_case
from relief.matching.links import PERSON_KEYED
from relief.rules.terms import Terms

COUNTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,
    "source": pl.String,
    "person": pl.UInt32,
    "count_row": pl.UInt32,
    "county": pl.String,
    "case": pl.String,
    "code_section": pl.String,
    "level": pl.String,
    "disposition": pl.String,
    "day": pl.Date,
    "precision": pl.String,
}
"""One row a count of one source: ``row`` its first record, ``count_row`` the first record of the count that it is
(its own, if no other source has it before), and what the source says of it."""

_KEY = ["person", "case", "base"]


def find_counts(scan: pl.LazyFrame, persons: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Every count of a court with a disposition, paired across sources; columns ``COUNTS``.

    Where a case has several counts of one section, the first of one source is paired with the first of the other,
    in the order of subdivision, day and count number.

    Args:
        scan: ``relief.records.SCHEMA`` with ``source`` and ``row``.
        persons: as of ``relief.matching.persons.unite_subjects``.
        terms: by which charges are classified.
    """
    known = scan.filter(in_court() & pl.col("disposition").is_in(FINAL_DISPOSITIONS)).join(
        persons.lazy().select("source", "subject_id", "person"), on=["source", "subject_id"]
    )
    told = known.sort("row").select(*_describe(), "count_order", "subject_id", charge="charge_text")
    order = pl.coalesce("count_order", pl.concat_str(pl.lit("row "), "row"))
    first = told.unique(["source", "subject_id", "charge", order], keep="first", maintain_order=True).collect()
    return _pair(_add_sections(first, terms)).select(pl.col(name).cast(dtype) for name, dtype in COUNTS.items())


def _describe() -> list[pl.Expr]:
    event = pl.col("event_date").is_not_null()
    level = pl.coalesce("conviction_level", "charge_level").cast(pl.String)
    return [
        *(pl.col(name) for name in ("row", "source", "person", "county")),
        name_case().alias("case"),
        pl.col("disposition").cast(pl.String),
        pl.when(level.is_in(["felony", "misdemeanor", "infraction"])).then(level).alias("level"),
        pl.when(event).then("event_date").otherwise("disposition_date").alias("day"),
        pl.when(event)
        .then("event_date_precision")
        .otherwise("disposition_date_precision")
        .cast(pl.String)
        .alias("precision"),
    ]


def _add_sections(counts: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Adds ``code_section``, and ``base``, the section without its subdivisions, or the charge as printed."""
    charges = classify_charges(sorted(counts["charge"].drop_nulls().unique()), terms)
    named = charges.select(
        charge=pl.col("charge_text").cast(pl.String), code_section=pl.col("code_section").cast(pl.String)
    )
    joined = counts.join(named, on="charge", how="left", maintain_order="left")
    return joined.with_columns(base=pl.coalesce(pl.col("code_section").str.replace(r"\(.*$", ""), "charge"))


def _pair(counts: pl.DataFrame) -> pl.DataFrame:
    """Adds ``count_row``: of the sources in which the count stands, the fingerprinted one's record, else the first's."""
    keyed = pl.all_horizontal(pl.col(name).is_not_null() for name in _KEY)
    ordered = counts.sort(
        ~pl.col("source").is_in(PERSON_KEYED), "source", "code_section", "day", "count_order", "row", nulls_last=True
    )
    nth = ordered.with_columns(nth=pl.int_range(pl.len()).over(*_KEY, "source"))
    first = pl.col("row").first().over(*_KEY, "nth")
    return nth.with_columns(count_row=pl.when(keyed).then(first).otherwise("row")).sort("row")
