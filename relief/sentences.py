"""When a sentence ends: question 11 of law.md section 9.

The end is the latest end of the parts, since jail given as a condition runs inside probation; calendar
arithmetic, never days per month. Where a part's length is missing, the end lies between what is printed
and the longest the law allows; where probation was revoked or the sentence modified later, what is
printed says nothing, and the end lies anywhere from the judgment on.
"""

import polars as pl

from relief.rules.terms import Terms


def add_sentence_end(convictions: pl.DataFrame, later: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Adds ``sentence_end_lo`` and ``sentence_end_hi``, the first and last day the sentence can end.

    Args:
        convictions: one row a conviction, with ``count``, ``judgment``, ``level_at_judgment`` and ``sentence_changed``.
        later: every row of those counts; each may hold one part of the sentence.
        terms: ``longest_sentence_years`` by level.
    """
    ended = _end_parts(convictions, later)
    joined = convictions.lazy().join(ended, on="count", how="left", maintain_order="left")
    changed = pl.col("sentence_changed").fill_null(False)
    open_ended = pl.col("part_unmeasured").fill_null(True) | changed
    printed_lo = pl.max_horizontal(pl.when(~changed).then(pl.col("parts_end_lo")), "judgment_lo")
    printed_hi = pl.max_horizontal("parts_end_hi", "judgment_hi")
    longest = pl.max_horizontal(printed_hi, _longest(terms))
    return (
        joined.with_columns(
            sentence_end_lo=printed_lo, sentence_end_hi=pl.when(open_ended).then(longest).otherwise(printed_hi)
        )
        .drop("parts_end_lo", "parts_end_hi", "part_unmeasured")
        .collect()
    )


def _end_parts(convictions: pl.DataFrame, later: pl.DataFrame) -> pl.LazyFrame:
    """The latest end of a count's measured parts, and whether a part's length is missing."""
    judged = convictions.lazy().select("count", "judgment_lo", "judgment_hi").unique("count")
    told = pl.col("sentence_place").is_not_null() | pl.col("sentence_length").is_not_null()
    parts = later.lazy().filter(told).join(judged, on="count")
    fine = (pl.col("sentence_place") == "fine").fill_null(False)
    unit = pl.col("sentence_unit").is_in(["day", "month", "year"]).fill_null(False)
    measured = pl.col("sentence_length").is_not_null() & unit
    length = pl.format(
        "{}{}",
        pl.col("sentence_length").clip(0, 36_500),
        pl.col("sentence_unit").cast(pl.String).replace({"day": "d", "month": "mo", "year": "y"}),
    )
    ends = parts.filter(measured & ~fine)
    summed = ends.group_by("count").agg(
        parts_end_lo=pl.col("judgment_lo").dt.offset_by(length).max(),
        parts_end_hi=pl.col("judgment_hi").dt.offset_by(length).max(),
    )
    return parts.group_by("count").agg(part_unmeasured=(~measured & ~fine).any()).join(summed, on="count", how="left")


def _longest(terms: Terms) -> pl.Expr:
    """The last day the longest lawful sentence can end; an unknown level may be a felony."""
    level, day = pl.col("level_at_judgment"), pl.col("judgment_hi")
    years = {
        level: f"{terms.number(f'longest_sentence_years.{level}')}y"
        for level in ("felony", "misdemeanor", "infraction")
    }
    return (
        pl.when(level == "infraction")
        .then(day.dt.offset_by(years["infraction"]))
        .when(level == "misdemeanor")
        .then(day.dt.offset_by(years["misdemeanor"]))
        .otherwise(day.dt.offset_by(years["felony"]))
    )
