"""Where every conviction stands: the last word of its life, since when, and when it was filed."""

import polars as pl

from relief.ledger import Step, standing

STANDINGS: dict[str, type[pl.DataType]] = {
    "conviction": pl.String, "step": pl.String, "since": pl.Date, "granted": pl.Date, "batch": pl.String,
    "row": pl.Int64, "relief": pl.String, "filed": pl.Date,
}  # fmt: skip
"""One row a conviction in the ledger: ``step`` at which it stands and the day of it; the day of the grant that stands;
batch, row, relief and day of the last filing."""


def find_standings(lives: pl.DataFrame, filed: pl.DataFrame) -> pl.DataFrame:
    """Where each conviction stands: ``STANDINGS``.

    Args:
        lives: ``relief.database.read_lives``.
        filed: ``relief.outcomes.filing.list_filed``.
    """
    ordered = lives.sort("conviction", "position")
    last = ordered.group_by("conviction", maintain_order=True).agg(pl.col("step").last(), since=pl.col("day").last())
    upheld = last.filter(pl.col("step") == Step.UPHELD.value)["conviction"]
    back = [
        (part["conviction"][0], *_go_back(part))
        for part in ordered.filter(pl.col("conviction").is_in(upheld.implode())).partition_by("conviction")
    ]
    schema = {"conviction": pl.String, "step": pl.String, "since": pl.Date}
    stood = pl.DataFrame(back, schema=schema, orient="row")
    grants = ordered.filter(pl.col("step").is_in([Step.GRANTED.value, Step.GRANTED_IN_PART.value]))
    granted = grants.group_by("conviction").agg(granted=pl.col("day").last())
    return (
        last.update(stood, on="conviction", how="left")
        .join(granted, on="conviction", how="left")
        .join(filed.unique("conviction", keep="last"), on="conviction", how="left")
        .select(list(STANDINGS))
        .sort("conviction")
    )


def _go_back(life: pl.DataFrame) -> tuple[str, object]:
    """The step at which an upheld conviction stands, and its day."""
    steps = [Step(each) for each in life["step"]]
    step = standing(steps)
    assert step is not None
    place = max(at for at, each in enumerate(steps) if each is step)
    return step.value, life["day"][place]
