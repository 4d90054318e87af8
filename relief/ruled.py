"""What the court has ruled, as a run begins from it; and which grants a run would not ask for any more.

A run does not ask again for what was granted or denied, and never takes a grant back by itself: where the rules have come
to another answer, somebody is asked to look.
"""

from collections.abc import Mapping

import polars as pl

from relief.ledger import RELIEVED, Step
from relief.reviewing import COURT
from relief.rules.rule import Outcome

_STANDS = (Outcome.ALREADY_RELIEVED.value, "The court granted relief.")
_QUESTIONED = (
    Outcome.ALREADY_RELIEVED.value,
    "The court granted relief, which is questioned and stands until it rules.",
)
_REINSTATED = (Outcome.REVIEW.value, "The court took relief back and reinstated the conviction.")

RULED: Mapping[Step, tuple[str, str]] = {
    **dict.fromkeys(RELIEVED, _STANDS),
    **dict.fromkeys((Step.QUESTIONED, Step.REVERSAL_NOTICED, Step.REVERSAL_HEARD), _QUESTIONED),
    **dict.fromkeys((Step.REINSTATED, Step.REINSTATEMENT_REPORTED), _REINSTATED),
    Step.DENIED: (Outcome.INELIGIBLE.value, "The court denied relief."),
    Step.ALREADY_RELIEVED: (Outcome.ALREADY_RELIEVED.value, "The court had granted relief before."),
    Step.RECORDS_DESTROYED: (Outcome.INELIGIBLE.value, "The court holds no record of it any more."),
    Step.DECEASED: (Outcome.REVIEW.value, "The court says that the person has died."),
    Step.NO_COURT_CASE: (Outcome.REVIEW.value, "The court finds no such case; its number has to be looked up."),
    Step.WRONG_AGENCY: (Outcome.REVIEW.value, "The court says that another agency prosecuted."),
}
"""Where a conviction stands to its outcome in a run, and why."""

WITHHELD = (Outcome.REVIEW.value, "No paper may name it again: the person died, or the record was sealed or destroyed.")
"""What a run says of a conviction that was withheld before the court ruled."""

IN_QUESTION: dict[str, type[pl.DataType]] = {"conviction": pl.String, "outcome": pl.String, "rule": pl.String}
"""One row a grant that the rules would not ask for now: what they say instead, and by which rule."""

_OTHERWISE = (Outcome.INELIGIBLE.value, Outcome.OUT_OF_SCOPE.value, Outcome.REVIEW.value)


def find_in_question(determinations: pl.DataFrame, convictions: pl.Series, decided: pl.DataFrame) -> pl.DataFrame:
    """The grants that the rules by themselves answer otherwise now: ``IN_QUESTION``, by conviction.

    A grant that a person had decided on, and not the rules, is not among them: the rules never asked for it.

    Args:
        determinations: of the rules, before anybody's decision is put in their place.
        convictions: the name of each.
        decided: ``relief.reviewing.DECIDED``.
    """
    granted = decided.filter(
        (pl.col("rule") == COURT) & (pl.col("outcome") == Outcome.ALREADY_RELIEVED.value) & (pl.col("against") == "")
    )
    told = determinations.select(pl.col(name).cast(pl.String) for name in ("outcome", "rule"))
    named = told.with_columns(convictions.alias("conviction")).join(
        granted.select("conviction"), on="conviction", how="semi"
    )
    return named.filter(pl.col("outcome").is_in(_OTHERWISE)).select(list(IN_QUESTION)).sort("conviction")
