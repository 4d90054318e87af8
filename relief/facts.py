"""What is true of each conviction in the county, computed for all at once.

Every fact is a column. A boolean fact is true, false or null, and null means unknown: the record does
not say, or says it with less precision than the question needs. Rules combine facts by Kleene logic,
so an unknown reaches the outcome wherever it could change it.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from relief.charges import CANNABIS_TOKEN
from relief.history import FINAL_DISPOSITIONS, LATEST, History, interval
from relief.intervals import has_reached, is_after, is_before, years_before
from relief.people import describe_people
from relief.rules.terms import Terms
from relief.sentences import add_sentence_end


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts of one county's convictions, and how every row of the export was used."""

    convictions: pl.DataFrame
    """One row a conviction in the county: identity, the columns of the charge table, and every fact below."""
    all_convictions: pl.DataFrame
    """One row a conviction of anyone anywhere, columns of the history's rows with ``judgment`` and ``level``."""
    use: pl.DataFrame
    """Columns ``use`` and ``rows``: every row once, by what it was to the decision."""


def find_facts(history: History, *, county: str, terms: Terms, as_of: date) -> Facts:
    """The facts of every conviction that a court of ``county`` entered.

    Args:
        history: whole histories, every county's.
        county: DOJ's name of the county, upper case.
        terms: the rule set's numbers and lists.
        as_of: the day on which sentences run and ages are told.
    """
    court = history.rows.lazy().filter(pl.col("event") == "court action")
    everywhere = _convictions(court).collect()
    local = everywhere.lazy().filter(pl.col("county").cast(pl.String) == county)
    unsettled = _unsettled(court, county).collect()
    convictions = pl.concat([local.with_columns(conviction_certain=pl.lit(True)).collect(), unsettled])
    later = court.join(convictions.lazy().select("count"), on="count", how="semi").collect()
    people = describe_people(history, everywhere)
    described = (
        convictions.pipe(_add_identity, history)
        .pipe(_add_later_dispositions, later)
        .pipe(_add_offense_date, history)
        .pipe(add_sentence_end, later, terms)
        .join(people, on="person", how="left", maintain_order="left")
        .pipe(_add_companions, history)
        .pipe(_add_priors, everywhere)
        .with_columns(pl.col("person").is_in(history.incomplete.implode()).alias("history_incomplete"))
    )
    return Facts(
        convictions=described.with_columns(*interval("judgment"), *interval("offense"), *interval("birth_date", start="birth"))
        .with_columns(*_derive(terms, as_of))
        .sort("row"),
        all_convictions=everywhere.with_columns(*interval("judgment")),
        use=_count_uses(history, everywhere, convictions),
    )


def _convictions(court: pl.LazyFrame) -> pl.LazyFrame:
    """One row a conviction: the first convicted row of a count; two charges under one count are two."""
    convicted = court.filter(pl.col("disposition") == "convicted").with_columns(*_judgment(), level=_level())
    first = convicted.unique(["count", "charge_text"], keep="first", maintain_order=True)
    named = first.filter(pl.col("charge_text").is_not_null())
    nameless = first.filter(pl.col("charge_text").is_null()).join(named.select("count"), on="count", how="anti")
    return pl.concat([named, nameless]).sort("row")


def _unsettled(court: pl.LazyFrame, county: str) -> pl.LazyFrame:
    """Cannabis counts of the county whose disposition is blank or unlisted: not known not to be convictions."""
    final = court.filter(pl.col("disposition").is_in(FINAL_DISPOSITIONS)).select("count")
    counts = court.filter(
        (pl.col("county").cast(pl.String) == county) & (pl.col("kind") == "eligible").fill_null(False)
    ).join(final, on="count", how="anti")
    one = counts.unique("count", keep="first", maintain_order=True).with_columns(*_judgment(), level=_level())
    return one.with_columns(conviction_certain=pl.lit(None, pl.Boolean))


def _judgment() -> list[pl.Expr]:
    """The day of judgment: the court event's, else the disposition's."""
    event, chosen = pl.col("event_date").is_not_null(), []
    for suffix in ("", "_precision"):
        chosen.append(
            pl.when(event).then(pl.col(f"event_date{suffix}")).otherwise(pl.col(f"disposition_date{suffix}")).alias(f"judgment{suffix}")
        )
    return chosen


def _level() -> pl.Expr:
    """Level of conviction where the court entered one, else the type of charge; null if neither says."""
    entered = pl.col("conviction_level")
    told = pl.when(entered.is_not_null()).then(entered).otherwise(pl.col("charge_level")).cast(pl.String)
    return pl.when(told.is_in(["felony", "misdemeanor", "infraction"])).then(told)


def _add_later_dispositions(convictions: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """What was entered on a count after its conviction, and whether another outcome contradicts it."""
    disposition = pl.col("disposition").cast(pl.String)
    ended = [name for name in FINAL_DISPOSITIONS if name not in ("convicted", "transferred")]
    seen = later.lazy().group_by("count").agg(
        relieved_before=(disposition == "relieved under Proposition 64").any(),
        dismissed_under_1203_4=(disposition == "set aside under 1203.4").any(),
        reduced_before=(disposition == "reduced to misdemeanor").any(),
        sentence_changed=disposition.is_in(["sentence modified", "probation revoked"]).any(),
        contradicted=disposition.is_in(ended).any(),
    )
    joined = convictions.lazy().join(seen, on="count", how="left", maintain_order="left")
    return joined.with_columns(
        conviction_certain=pl.when(pl.col("contradicted")).then(None).otherwise(pl.col("conviction_certain")),
        level_at_judgment=pl.col("level"),
        level=pl.when(pl.col("reduced_before") & (pl.col("level") == "felony").fill_null(True))
        .then(pl.lit("misdemeanor"))
        .otherwise(pl.col("level")),
    ).collect()


def _add_offense_date(convictions: pl.DataFrame, history: History) -> pl.DataFrame:
    """Question 1 of law.md section 9: no day of offense is printed, so the arrest's, else the judgment's."""
    arrests = (
        history.rows.lazy()
        .filter((pl.col("event") == "arrest") & pl.col("event_date").is_not_null())
        .join(convictions.lazy().select(pl.col("cycle").unique()), on="cycle", how="semi")
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


def _add_companions(convictions: pl.DataFrame, history: History) -> pl.DataFrame:
    """Whether a plea offense stands beside a cannabis charge of its cycle, and whether a conspiracy names one."""
    pleas = convictions.lazy().filter(pl.col("kind") == "plea").select("cycle")
    beside = (
        history.rows.lazy()
        .filter(pl.col("kind") == "eligible")
        .join(pleas, on="cycle", how="semi")
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


def _add_identity(convictions: pl.DataFrame, history: History) -> pl.DataFrame:
    """What papers print, read only for the rows that are determined."""
    printed = ["name", "agency", "ori", "case_number", "disposition_text"]
    rows = convictions.lazy().select("row")
    scan = pl.scan_parquet(history.records).with_row_index("row").select("row", *printed)
    found = scan.join(rows, on="row", how="semi").collect(engine="streaming")
    return convictions.join(found, on="row", how="left", maintain_order="left")


def _add_priors(convictions: pl.DataFrame, everywhere: pl.DataFrame) -> pl.DataFrame:
    """The day by which a second conviction of the same section had been entered, one a court event, attempts left out."""
    same = (
        everywhere.lazy()
        .filter((pl.col("kind") == "eligible") & ~pl.col("attempt"))
        .with_columns(*interval("judgment"))
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


def _derive(terms: Terms, as_of: date) -> list[pl.Expr]:
    """The facts that rules ask for, by the names that rules use."""
    effective, kind, level = terms.day("effective"), pl.col("kind").cast(pl.String), pl.col("level")
    known = kind != "unreadable"
    offense = pl.col("offense_lo"), pl.col("offense_hi")
    judgment = pl.col("judgment_lo"), pl.col("judgment_hi")
    birth = pl.col("birth_lo"), pl.col("birth_hi")
    section, letter = pl.col("section"), pl.col("letter")
    minor = ((section == "11357") & letter.is_in(["a", "b"])) | ((section == "11360") & (letter == "b"))
    return [
        _scope(kind).alias("in_scope"),
        *(pl.when(known).then(kind == name).alias(name.replace(" ", "_")) for name in ("untouched", "before 1973", "conspiracy", "plea")),
        (~is_before(*judgment, effective)).alias("convicted_after_effective"),
        is_before(*offense, effective).alias("offense_before_effective"),
        (pl.col("agency").str.contains("CAJV|JUVENILE").fill_null(False)).alias("juvenile_court"),
        has_reached(*birth, terms.number("adult_age"), *offense).alias("adult_at_offense"),
        has_reached(*birth, terms.number("legal_age"), *offense).alias("of_legal_age_at_offense"),
        has_reached(*birth, 21, *judgment).not_().alias("under_21_at_conviction"),
        (level == "felony").alias("is_felony"),
        (level == "infraction").alias("is_infraction"),
        pl.when(known).then(minor).alias("minor_section"),
        pl.when(known).then((section == "11357") & ~letter.is_in(["a", "b"])).alias("subdivision_in_question"),
        *_bars(offense),
        is_after(pl.col("sentence_end_lo"), pl.col("sentence_end_hi"), as_of).alias("serving"),
        _destruction_due(terms, as_of).alias("destruction_due"),
    ]


def _scope(kind: pl.Expr) -> pl.Expr:
    """In scope: decided by this rule set, whatever the answer."""
    return (
        pl.when(kind.is_in(["eligible", "untouched", "before 1973"]))
        .then(True)
        .when(kind == "conspiracy")
        .then(pl.col("cannabis_target"))
        .when(kind == "plea")
        .then(pl.col("cannabis_beside"))
        .when(kind.is_in(["sentencing", "other"]))
        .then(False)
    )


def _bars(offense: tuple[pl.Expr, pl.Expr]) -> list[pl.Expr]:
    """The three disqualifiers, each before the offense and at any time. What is missing from an incomplete
    history may be the bar: then "no" is unknown."""
    bars = []
    for fact, certain, possible in (
        ("super_strike", "strike_certain_by", "strike_possible_from"),
        ("registration", "registration_certain_by", "registration_possible_from"),
        ("two_priors", "second_same_section_by", "second_same_section_from"),
    ):
        before = pl.when(pl.col(certain) < offense[0]).then(True).when(pl.col(possible) >= offense[1]).then(False)
        ever = pl.when(pl.col(certain) < LATEST).then(True).when(pl.col(possible) == LATEST).then(False)
        if fact == "two_priors":
            ever = pl.col("convictions_same_section") >= 3
        bars += [_doubt(before).alias(f"{fact}_before_offense"), _doubt(ever).alias(f"{fact}_at_any_time")]
    return bars


def _doubt(bar: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("history_incomplete") & ~bar).then(None).otherwise(bar)


def _destruction_due(terms: Terms, as_of: date) -> pl.Expr:
    """HS 11361.5: minor cannabis records two years after conviction; a day that is not certain is not due."""
    old = pl.col("judgment_hi") <= years_before(as_of, terms.number("destruction.years"))
    return pl.col("minor_offense").fill_null(False) & old & (pl.col("judgment_lo") >= terms.day("destruction.from"))


def _count_uses(history: History, everywhere: pl.DataFrame, convictions: pl.DataFrame) -> pl.DataFrame:
    """Columns ``use`` and ``rows``: every row of the history once, by what it was to the decision."""
    row, count, event = pl.col("row"), pl.col("count"), pl.col("event").cast(pl.String)
    certain = convictions.filter(pl.col("disposition").cast(pl.String).eq("convicted").fill_null(False))
    use = (
        pl.when(row.is_in(certain["row"].implode()))
        .then(pl.lit("convictions in the county"))
        .when(row.is_in(convictions["row"].implode()))
        .then(pl.lit("cannabis counts in the county whose disposition is not known"))
        .when(count.is_in(convictions["count"].implode()))
        .then(pl.lit("further parts of counts in the county"))
        .when(count.is_in(everywhere["count"].implode()))
        .then(pl.lit("convictions elsewhere, with their parts"))
        .when(event == "court action")
        .then(pl.lit("court actions without a conviction"))
        .otherwise(pl.concat_str(pl.lit("other events: "), event.fill_null("kind not given")))
    )
    return history.rows.lazy().select(use=use).group_by("use").agg(rows=pl.len()).sort("use").collect()
