"""The convictions of an export, each with what its own rows show: level, later changes, offense date, priors."""

import polars as pl

from relief.charges import CANNABIS_NUMBER, KIND
from relief.history import FINAL_DISPOSITIONS, LATEST, History, in_court, interval
from relief.records import LEVEL

_CARRIED = [
    "row", "person", "count", "count_number", "cycle", "court_event", "county", "charge_text", "cycle_date",
    "cycle_date_precision", "disposition",
]  # fmt: skip
_CONTRARY = [*(name for name in FINAL_DISPOSITIONS if name not in ("convicted", "transferred")), "unlisted"]
"""Beside a conviction these leave it in doubt; what the vocabulary does not know may be an order that ended it."""


def find_convictions(history: History) -> pl.DataFrame:
    """One row a conviction of anyone anywhere, in the export's order.

    A conviction is the first convicted row of a count; two charges under one count are two. Columns: the
    numbers of ``History.rows``, ``judgment`` with precision and interval, ``level``, the charge table's, and
    ``certain``: no row of the count shows another outcome, another day of conviction, or an unknown event.
    """
    convicted = history.rows.lazy().filter(in_court() & (pl.col("disposition") == "convicted"))
    first = _describe(convicted).unique(["count", "charge_text"], keep="first", maintain_order=True).collect()
    nameless = first.filter(pl.col("charge_text").is_null())
    if nameless.height:
        named = first.filter(pl.col("charge_text").is_not_null())
        repeated = nameless.join(named, on="count", how="semi")["row"]
        first = first.filter(~pl.col("row").is_in(repeated.implode()))
    sure = (pl.col("event") == "court action").fill_null(False)
    contrary = history.rows.lazy().filter(in_court() & (pl.col("disposition").is_in(_CONTRARY) | ~sure))
    twice = convicted.group_by("count").agg(days=pl.col("event_date").n_unique()).filter(pl.col("days") > 1)
    doubts = pl.concat([contrary.select("count"), twice.select("count")]).unique()
    doubtful = doubts.join(first.lazy(), on="count", how="semi").with_columns(certain=pl.lit(False))
    marked = first.lazy().join(doubtful, on="count", how="left", maintain_order="left")
    return _join_charges(marked.with_columns(pl.col("certain").fill_null(True)).collect(), history)


def find_unsettled(history: History, strays: pl.DataFrame) -> pl.DataFrame:
    """Counts anywhere whose disposition is blank or unlisted: not known not to be convictions.

    Columns as of ``find_convictions``; none is ``certain``. A change to a conviction that is printed apart from
    it (``relief.changes.find_strays``) is no count of its own.
    """
    court = history.rows.lazy().filter(in_court())
    open_counts = court.filter(~pl.col("disposition").is_in(FINAL_DISPOSITIONS).fill_null(False)).collect()
    final = (
        court.filter(pl.col("disposition").is_in(FINAL_DISPOSITIONS))
        .join(open_counts.lazy().select("count"), on="count", how="semi")
        .select("count")
    )
    unsettled = (
        open_counts.lazy()
        .join(final, on="count", how="anti")
        .join(strays.lazy().select("row"), on="row", how="anti")
        .sort(pl.col("charge_text").is_null(), "row")
    )
    first = _describe(unsettled).unique("count", keep="first", maintain_order=True)
    return _join_charges(first.with_columns(certain=pl.lit(False)).collect(), history)


def _describe(rows: pl.LazyFrame) -> pl.LazyFrame:
    return rows.select(*_CARRIED, *_judgment(), level=_level()).with_columns(*interval("judgment"))


def _join_charges(convictions: pl.DataFrame, history: History) -> pl.DataFrame:
    """Adds the charge table's columns; a conviction without any charge has an unreadable one."""
    joined = convictions.lazy().join(history.charges.lazy(), on="charge_text", how="left", maintain_order="left")
    return joined.with_columns(pl.col("kind").fill_null(pl.lit("unreadable", KIND))).collect().sort("row")


def _judgment() -> list[pl.Expr]:
    """The day of judgment: the court event's, else the disposition's."""
    event = pl.col("event_date").is_not_null()
    return [
        pl.when(event).then(f"event_date{suffix}").otherwise(f"disposition_date{suffix}").alias(f"judgment{suffix}")
        for suffix in ("", "_precision")
    ]


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
    """What was entered on a count after its conviction."""
    disposition = pl.col("disposition")
    seen = (
        later.lazy()
        .group_by("count")
        .agg(
            relieved_before=(disposition == "relieved under Proposition 64").any(),
            dismissed_under_1203_4=(disposition == "set aside under 1203.4").any(),
            reduced_before=(disposition == "reduced to misdemeanor").any(),
            sentence_changed=disposition.is_in(["sentence modified", "probation revoked"]).any(),
        )
    )
    joined = convictions.lazy().join(seen, on="count", how="left", maintain_order="left")
    return joined.with_columns(
        conviction_certain=pl.when("certain").then(True),
        level_at_judgment=pl.col("level"),
        level=_level_after(pl.col("reduced_before")),
    ).collect()


def find_current_levels(convictions: pl.DataFrame, reduced: pl.Series) -> pl.DataFrame:
    """``person``, ``row``, ``level`` and the interval of the judgment; the level as later reductions left it."""
    level = _level_after(pl.col("count").is_in(reduced.implode()))
    return convictions.select("person", "row", "judgment_lo", "judgment_hi", level=level)


def _level_after(reduced: pl.Expr) -> pl.Expr:
    """A felony that was reduced is a misdemeanor for all purposes."""
    felony = (pl.col("level") == "felony").fill_null(True)
    return pl.when(reduced & felony).then(pl.lit("misdemeanor", LEVEL)).otherwise(pl.col("level"))


def add_offense_date(convictions: pl.DataFrame, history: History) -> pl.DataFrame:
    """Question 1 of law.md section 9: no day of offense is printed, so the arrest's, else the judgment's.

    An arrest after the judgment is not the one that led to it.
    """
    arrests = (
        history.rows.lazy()
        .filter((pl.col("event") == "arrest") & pl.col("event_date").is_not_null())
        .join(convictions.lazy().select("cycle"), on="cycle", how="semi")
        .sort("event_date", "event_date_precision", "row")
        .unique("cycle", keep="first", maintain_order=True)
        .select("cycle", arrest="event_date", arrest_precision="event_date_precision")
    )
    joined = convictions.lazy().join(arrests, on="cycle", how="left", maintain_order="left")
    arrest, cycle = ((pl.col(day) <= pl.col("judgment_hi")).fill_null(False) for day in ("arrest", "cycle_date"))
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
    """Whether a plea offense stands beside a cannabis charge of its cycle, and whether a conspiracy names one.

    A charge of the cycle that cannot be read may be a cannabis charge.
    """
    pleas = convictions.lazy().filter(pl.col("kind") == "plea").select("cycle")
    kind = pl.col("kind")
    known = pl.when((kind == "eligible").any()).then(True).when((kind != "unreadable").all()).then(False)
    beside = (
        history.rows.lazy()
        .join(pleas, on="cycle", how="semi")
        .join(history.charges.lazy().select("charge_text", "kind"), on="charge_text")
        .group_by("cycle")
        .agg(cannabis_beside=known)
    )
    joined = convictions.lazy().join(beside, on="cycle", how="left", maintain_order="left").collect()
    target = _find_targets(joined.filter(pl.col("kind") == "conspiracy")["row"], history)
    return joined.with_columns(
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
        .filter(pl.col("text").str.contains(CANNABIS_NUMBER))
        .collect(engine="streaming")["row"]
    )


def add_priors(convictions: pl.DataFrame, everywhere: pl.DataFrame, priors: int) -> pl.DataFrame:
    """How many convictions of the same section there are, one a court event, attempts left out, and from when.

    ``priors`` is how many of them are enough. Adds ``others_same_section``, ``enough_same_section_by``,
    ``one_more_same_section_by`` and ``own_event_by`` (certain ones, by the last day they can be; LATEST: fewer); and
    ``possible_others_same_section``, ``enough_same_section_from``, ``one_more_same_section_from`` and
    ``own_event_from`` (those that may be: in doubt, or under a charge that cannot be read; by the first day).
    ``own_event`` is the conviction's own court event, which is no prior of it and none of the others; that of an
    attempt is not among them at all.
    """
    named = everywhere.lazy().filter((pl.col("kind") == "eligible") & ~pl.col("attempt"))
    unreadable = everywhere.lazy().filter(pl.col("kind") == "unreadable").drop("section")
    sections = convictions.lazy().select("person", "section").drop_nulls().unique()
    may_be = pl.concat([_same_section(named), _same_section(unreadable.join(sections, on="person"))])
    joined = convictions.lazy()
    for events, day, count, suffix in (
        (named.filter("certain"), "judgment_hi", "others_same_section", "by"),
        (may_be, "judgment_lo", "possible_others_same_section", "from"),
    ):
        joined = _join_events(joined, events.group_by(_EVENT).agg(day=pl.col(day).min()), count, suffix, priors)
    return joined.collect()


_EVENT = ["person", "section", "court_event"]


def _join_events(convictions: pl.LazyFrame, events: pl.LazyFrame, count: str, suffix: str, priors: int) -> pl.LazyFrame:
    """Adds ``count``, the days of the court event that makes enough and of the next, and of the conviction's own."""
    names = [f"enough_same_section_{suffix}", f"one_more_same_section_{suffix}", f"own_event_{suffix}"]
    ranked = [
        pl.col("day").get(k, null_on_oob=True).alias(name) for k, name in zip((priors - 1, priors), names, strict=False)
    ]
    grouped = events.sort("day").group_by("person", "section").agg(*ranked, pl.len().alias(count))
    joined = convictions.join(grouped, on=["person", "section"], how="left", maintain_order="left")
    own = events.select(*_EVENT, pl.col("day").alias(names[2]), pl.lit(1, pl.UInt32).alias("_own"))
    joined = joined.join(own, on=_EVENT, how="left", maintain_order="left")
    others = pl.col(count).fill_null(0) - pl.col("_own").fill_null(0)
    return joined.with_columns(pl.col(names).fill_null(LATEST), others.alias(count)).drop("_own")


def _same_section(convictions: pl.LazyFrame) -> pl.LazyFrame:
    return convictions.select("person", "section", "court_event", "judgment_lo", "judgment_hi")
