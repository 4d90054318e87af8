"""What a person's whole history shows, every county's: strikes, registration, priors, the last conviction."""

import polars as pl

from relief.history import NEVER, History, interval
from relief.records import PRECISION


def describe_people(history: History, convictions: pl.DataFrame) -> pl.DataFrame:
    """One row a person.

    Args:
        history: all rows.
        convictions: as of ``relief.convictions.find_convictions``, with those that only may be convictions.

    Returns:
        ``person``; for each of ``strike`` and ``registration`` two days: ``*_certain_by``, by which one
        certainly had happened (NEVER: none certain), and ``*_possible_from``, before which none can
        have (NEVER: none at all); ``last_conviction_lo`` and ``_hi``; ``only_cannabis`` (null: not
        known of each); ``possible_convictions`` and those that are ``certain_convictions``; ``deceased``;
        ``two_identities`` (two CII numbers or two birth dates under one
        SUBJECT_ID); and the birth date.
    """
    dated = (
        convictions.lazy()
        .filter(pl.col("kind") != "sentencing")
        .pipe(_pair_with_gang)
        .with_columns(
            # What is not certain to be a conviction at all is a possible strike at the most.
            pl.when(pl.col("certain") | ~pl.col(name)).then(pl.col(name)).alias(name)
            for name in ("super_strike", "registrable")
        )
    )
    people = _summarize_convictions(dated)
    strikes = _first(dated.rename({"super_strike": "listed"}), "strike")
    registration = _first(pl.concat([_registrable(dated), _registered(history)]), "registration")
    joined = people.join(strikes, on="person", how="left").join(registration, on="person", how="left")
    joined = joined.join(_identify(history), on="person", how="left").join(_deceased(history), on="person", how="left")
    days = [f"{bar}_{day}" for bar in ("strike", "registration") for day in ("certain_by", "possible_from")]
    return joined.with_columns(pl.col(days).fill_null(NEVER), pl.col("deceased").fill_null(False)).collect()


def _pair_with_gang(convictions: pl.LazyFrame) -> pl.LazyFrame:
    """An offense that carries life beside a gang allegation is a super strike where one stands in its case."""
    alleged = convictions.filter(pl.col("gang_allegation").fill_null(True)).select(
        "court_event", _alleged=pl.when("certain").then("gang_allegation")
    )
    beside = alleged.group_by("court_event").agg(pl.col("_alleged").fill_null(False).any())
    # Beside one that is in doubt, or printed too shortly, it may be a strike.
    told = pl.when(pl.col("_alleged")).then(True).when(pl.col("_alleged").is_null()).then(False)
    joined = convictions.join(beside, on="court_event", how="left", maintain_order="left")
    return joined.with_columns(super_strike=pl.col("super_strike") | (pl.col("strike_with_gang") & told))


def _summarize_convictions(dated: pl.LazyFrame) -> pl.LazyFrame:
    return dated.group_by("person").agg(
        last_conviction_lo=pl.col("judgment_lo").filter("certain").max(),
        last_conviction_hi=pl.col("judgment_hi").max(),
        possible_convictions=pl.len(),
        certain_convictions=pl.col("certain").sum(),
        only_cannabis=pl.when(pl.col("certain") | pl.col("cannabis")).then("cannabis").all(ignore_nulls=False),
    )


def _first(listed: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """The two days of the first event that is ``listed`` (true: certainly, null: possibly)."""
    certain = pl.col("listed").fill_null(False)
    return (
        listed.filter(pl.col("listed").fill_null(True))
        .group_by("person")
        .agg(
            pl.col("judgment_hi").filter(certain).min().fill_null(NEVER).alias(f"{name}_certain_by"),
            pl.col("judgment_lo").min().alias(f"{name}_possible_from"),
        )
    )


def _registrable(dated: pl.LazyFrame) -> pl.LazyFrame:
    return dated.select("person", "judgment_lo", "judgment_hi", listed="registrable")


def _registered(history: History) -> pl.LazyFrame:
    """A registration step shows the duty from its day on, whatever county entered it."""
    steps = history.rows.lazy().filter(pl.col("event") == "registration")
    named = steps.join(history.charges.lazy(), on="charge_text", how="left")
    return named.select("person", *interval("event_date", start="judgment"), listed="registration")


def _identify(history: History) -> pl.LazyFrame:
    """The birth date that all rows agree on; where they do not, it is unknown and the identity in question."""
    day = pl.col("birth_date")
    told = history.rows.lazy().select("person", day, "birth_date_precision", cii=pl.col("cii_number").to_physical())
    one = (
        told.group_by("person")
        .agg(
            first=day.min(),
            last=day.max(),
            precision=pl.col("birth_date_precision").filter(day.is_not_null()).to_physical().max(),
            cii_differs=pl.col("cii").min() != pl.col("cii").max(),
        )
        .with_columns(birth_differs=(pl.col("first") != pl.col("last")).fill_null(False))
    )
    shared = told.drop_nulls("cii").select("person", "cii").unique().filter(pl.col("person").n_unique().over("cii") > 1)
    elsewhere = shared.select("person", cii_elsewhere=pl.lit(True)).unique()
    one = one.join(elsewhere, on="person", how="left")
    agreed = ~pl.col("birth_differs")
    return one.select(
        "person",
        birth_date=pl.when(agreed).then(pl.col("first")),
        birth_date_precision=pl.when(agreed).then(pl.col("precision").cat.to(PRECISION)),
        two_identities=pl.col("birth_differs")
        | pl.col("cii_differs").fill_null(False)
        | pl.col("cii_elsewhere").fill_null(False),
    )


def _deceased(history: History) -> pl.LazyFrame:
    steps = history.rows.lazy().filter(pl.col("event") == "deceased")
    return steps.select("person", deceased=pl.lit(True)).unique()
