"""What is true of each conviction in the county, computed for all at once.

Every fact is a column. A boolean fact is true, false or null, and null means unknown: the record does
not say, or says it with less precision than the question needs. Rules combine facts by Kleene logic,
so an unknown reaches the outcome wherever it could change it.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from relief.convictions import (
    add_companions,
    add_identity,
    add_later_dispositions,
    add_offense_date,
    add_priors,
    find_convictions,
    find_unsettled,
)
from relief.history import LATEST, History, interval
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
    everywhere = find_convictions(court).collect()
    local = everywhere.lazy().filter(pl.col("county").cast(pl.String) == county)
    unsettled = find_unsettled(court, county).collect()
    convictions = pl.concat([local.with_columns(conviction_certain=pl.lit(True)).collect(), unsettled])
    later = court.join(convictions.lazy().select("count"), on="count", how="semi").collect()
    people = describe_people(history, everywhere)
    described = (
        convictions.pipe(add_identity, history)
        .pipe(add_later_dispositions, later)
        .pipe(add_offense_date, history)
        .pipe(add_sentence_end, later, terms)
        .join(people, on="person", how="left", maintain_order="left")
        .pipe(add_companions, history)
        .pipe(add_priors, everywhere)
        .with_columns(pl.col("person").is_in(history.incomplete.implode()).alias("history_incomplete"))
    )
    return Facts(
        convictions=described.with_columns(
            *interval("judgment"), *interval("offense"), *interval("birth_date", start="birth")
        )
        .with_columns(*_derive(terms, as_of))
        .sort("row"),
        all_convictions=everywhere.with_columns(*interval("judgment")),
        use=_count_uses(history, everywhere, convictions),
    )


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
        *(
            pl.when(known).then(kind == name).alias(name.replace(" ", "_"))
            for name in ("untouched", "before 1973", "conspiracy", "plea")
        ),
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
    bars: list[pl.Expr] = []
    for fact, certain, possible in (
        ("super_strike", "strike_certain_by", "strike_possible_from"),
        ("registration", "registration_certain_by", "registration_possible_from"),
        ("two_priors", "second_same_section_by", "second_same_section_from"),
    ):
        before: pl.Expr = (
            pl.when(pl.col(certain) < offense[0]).then(True).when(pl.col(possible) >= offense[1]).then(False)
        )
        listed = pl.when(pl.col(certain) < LATEST).then(True).when(pl.col(possible) == LATEST).then(False)
        ever = pl.col("convictions_same_section") >= 3 if fact == "two_priors" else listed
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
