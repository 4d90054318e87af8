"""What PC 1203.425 asks of each conviction of a county: sentences, supervision, later felonies, and the days they end."""

from datetime import date

import polars as pl

from relief.changes import find_later_rows, find_strays
from relief.charges import answer_list
from relief.convictions import add_later_dispositions, find_convictions, find_unsettled
from relief.history import EARLIEST, LATEST, NEVER, History, in_court, interval
from relief.intervals import is_after, years_before
from relief.people import describe_people
from relief.rules.terms import Terms
from relief.sentences import add_sentence_end


def find_conviction_facts(history: History, *, county: str, terms: Terms, as_of: date) -> pl.DataFrame:
    """One row a conviction that a court of ``county`` entered, or one of no known county may have; in the export's order.

    Columns as of ``relief.convictions.find_convictions``, the facts that ``relief.rules.pc1203_425`` reads, ``day``
    (the judgment) and ``eligible_on``: the first day on which a way to relief will be open if nothing new happens, by
    the last day that the record allows; null where no way can be told.
    """
    everywhere = find_convictions(history).filter(pl.col("kind") != "sentencing")
    strays = find_strays(history, everywhere)
    later, doubtful = find_later_rows(everywhere, strays, history)
    certain = pl.col("certain") & ~pl.col("count").is_in(doubtful.implode())
    unsettled = find_unsettled(history, strays)
    people = describe_people(history, pl.concat([everywhere, unsettled]))
    told = everywhere.with_columns(certain).pipe(add_later_dispositions, later).pipe(add_sentence_end, later, terms)
    here = told.filter((pl.col("county") == county).fill_null(True))
    joined = (
        here.join(people.drop("birth_date", "birth_date_precision"), on="person", how="left", maintain_order="left")
        .join(_parts(later), on="count", how="left", maintain_order="left")
        .join(_free(told), on="person", how="left", maintain_order="left")
        .join(_open_charges(history, unsettled, terms, as_of), on="person", how="left", maintain_order="left")
        .join(answer_list(history.charges["charge_text"], terms, "excluded_felonies"), on="charge_text", how="left",
              maintain_order="left")
    )  # fmt: skip
    incomplete, released = (pl.col("person").is_in(who.implode()) for who in (history.incomplete, _released(history)))
    facts = joined.with_columns(
        history_incomplete=incomplete,
        registration_ended=released,
        possibly_another=pl.col("person").is_in(history.in_question.implode()),
    )
    return (
        facts.with_columns(*_derive()).with_columns(*_times(terms, as_of)).with_columns(eligible_on=_eligible_on(terms))
    )


def _parts(later: pl.DataFrame) -> pl.DataFrame:
    """By count: whether the sentence has probation and prison (null: no part is told), and probation was revoked."""
    place, told = pl.col("sentence_place"), pl.col("sentence_place").is_not_null()
    read = told & ~place.is_in(["other", "unlisted"])
    return later.group_by("count").agg(
        *(
            pl.when((place == part).any()).then(True).when(read.any() & ~(told & ~read).any()).then(False).alias(part)
            for part in ("probation", "prison")
        ),
        probation_revoked=(pl.col("disposition") == "probation revoked").any(),
    )


def _free(convictions: pl.DataFrame) -> pl.DataFrame:
    """By person: the first and last day on which every sentence can have ended, and of the last felony's judgment."""
    felony = (pl.col("level_at_judgment") == "felony").fill_null(True)
    return convictions.group_by("person").agg(
        free_lo=pl.col("sentence_end_lo").filter("certain").max().fill_null(EARLIEST),
        free_hi=pl.col("sentence_end_hi").max(),
        last_felony_lo=pl.col("judgment_lo").filter(
            (pl.col("level_at_judgment") == "felony").fill_null(False) & pl.col("certain")
        ).max().fill_null(EARLIEST),
        last_felony_hi=pl.col("judgment_hi").filter(felony).max().fill_null(EARLIEST),
    )  # fmt: skip


def _released(history: History) -> pl.Series:
    """People of whom some duty to register has ended: of which one, the record does not always say."""
    return history.rows.filter((pl.col("disposition") == "registration ended").fill_null(False))["person"].unique()


def _open_charges(history: History, unsettled: pl.DataFrame, terms: Terms, as_of: date) -> pl.DataFrame:
    """People with a court count without a disposition, or a recent arrest that led to no court and no disposition."""
    since = years_before(as_of, terms.number("pending.years"))
    rows = history.rows.lazy()
    arrests = rows.filter((pl.col("event") == "arrest") & pl.col("disposition").is_null())
    recent = arrests.with_columns(*interval("event_date", start="arrest")).filter(pl.col("arrest_hi") > since)
    court = rows.filter(in_court()).select("cycle").drop_nulls().unique()
    untried = recent.join(court, on="cycle", how="anti").select("person")
    both = pl.concat([untried, unsettled.lazy().select("person")]).unique()
    return both.with_columns(open_charge=pl.lit(True)).collect()


def _derive() -> list[pl.Expr]:
    level, incomplete = pl.col("level"), pl.col("history_incomplete")
    certain = pl.col("registration_certain_by") < NEVER
    listed = pl.when(certain & ~pl.col("registration_ended")).then(True).when(
        (pl.col("registration_possible_from") == NEVER) & ~incomplete
    ).then(False)  # fmt: skip
    return [
        pl.when(pl.col("county").is_not_null()).then(True).alias("in_county"),
        (level == "felony").alias("is_felony"),
        listed.alias("registration_at_any_time"),
        (pl.col("listed") | pl.col("registrable")).alias("excluded_felony"),
        pl.when(incomplete).then(None).otherwise(pl.col("open_charge").fill_null(False)).alias("open_charge"),
        pl.col("judgment").alias("day"),
        # Of rows that were set aside, one may be a sentence that runs.
        pl.when(incomplete).then(pl.lit(LATEST)).otherwise("free_hi").alias("free_hi"),
        pl.lit(False).alias("serving"),
    ]


def _times(terms: Terms, as_of: date) -> list[pl.Expr]:
    judgment = pl.col("judgment_lo"), pl.col("judgment_hi")
    lo, hi = (pl.max_horizontal(f"sentence_end_{end}", f"last_felony_{end}") for end in ("lo", "hi"))
    return [
        (~is_after(*judgment, years_before(as_of, terms.number("misdemeanor.years")))).alias("year_since_judgment"),
        (~is_after(lo, hi, years_before(as_of, terms.number("other_felony.years")))).alias("years_without_felony"),
    ]


def _eligible_on(terms: Terms) -> pl.Expr:
    """The day of the first way that is open to the conviction, for what is known of it."""
    free, felony = pl.col("free_hi"), pl.col("is_felony")
    by_probation = pl.col("probation") & ~pl.col("probation_revoked") & ~pl.col("prison")
    since = pl.max_horizontal("sentence_end_hi", "last_felony_hi")
    quiet = since.dt.offset_by(f"{terms.number('other_felony.years')}y")
    year = pl.col("judgment_hi").dt.offset_by(f"{terms.number('misdemeanor.years')}y")
    day = (
        pl.when(by_probation)
        .then(free)
        .when(~felony & ~pl.col("probation"))
        .then(pl.max_horizontal(free, year))
        .when(felony & ~pl.col("excluded_felony"))
        .then(pl.max_horizontal(free, quiet, pl.lit(terms.day("other_felony.operative"))))
    )
    first = pl.max_horizontal(day, pl.lit(terms.day("effective")))
    return pl.when(day < pl.lit(LATEST).dt.offset_by("-50y")).then(first)
