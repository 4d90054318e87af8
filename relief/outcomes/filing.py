"""Filed: which row of which batch a conviction is, as the ledger keeps it."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from relief.ledger import Step, may_follow

_TO_FILING: dict[Step, tuple[Step, ...]] = {
    Step.IDENTIFIED: (Step.REVIEWED, Step.NOT_CHALLENGED),
    Step.REVIEWED: (Step.NOT_CHALLENGED,),
    Step.NOT_CHALLENGED: (),
    Step.REJECTED: (),
    Step.NEEDS_REVIEW: (Step.REVIEWED, Step.NOT_CHALLENGED),
    Step.DENIED: (Step.REVIEWED, Step.NOT_CHALLENGED),
    Step.NO_COURT_CASE: (Step.REVIEWED, Step.NOT_CHALLENGED),
    Step.REINSTATEMENT_REPORTED: (Step.REVIEWED, Step.NOT_CHALLENGED),
}
"""What an agency that files has done before, from where a conviction stands: it reviewed, and does not challenge."""

_CAUSE = r"^(.+) row (\d+)(?:: (.+))?$"


def tell_row(batch: str, row: int) -> str:
    """A row as it is spoken of: ``LA-2026-0001 row 12``. The cause of a filing is that, and the relief asked for."""
    return f"{batch} row {row}"


def lead_to_filing(stands: Step) -> Iterator[Step]:
    """The steps that lead to a filing, itself included; none where the conviction is past it."""
    if stands in _TO_FILING:
        yield from (*_TO_FILING[stands], Step.FILED)


def list_filed(lives: pl.DataFrame) -> pl.DataFrame:
    """Every filing in the ledger: conviction, batch, row, relief (what was asked for) and filed (the day), in order.

    Args:
        lives: ``relief.database.read_lives``.
    """
    parts = pl.col("cause").str.extract_groups(_CAUSE).struct
    return (
        lives.filter(pl.col("step") == Step.FILED.value)
        .with_columns(batch=parts.field("1"), row=parts.field("2").cast(pl.Int64), relief=parts.field("3"))
        .filter(pl.col("batch").is_not_null())
        .select("conviction", "batch", "row", "relief", filed="day")
        .sort("filed", "batch", "row")
    )


def plan_filing(rows: pl.DataFrame, stands: dict[str, Step], *, day: date, actor: str) -> pl.DataFrame:
    """The ledger's steps for rows that were filed: conviction, step, day, actor, paper and cause.

    Args:
        rows: conviction, batch, row and relief.
        stands: conviction to the step at which it stands.

    Raises:
        ValueError: a conviction is past filing; the message names batch and row.
    """
    steps = []
    for conviction, batch, row, relief in rows.select("conviction", "batch", "row", "relief").iter_rows():
        led = list(lead_to_filing(stands[conviction])) if conviction in stands else []
        if not led:
            where = f"stands at '{stands[conviction]}'" if conviction in stands else "is not in the ledger"
            raise ValueError(f"{tell_row(batch, row)}: its conviction {where} and cannot be filed")
        assert may_follow(stands[conviction], led[0])
        cause = f"{tell_row(batch, row)}: {relief}"
        steps += [(conviction, s.value, day, actor, cause if s is Step.FILED else None) for s in led]
    schema = {"conviction": pl.String, "step": pl.String, "day": pl.Date, "actor": pl.String, "cause": pl.String}
    frame = pl.DataFrame(steps, schema=schema, orient="row")
    return frame.with_columns(paper=pl.lit(None, dtype=pl.String))
