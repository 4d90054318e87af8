"""What a county's relief changes for people: who is left without a felony, without a conviction."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from relief.eligibility import Decision
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


def measure_impact(decision: Decision, as_of: date) -> Impact:
    """Count who loses what, if every eligible determination were granted.

    A conviction that is dismissed, or recalled, is no conviction; one that is redesignated is no felony.
    A conviction of unknown level is counted as a felony and one of unknown day as recent, so that
    nobody is counted as free of what they may still have.
    """
    verdicts = decision.determinations.select("source_file", "source_row", "outcome", "relief")
    decided = decision.facts.select("row", "person", "source_file", "source_row").join(
        verdicts, on=["source_file", "source_row"]
    )
    in_scope = decided.filter(pl.col("outcome") != Outcome.OUT_OF_SCOPE.value)
    relieved = decided.filter(pl.col("outcome") == Outcome.ELIGIBLE.value)
    after = decision.history.lazy().join(relieved.lazy().select("row", "relief"), on="row", how="left")
    gone = pl.col("relief").is_in([Relief.DISMISSAL.value, Relief.RESENTENCING.value]).fill_null(False)
    felony = (pl.col("level") == "felony").fill_null(True)
    recent = pl.col("judgment_hi") > years_before(as_of, RECENT_YEARS)
    left = after.group_by("person").agg(
        felony_before=felony.any(),
        felony_after=(felony & pl.col("relief").is_null()).any(),
        any_after=(~gone).any(),
        recent_before=recent.any(),
        recent_after=(recent & ~gone).any(),
    )
    counted = left.select(
        felony=(pl.col("felony_before") & ~pl.col("felony_after")).sum(),
        conviction=(~pl.col("any_after")).sum(),
        recent=(pl.col("recent_before") & ~pl.col("recent_after")).sum(),
    ).collect()
    return Impact(
        people=in_scope["person"].n_unique(),
        people_eligible=relieved["person"].n_unique(),
        lose_last_felony=int(counted["felony"][0]),
        lose_last_conviction=int(counted["conviction"][0]),
        lose_last_conviction_within_seven_years=int(counted["recent"][0]),
    )
