"""What is true of each conviction in the county, computed for all at once.

Every fact is a column. A boolean fact is true, false or null, and null means unknown: the record does
not say, or says it with less precision than the question needs. Rules combine facts by Kleene logic,
so an unknown reaches the outcome wherever it could change it.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from relief.changes import find_later_rows, find_reduced, find_strays
from relief.convictions import (
    add_companions,
    add_court,
    add_later_dispositions,
    add_offense_date,
    add_priors,
    find_convictions,
    find_current_levels,
    find_unsettled,
)
from relief.history import NEVER, History, in_court, interval
from relief.intervals import has_reached, is_after, is_before, years_before
from relief.people import describe_people
from relief.rules.terms import Terms
from relief.sentences import add_sentence_end
from relief.standing import add_standing
from relief.weights import add_weight


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts of one county's convictions, and how every row of the export was used."""

    scope: pl.DataFrame
    """One row a conviction in the county that the rule set may decide: the columns of ``convictions`` and
    every fact below, in the export's order."""
    local: pl.DataFrame
    """One row a conviction, or cannabis count of unknown disposition, in the county, in the export's order; with
    them those of no known county that the rule set may decide, which may be the county's. Columns
    ``row``, ``count_number``, ``code_section``, ``judgment`` and its precision, ``level``."""
    use: pl.DataFrame
    """Columns ``use`` and ``rows``: every row once, by what it was to the decision."""


def find_facts(
    history: History, *, county: str, terms: Terms, as_of: date, weights: pl.DataFrame | None = None, own: int
) -> Facts:
    """The facts of every conviction that a court of ``county`` entered.

    Args:
        history: whole histories, every county's.
        county: DOJ's name of the county, upper case.
        terms: the rule set's numbers and lists.
        as_of: the day on which sentences run and ages are told.
        weights: columns ``relief.weights.WEIGHTS``; None: no list was delivered.
        own: how many rows are the export's; those after them are counted in no ``use``.
    """
    everywhere = find_convictions(history)
    convicted = everywhere.filter(_may_be_in(county))
    strays = find_strays(history, everywhere)
    unsettled = find_unsettled(history, strays)
    unsettled_here = unsettled.filter(_may_be_in(county) & (pl.col("kind") == "eligible"))
    local = pl.concat([convicted, unsettled_here]).sort("row") if unsettled_here.height else convicted
    decided = local.filter(~pl.col("kind").is_in(["other", "sentencing"]))
    later, doubtful = find_later_rows(decided, strays, history)
    scope = decided.with_columns(
        counted="certain", certain=pl.col("certain") & ~pl.col("count").is_in(doubtful.implode())
    )
    possible = pl.concat([everywhere, unsettled])
    people = describe_people(history, possible)
    described = (
        scope.pipe(add_court, history)
        .pipe(add_later_dispositions, later)
        .pipe(add_offense_date, history)
        .pipe(add_sentence_end, later, terms)
        .join(people, on="person", how="left", maintain_order="left")
        .pipe(add_companions, history)
        .pipe(add_priors, possible, terms.number("two_priors.at_least"))
        .pipe(add_weight, history, weights)
        .with_columns(
            pl.col("person").is_in(history.incomplete.implode()).alias("history_incomplete"),
            pl.col("person").is_in(history.in_question.implode()).alias("possibly_another"),
        )
    )
    dated = described.with_columns(*interval("offense"), *interval("birth_date", start="birth")).with_columns(
        # Nobody is convicted before the offense.
        offense_hi=pl.min_horizontal("offense_hi", "judgment_hi")
    )
    return Facts(
        scope=add_standing(dated, find_current_levels(everywhere, find_reduced(strays, history))).with_columns(
            *_derive(terms), *derive_of_day(terms, as_of)
        ),
        local=local.select("row", "count_number", "code_section", "judgment", "judgment_precision", "level"),
        use=_count_uses(history, everywhere, local, own),
    )


def _may_be_in(county: str) -> pl.Expr:
    """Convictions of the county; where the county is not known, those that the rule set may decide."""
    ours = ~pl.col("kind").is_in(["other", "sentencing"])
    return (pl.col("county") == county).fill_null(ours)


def _derive(terms: Terms) -> list[pl.Expr]:
    """The facts that rules ask for, by the names that rules use."""
    effective, kind, level = terms.day("effective"), pl.col("kind"), pl.col("level")
    known = kind != "unreadable"
    offense = pl.col("offense_lo"), pl.col("offense_hi")
    judgment = pl.col("judgment_lo"), pl.col("judgment_hi")
    birth = pl.col("birth_lo"), pl.col("birth_hi")
    section, letter = pl.col("section"), pl.col("letter")
    minor = ((section == "11357") & letter.is_in(["a", "b"])) | ((section == "11360") & (letter == "b"))
    return [
        _scope(kind).alias("in_scope"),
        # What is neither the county's nor of no known county is not here.
        pl.when(pl.col("county").is_not_null()).then(True).alias("in_county"),
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
        _only_conviction().alias("only_conviction"),
        *_bars(offense, judgment, terms.number("two_priors.at_least")),
    ]


def derive_of_day(terms: Terms, as_of: date) -> list[pl.Expr]:
    """The facts that are other ones tomorrow, from those that are not: rules read the day itself for the rest."""
    return [
        # The dead serve no sentence: theirs is an application, whatever was left to run.
        (is_after(pl.col("sentence_end_lo"), pl.col("sentence_end_hi"), as_of) & ~pl.col("deceased")).alias("serving"),
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


def _only_conviction() -> pl.Expr:
    """Whether the person has no other; null: others may be convictions."""
    others = pl.col("certain_convictions") - pl.col("counted").cast(pl.UInt32)
    return pl.when(pl.col("possible_convictions") == 1).then(True).when(others > 0).then(False)


def _bars(offense: tuple[pl.Expr, pl.Expr], judgment: tuple[pl.Expr, pl.Expr], priors: int) -> list[pl.Expr]:
    """The three disqualifiers, each before the offense, before the conviction and at any time. What is missing from
    an incomplete history may be the bar: then "no" is unknown."""
    enough = (
        pl.when(pl.col("others_same_section") >= priors)
        .then(True)
        .when(pl.col("possible_others_same_section") < priors)
    )
    bars: list[pl.Expr] = []
    for fact, named in (("super_strike", "strike"), ("registration", "registration"), ("two_priors", "")):
        for name, (first, last) in (("offense", offense), ("conviction", judgment)):
            if named:
                certain, possible = pl.col(f"{named}_certain_by"), pl.col(f"{named}_possible_from")
            else:
                certain, possible = _two_priors("by", first), _two_priors("from", last)
            before: pl.Expr = pl.when(certain < first).then(True).when(possible >= last).then(False)
            bars.append(_doubt(before).alias(f"{fact}_before_{name}"))
        listed = pl.when(pl.col(f"{named}_certain_by") < NEVER).then(True)
        ever = listed.when(pl.col(f"{named}_possible_from") == NEVER) if named else enough
        bars.append(_doubt(ever.then(False)).alias(f"{fact}_at_any_time"))
    return bars


def _two_priors(end: str, day: pl.Expr) -> pl.Expr:
    """The conviction of the section that makes enough priors, its own left out: where its judgment is not known to the day, its own
    court event may seem to lie before the offense."""
    one_more = pl.when(pl.col(f"own_event_{end}") < day).then(f"one_more_same_section_{end}")
    return one_more.otherwise(f"enough_same_section_{end}")


def _doubt(bar: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("history_incomplete") & ~bar).then(None).otherwise(bar)


def _destruction_due(terms: Terms, as_of: date) -> pl.Expr:
    """HS 11361.5: minor cannabis records two years after conviction; a day that is not certain is not due."""
    old = pl.col("judgment_hi") <= years_before(as_of, terms.number("destruction.years"))
    return pl.col("minor_offense").fill_null(False) & old & (pl.col("judgment_lo") >= terms.day("destruction.from"))


def _count_uses(history: History, everywhere: pl.DataFrame, local: pl.DataFrame, own: int) -> pl.DataFrame:
    """Columns ``use`` and ``rows``: every row of the history once, by what it was to the decision."""
    placed, rows = pl.col("county").is_not_null(), history.rows.lazy().filter(pl.col("row") < own)
    convicted = local.lazy().select("row", placed=placed, determined=pl.col("disposition") == "convicted")
    counts = pl.concat([local.lazy().select("count", here=True), everywhere.lazy().select("count", here=False)])
    row_uses = (
        rows.filter(in_court())
        .select("row", "count")
        .join(convicted.with_columns(pl.col("determined").fill_null(False)), on="row", how="left")
        .join(counts.unique("count", keep="first", maintain_order=True), on="count", how="left")
    )
    use = (
        pl.when(pl.col("determined").is_not_null() & ~pl.col("placed"))
        .then(pl.lit("convictions, or cannabis counts, whose county is not known"))
        .when("determined")
        .then(pl.lit("convictions in the county"))
        .when(pl.col("determined").is_not_null())
        .then(pl.lit("cannabis counts in the county whose disposition is not known"))
        .when("here")
        .then(pl.lit("further parts of counts in the county"))
        .when(pl.col("here").is_not_null())
        .then(pl.lit("convictions elsewhere, with their parts"))
        .otherwise(pl.lit("court actions without a conviction"))
    )
    court = row_uses.group_by(use=use).agg(rows=pl.len())
    events = rows.filter(~in_court())
    other = events.group_by(
        use=pl.concat_str(pl.lit("other events: "), pl.col("event").cast(pl.String).fill_null("kind not given"))
    ).agg(rows=pl.len())
    aside = pl.LazyFrame({"use": "set aside by the check", "rows": pl.Series([history.checked_out], dtype=pl.UInt32)})
    return pl.concat([court, other, aside]).filter(pl.col("rows") > 0).sort("use").collect()
