"""What the sources say of the same convictions: which only one has, on what they disagree, and what follows meanwhile."""

import polars as pl

from relief.errors import UserError

STANDING = pl.Enum(["in both and agreeing", "in both and disagreeing", "in one source only"])

RECONCILIATION: dict[str, pl.DataType | type[pl.DataType]] = {
    "standing": STANDING,
    "source": pl.String,
    "source_file": pl.String,
    "source_row": pl.UInt32,
    "other_source": pl.String,
    "other_file": pl.String,
    "other_row": pl.UInt32,
    "disagreement": pl.String,
    "meanwhile": pl.String,
}
"""One row a conviction of the county and each further source that has it; ``other_*`` null where none has.
``disagreement`` names fields, "; " between them, never values."""

DISPUTES = ("level", "section", "disposition", "date")
_MEANWHILE = {
    "level": "the level is unknown, so an attorney decides wherever it could change the answer",
    "section": "the charge is unknown, so an attorney decides",
    "disposition": "the disposition is in doubt, so an attorney decides",
    "date": "the day is known only as far as the sources agree; an attorney decides wherever it could change the answer",
}


def compare_counts(counts: pl.DataFrame) -> pl.DataFrame:
    """Counts with the one they are: adds the other's ``row_of``, ``source_of`` and a column for each of ``DISPUTES``.

    A source that does not say disagrees with nobody, and a section without a subdivision with none of its own.
    """
    told = ["level", "code_section", "disposition", "day", "precision", "source"]
    first = counts.filter(pl.col("row") == pl.col("count_row")).select(
        pl.col("row").alias("count_row"), *(pl.col(n).alias(f"{n}_of") for n in told)
    )
    both = counts.filter(pl.col("row") != pl.col("count_row")).join(first, on="count_row")
    section, of = pl.col("code_section"), pl.col("code_section_of")
    return both.with_columns(
        level=_differ("level"),
        section=(~(section.str.starts_with(of) | of.str.starts_with(section))).fill_null(False),
        disposition=_differ("disposition"),
        date=_dates_differ(),
    )


def _differ(name: str) -> pl.Expr:
    return (pl.col(name) != pl.col(f"{name}_of")).fill_null(False)


def _dates_differ() -> pl.Expr:
    """Compared as far as the less exact of the two goes."""
    one, of = pl.col("day"), pl.col("day_of")
    either = [pl.col("precision").eq(word) | pl.col("precision_of").eq(word) for word in ("year", "month")]
    years, months = one.dt.year() != of.dt.year(), one.dt.month() != of.dt.month()
    return pl.when(either[0]).then(years).when(either[1]).then(years | months).otherwise(one != of).fill_null(False)


def reconcile(counts: pl.DataFrame, places: pl.LazyFrame, county: str) -> pl.DataFrame:
    """The convictions of ``county``, both ways; columns ``RECONCILIATION``.

    Args:
        counts: ``relief.matching.counts.COUNTS``.
        places: ``row``, ``source_file`` and ``source_row`` of every record.
        county: DOJ's name of it, upper case.

    Raises:
        UserError: a conviction is missing from the report, or in it twice.
    """
    here = counts.filter(pl.col("county") == county)
    convicted = here.filter(pl.col("disposition") == "convicted")["count_row"].unique()
    ours = here.filter(pl.col("count_row").is_in(convicted.implode()))
    compared = compare_counts(ours).select("row", "count_row", "source", *DISPUTES)
    alone = ours.filter(pl.len().over("count_row") == 1)
    report = pl.concat([_report_both(compared), _report_alone(alone)])
    told = compared["count_row"].n_unique() + alone.height
    if told != ours["count_row"].n_unique() or ours.height != told + compared.height:
        raise UserError("the reconciliation does not add up: counts are missing from it or told twice")
    return _place(report, ours, places)


def _report_both(compared: pl.DataFrame) -> pl.DataFrame:
    named = [pl.when(name).then(pl.lit(name)) for name in DISPUTES]
    said = [pl.when(name).then(pl.lit(_MEANWHILE[name])) for name in DISPUTES]
    return compared.select(
        row="count_row",
        other="row",
        disagreement=pl.concat_list(named).list.drop_nulls().list.join("; "),
        meanwhile=pl.concat_list(said).list.drop_nulls().list.join("; "),
    ).with_columns(
        standing=pl.when(pl.col("disagreement") == "").then(pl.lit(STANDING.categories[0])).otherwise(pl.lit(STANDING.categories[1])),
        meanwhile=pl.when(pl.col("disagreement") == "").then(pl.lit("it is decided once")).otherwise("meanwhile"),
    )  # fmt: skip


def _report_alone(alone: pl.DataFrame) -> pl.DataFrame:
    return alone.select(
        "row",
        other=pl.lit(None, pl.UInt32),
        disagreement=pl.lit(""),
        meanwhile=pl.lit("it is decided on this source's record alone"),
        standing=pl.lit(STANDING.categories[2]),
    )


def _place(report: pl.DataFrame, counts: pl.DataFrame, places: pl.LazyFrame) -> pl.DataFrame:
    wanted = counts.select("row", "source").lazy().join(places, on="row").collect()
    found = report.join(wanted, on="row")
    other = wanted.rename({"source": "other_source", "source_file": "other_file", "source_row": "other_row"})
    joined = found.join(other, left_on="other", right_on="row", how="left").sort("row", "other")
    return joined.select(pl.col(name).cast(dtype) for name, dtype in RECONCILIATION.items())
