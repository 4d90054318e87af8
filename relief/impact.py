"""What a county's relief changes for people: who is left without a felony, without a conviction."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from relief.intervals import years_before
from relief.rules.rule import Outcome, Relief

RECENT_YEARS = 7
"""Employers' background checks look back seven years (Civil Code 1786.18)."""


@dataclass(frozen=True, kw_only=True)
class Impact:
    """Counts of people, over their whole history in the export, every county's convictions included."""

    people: int
    """With at least one conviction in the county that the rule set decides."""
    people_eligible: int
    """With at least one eligible conviction."""
    lose_last_felony: int
    lose_last_conviction: int
    lose_last_conviction_within_seven_years: int
    """Had a conviction in the seven years before the as-of day, and would have none."""


def measure_impact(determinations: pl.DataFrame, facts: pl.DataFrame, as_of: date) -> Impact:
    """Count who loses what, if every eligible determination were granted.

    A conviction that is dismissed, or recalled, is no conviction; one that is redesignated is no felony.
    A conviction of unknown level is counted as a felony and one of unknown day as recent, so that
    nobody is counted as free of what they may still have.

    Args:
        determinations: ``source_file``, ``source_row``, ``outcome`` and ``relief`` of every conviction that has facts.
        facts: as ``relief.eligibility.keep_facts``, of whole people.
        as_of: the day from which seven years are counted back.
    """
    verdicts = determinations.lazy().select(
        "source_file", "source_row", pl.col("outcome").cast(pl.String), pl.col("relief").cast(pl.String)
    )
    decided = facts.lazy().select("person_row", "source_file", "source_row", *_STANDING)
    left = decided.join(verdicts, on=["source_file", "source_row"]).group_by("person_row").agg(**_leave(as_of))
    counted = left.select(
        people=pl.col("in_scope").sum(),
        eligible=pl.col("relieved").sum(),
        felony=(pl.col("felony_before") & ~pl.col("felony_after")).sum(),
        conviction=(pl.col("any_before") & ~pl.col("any_after")).sum(),
        recent=(pl.col("recent_before") & ~pl.col("recent_after")).sum(),
    ).collect()
    return Impact(
        people=int(counted["people"][0]),
        people_eligible=int(counted["eligible"][0]),
        lose_last_felony=int(counted["felony"][0]),
        lose_last_conviction=int(counted["conviction"][0]),
        lose_last_conviction_within_seven_years=int(counted["recent"][0]),
    )


_STANDING = ("stands_as_felony", "stands_until", "others_stand", "others_stand_as_felony", "others_stand_until")


def _leave(as_of: date) -> dict[str, pl.Expr]:
    """Of a person's rows: what there is on the record, and what is left of it."""
    relieved = pl.col("outcome") == Outcome.ELIGIBLE.value
    gone = relieved & pl.col("relief").is_in([Relief.DISMISSAL.value, Relief.RESENTENCING.value])
    since = years_before(as_of, RECENT_YEARS)
    stands, felony = pl.col("stands_as_felony").is_not_null(), pl.col("stands_as_felony").fill_null(False)
    recent = (pl.col("stands_until") > since).fill_null(False)
    others, others_felony = pl.col("others_stand").first(), pl.col("others_stand_as_felony").first()
    others_recent = (pl.col("others_stand_until") > since).fill_null(False).first()
    return {
        "in_scope": (pl.col("outcome") != Outcome.OUT_OF_SCOPE.value).any(),
        "relieved": relieved.any(),
        "felony_before": felony.any() | others_felony,
        "felony_after": (felony & ~relieved).any() | others_felony,
        "any_before": stands.any() | others,
        "any_after": (stands & ~gone).any() | others,
        "recent_before": recent.any() | others_recent,
        "recent_after": (recent & ~gone).any() | others_recent,
    }
