"""What PC 851.93 asks of each count of an arrest: what came of its cycle, and the days that have passed."""

from datetime import date

import polars as pl

from relief.charges import answer_list
from relief.convictions import find_convictions
from relief.history import LATEST, History, in_court, interval
from relief.intervals import is_after, years_before
from relief.people import describe_people
from relief.rules.terms import Terms

_ENDED = ["dismissed", "acquitted", "prosecutor rejected", "released"]
_YEARS = ("misdemeanor", "felony", "grave_felony")


def find_arrest_facts(history: History, *, county: str, terms: Terms, as_of: date) -> pl.DataFrame:
    """One row a count of an arrest in ``county``, or in one that is not known; in the export's order.

    Columns of ``History.rows``, the facts that ``relief.rules.pc851_93`` reads, ``day`` (the arrest) and
    ``eligible_on``: the first day on which a way will be open if nothing follows; null where none can be told.
    """
    arrests = (
        history.rows.lazy()
        .filter((pl.col("event") == "arrest") & (pl.col("county") == county).fill_null(True))
        .unique("count", keep="first", maintain_order=True)
        .collect()
    )
    people = describe_people(history, find_convictions(history)).select("person", "two_identities")
    texts = history.charges["charge_text"]
    lists = [answer_list(texts, terms, name).rename({"listed": name}) for name in ("eight_years", "under_eight_years")]
    joined = (
        arrests.join(people, on="person", how="left", maintain_order="left")
        .join(_identities(history), on="person", how="left", maintain_order="left")
        .join(_cycles(history), on="cycle", how="left", maintain_order="left")
        .join(lists[0], on="charge_text", how="left", maintain_order="left")
        .join(lists[1], on="charge_text", how="left", maintain_order="left")
        .join(history.charges.select("charge_text", "code_section"), on="charge_text", how="left",
              maintain_order="left")
        .with_columns(*interval("event_date", start="arrest"))
    )  # fmt: skip
    incomplete = pl.col("person").is_in(history.incomplete.implode())
    facts = joined.with_columns(
        history_incomplete=incomplete, possibly_another=pl.col("person").is_in(history.in_question.implode())
    )
    return (
        facts.with_columns(*_derive()).with_columns(*_times(terms, as_of)).with_columns(eligible_on=_eligible_on(terms))
    )


def _identities(history: History) -> pl.DataFrame:
    """By person: whether two birth dates or two CII numbers stand under one subject; convicted or not."""
    told = history.rows.lazy().group_by("person")
    differs = pl.col("birth_date").drop_nulls().n_unique() > 1
    numbers = pl.col("cii_number").drop_nulls().n_unique() > 1
    return told.agg(differs=differs | numbers).collect()


def _cycles(history: History) -> pl.DataFrame:
    """By cycle, what its arrest and court rows show of how it ended; null: a row of it does not say."""
    court, disposition = in_court(), pl.col("disposition")
    ended = disposition.is_in(_ENDED).fill_null(False)
    rows = history.rows.lazy().filter(pl.col("cycle").is_not_null())
    return (
        rows.group_by("cycle")
        .agg(
            court=court.any(),
            in_doubt=(court & (disposition.is_null() | (disposition == "unlisted"))).any(),
            convicted_somewhere=(court & (disposition == "convicted")).fill_null(False).any(),
            all_ended=ended.filter(court).all(),
            some_dismissed=(court & (disposition == "dismissed")).fill_null(False).any(),
            some_acquitted=(court & (disposition == "acquitted")).fill_null(False).any(),
            diverted=(disposition == "diverted").fill_null(False).any(),
            transferred=(disposition == "transferred").fill_null(False).any(),
        )
        .collect()
    )


def _derive() -> list[pl.Expr]:
    """A cycle whose rows may be missing, or whose court counts are in doubt, is known for what it shows only."""
    unsure = pl.col("history_incomplete") | pl.col("in_doubt").fill_null(True) | pl.col("transferred").fill_null(True)
    level = pl.col("charge_level")
    told = level.is_in(["felony", "misdemeanor", "infraction"]).fill_null(False)

    def shown(fact: pl.Expr) -> pl.Expr:
        return pl.when(fact).then(True).when(~unsure).then(False)

    ended = pl.col("court") & pl.col("all_ended")
    return [
        pl.when(pl.col("county").is_not_null()).then(True).alias("in_county"),
        pl.when(told).then(level == "felony").alias("is_felony"),
        (pl.col("two_identities").fill_null(False) | pl.col("differs")).alias("two_identities"),
        shown(pl.col("convicted_somewhere")).alias("convicted"),
        shown(pl.col("court")).alias("proceedings"),
        shown(pl.col("diverted")).alias("diverted"),
        pl.when(ended & ~unsure).then("some_acquitted").when(~unsure).then(False).alias("acquitted"),
        pl.when(ended & ~unsure).then("some_dismissed").when(~unsure).then(False).alias("dismissed"),
        pl.when(pl.col("eight_years")).then(True).when("under_eight_years").then(False).alias("grave"),
        pl.col("event_date").alias("day"),
        level.alias("level"),
        pl.lit(False).alias("serving"),
    ]


def _times(terms: Terms, as_of: date) -> list[pl.Expr]:
    arrest = pl.col("arrest_lo"), pl.col("arrest_hi")
    return [
        (~is_after(*arrest, years_before(as_of, terms.number(f"{name}.years")))).alias(f"{name}_years")
        for name in _YEARS
    ]


def _eligible_on(terms: Terms) -> pl.Expr:
    """Where nothing followed: the arrest and the years of its level; what is not known to be less grave takes longest."""
    felony, silent = pl.col("is_felony"), ~pl.col("proceedings") & ~pl.col("convicted") & ~pl.col("diverted")
    later = {name: pl.col("arrest_hi").dt.offset_by(f"{terms.number(f'{name}.years')}y") for name in _YEARS}
    day = (
        pl.when(~felony & silent)
        .then(later["misdemeanor"])
        .when(felony & silent & ~pl.col("grave"))
        .then(later["felony"])
        .when(felony & silent)
        .then(later["grave_felony"])
    )
    first = pl.max_horizontal(day, pl.lit(terms.day("effective")))
    # A day that is not known is LATEST, and so is what is counted from it.
    return pl.when(day < LATEST).then(first)
