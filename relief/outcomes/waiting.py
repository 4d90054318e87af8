"""Who has to act on what was filed, and for how long they have been waited for: by court, at 30, 60 and 90 days."""

from datetime import date

import polars as pl

from relief.ledger import Step

AGES = ("under 30 days", "30 to 59 days", "60 to 89 days", "90 days and more")

WAITS: dict[Step, str] = {
    Step.FILED: "the clerk takes it",
    Step.ACCEPTED: "the court rules",
    Step.DEFERRED: "the court rules after deferring",
    Step.REJECTED: "the agency files again",
    Step.GRANTED: "the court enters its order",
    Step.GRANTED_IN_PART: "the court enters its order",
    Step.ENTERED: "DOJ is told",
    Step.REPORTED: "DOJ confirms",
    Step.QUESTIONED: "notice of the reversal",
    Step.REVERSAL_NOTICED: "the reversal is heard",
    Step.REVERSAL_HEARD: "the court rules on the reversal",
    Step.REINSTATED: "DOJ is told of the reinstatement",
}
"""What each step waits for."""


def find_waiting(standings: pl.DataFrame, courts: pl.DataFrame, today: date) -> pl.DataFrame:
    """One row a conviction that waits: conviction, court, waits_for, since, days, age, batch, row.

    Args:
        standings: ``relief.outcomes.standings.STANDINGS``.
        courts: conviction and court.
        today: from which the days are counted.
    """
    words = {step.value: what for step, what in WAITS.items()}
    days = pl.col("days")
    age = (
        pl.when(days >= 90).then(pl.lit(AGES[3])).when(days >= 60).then(pl.lit(AGES[2]))
        .when(days >= 30).then(pl.lit(AGES[1])).otherwise(pl.lit(AGES[0]))
    )  # fmt: skip
    return (
        standings.filter(pl.col("step").is_in(list(words)))
        .join(courts, on="conviction", how="left")
        .with_columns(
            court=pl.col("court").fill_null("court not stated"),
            waits_for=pl.col("step").replace_strict(words, return_dtype=pl.String),
            days=(pl.lit(today) - pl.col("since")).dt.total_days(),
        )
        .with_columns(age=age)
        .select("conviction", "court", "waits_for", "since", "days", "age", "batch", "row")
        .sort("court", "waits_for", "since", "batch", "row", "conviction")
    )


def count_waiting(waiting: pl.DataFrame) -> pl.DataFrame:
    """One row a court and what is waited for: court, waits_for, a column for each of ``AGES``, and oldest (days)."""
    counts = [(pl.col("age") == age).sum().cast(pl.Int64).alias(age) for age in AGES]
    return waiting.group_by("court", "waits_for").agg(*counts, oldest=pl.col("days").max()).sort("court", "waits_for")
