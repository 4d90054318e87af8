"""The convictions of an export, each with what its own rows show: level, later changes, offense date, priors."""

import polars as pl

from relief.charges import CANNABIS_TOKEN
from relief.history import FINAL_DISPOSITIONS, LATEST, History, interval
from relief.records import LEVEL

_CARRIED = [
    "row", "person", "count", "count_number", "cycle", "court_event", "county", "charge_text", "cycle_date",
    "cycle_date_precision", "disposition",
]  # fmt: skip


def find_convictions(history: History) -> pl.DataFrame:
    """One row a conviction of anyone anywhere, in the export's order.

    A conviction is the first convicted row of a count; two charges under one count are two. Columns: the
    numbers of ``History.rows``, ``judgment`` with precision and interval, ``level``, and the charge table's.
    """
    convicted = history.rows.lazy().filter((pl.col("event") == "court action") & (pl.col("disposition") == "convicted"))
    first = _describe(convicted).unique(["count", "charge_text"], keep="first", maintain_order=True).collect()
    nameless = first.filter(pl.col("charge_text").is_null())
    if nameless.height:
        named = first.filter(pl.col("charge_text").is_not_null())
        repeated = nameless.join(named, on="count", how="semi")["row"]
        first = first.filter(~pl.col("row").is_in(repeated.implode()))
    return _join_charges(first, history)


def find_unsettled(history: History, county: str) -> pl.DataFrame:
    """Cannabis counts of the county whose disposition is blank or unlisted: not known not to be convictions.

    Columns as of ``find_convictions``.
    """
    cannabis = history.charges.lazy().filter(pl.col("kind") == "eligible").select("charge_text")
    court = history.rows.lazy().filter(pl.col("event") == "court action")
    counts = court.filter(pl.col("county") == county).join(cannabis, on="charge_text", how="semi")
    open_counts = counts.filter(~pl.col("disposition").is_in(FINAL_DISPOSITIONS).fill_null(False)).collect()
    final = (
        court.filter(pl.col("disposition").is_in(FINAL_DISPOSITIONS))
        .join(open_counts.lazy().select("count"), on="count", how="semi")
        .select("count")
    )
    unsettled = open_counts.lazy().join(final, on="count", how="anti")
    return _join_charges(_describe(unsettled).unique("count", keep="first", maintain_order=True).collect(), history)


def _describe(rows: pl.LazyFrame) -> pl.LazyFrame:
    return rows.select(*_CARRIED, *_judgment(), level=_level()).with_columns(*interval("judgment"))


def _join_charges(convictions: pl.DataFrame, history: History) -> pl.DataFrame:
    """Adds the charge table's columns; a conviction without any charge has an unreadable one."""
    joined = convictions.lazy().join(history.charges.lazy(), on="charge_text", how="left", maintain_order="left")
    return joined.with_columns(pl.col("kind").fill_null("unreadable")).sort("row").collect()


def _judgment() -> list[pl.Expr]:
    """The day of judgment: the court event's, else the disposition's."""
    event, chosen = pl.col("event_date").is_not_null(), []
    for suffix in ("", "_precision"):
        chosen.append(
            pl.when(event)
            .then(pl.col(f"event_date{suffix}"))
            .otherwise(pl.col(f"disposition_date{suffix}"))
            .alias(f"judgment{suffix}")
        )
    return chosen


def _level() -> pl.Expr:
    """Level of conviction where the court entered one, else the type of charge; null if neither says."""
    told = pl.coalesce("conviction_level", "charge_level")
    return pl.when(told.is_in(["felony", "misdemeanor", "infraction"])).then(told)


def add_court(convictions: pl.DataFrame, history: History) -> pl.DataFrame:
    """Adds ``agency``, the court as printed."""
    scan = pl.scan_parquet(history.records).with_row_index("row").select("row", "agency")
    found = scan.join(convictions.lazy().select("row"), on="row", how="semi").collect(engine="streaming")
    return convictions.join(found, on="row", how="left", maintain_order="left")


def add_later_dispositions(convictions: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """What was entered on a count after its conviction, and whether another outcome contradicts it."""
    disposition = pl.col("disposition")
    ended = [name for name in FINAL_DISPOSITIONS if name not in ("convicted", "transferred")]
    seen = (
        later.lazy()
        .group_by("count")
        .agg(
            relieved_before=(disposition == "relieved under Proposition 64").any(),
            dismissed_under_1203_4=(disposition == "set aside under 1203.4").any(),
            reduced_before=(disposition == "reduced to misdemeanor").any(),
            sentence_changed=disposition.is_in(["sentence modified", "probation revoked"]).any(),
            contradicted=disposition.is_in(ended).any(),
        )
    )
    joined = convictions.lazy().join(seen, on="count", how="left", maintain_order="left")
    return joined.with_columns(
        conviction_certain=pl.when((pl.col("disposition") == "convicted") & ~pl.col("contradicted")).then(True),
        level_at_judgment=pl.col("level"),
        level=pl.when(pl.col("reduced_before") & (pl.col("level") == "felony").fill_null(True))
        .then(pl.lit("misdemeanor", LEVEL))
        .otherwise(pl.col("level")),
    ).collect()


def add_offense_date(convictions: pl.DataFrame, history: History) -> pl.DataFrame:
    """Question 1 of law.md section 9: no day of offense is printed, so the arrest's, else the judgment's."""
    arrests = (
        history.rows.lazy()
        .filter((pl.col("event") == "arrest") & pl.col("event_date").is_not_null())
        .join(convictions.lazy().select("cycle"), on="cycle", how="semi")
        .sort("event_date", "row")
        .unique("cycle", keep="first", maintain_order=True)
        .select("cycle", arrest="event_date", arrest_precision="event_date_precision")
    )
    joined = convictions.lazy().join(arrests, on="cycle", how="left", maintain_order="left")
    arrest, cycle = pl.col("arrest").is_not_null(), pl.col("cycle_date").is_not_null()
    pick = [
        pl.when(arrest)
        .then(pl.col(f"arrest{suffix}"))
        .when(cycle)
        .then(pl.col(f"cycle_date{suffix}"))
        .otherwise(pl.col(f"judgment{suffix}"))
        .alias(f"offense{suffix}")
        for suffix in ("", "_precision")
    ]
    source = pl.when(arrest).then(pl.lit("arrest")).when(cycle).then(pl.lit("cycle")).otherwise(pl.lit("judgment"))
    return joined.with_columns(*pick, offense_date_source=source).drop("arrest", "arrest_precision").collect()


def add_companions(convictions: pl.DataFrame, history: History) -> pl.DataFrame:
    """Whether a plea offense stands beside a cannabis charge of its cycle, and whether a conspiracy names one."""
    pleas = convictions.lazy().filter(pl.col("kind") == "plea").select("cycle")
    beside = (
        history.rows.lazy()
        .join(pleas, on="cycle", how="semi")
        .join(history.charges.lazy().filter(pl.col("kind") == "eligible"), on="charge_text", how="semi")
        .select("cycle", cannabis_beside=pl.lit(True))
        .unique()
    )
    joined = convictions.lazy().join(beside, on="cycle", how="left", maintain_order="left").collect()
    target = _find_targets(joined.filter(pl.col("kind") == "conspiracy")["row"], history)
    return joined.with_columns(
        pl.col("cannabis_beside").fill_null(False),
        cannabis_target=pl.col("row").is_in(target.implode()),
    )


def _find_targets(rows: pl.Series, history: History) -> pl.Series:
    """Which of the conspiracy rows name a cannabis section in their charge or comment."""
    if rows.is_empty():
        return rows
    text = pl.concat_str(pl.col("charge_text").fill_null(""), pl.lit(" "), pl.col("comment").fill_null(""))
    return (
        pl.scan_parquet(history.records)
        .with_row_index("row")
        .select("row", text=text)
        .filter(pl.col("row").is_in(rows.implode()))
        .filter(pl.col("text").str.contains(CANNABIS_TOKEN))
        .collect(engine="streaming")["row"]
    )


def add_priors(convictions: pl.DataFrame, everywhere: pl.DataFrame) -> pl.DataFrame:
    """The day by which a second conviction of the same section had been entered, one a court event, attempts left out."""
    same = (
        everywhere.lazy()
        .filter((pl.col("kind") == "eligible") & ~pl.col("attempt"))
        .unique(["person", "section", "court_event"], keep="first", maintain_order=True)
        .group_by("person", "section")
        .agg(
            convictions_same_section=pl.len(),
            second_same_section_by=pl.col("judgment_hi").bottom_k(2).max(),
            second_same_section_from=pl.col("judgment_lo").bottom_k(2).max(),
        )
    )
    joined = convictions.lazy().join(same, on=["person", "section"], how="left", maintain_order="left")
    alone = pl.col("convictions_same_section").fill_null(0) < 2
    return joined.with_columns(
        pl.col("convictions_same_section").fill_null(0),
        *(
            pl.when(alone).then(pl.lit(LATEST)).otherwise(pl.col(name)).alias(name)
            for name in ("second_same_section_by", "second_same_section_from")
        ),
    ).collect()
