"""The reconciliation: every conviction ever identified has an outcome or an owner, or is unexplained and counted as that."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from relief.ledger import Step

COURT, AGENCY, DOJ, NOBODY = "the court", "the agency", "DOJ", ""

ANSWERS: dict[Step, tuple[str, str]] = {
    Step.REVIEWED: ("under review", AGENCY),
    Step.NEEDS_REVIEW: ("waits for an attorney", AGENCY),
    Step.NOT_ELIGIBLE: ("not eligible", NOBODY),
    Step.NOT_CHALLENGED: ("to be filed", AGENCY),
    Step.CHALLENGED: ("challenged; the defender has no notice yet", AGENCY),
    Step.DEFENDER_NOTIFIED: ("challenged; to be heard", COURT),
    Step.HEARD: ("challenged; heard", COURT),
    Step.FILED: ("filed", COURT),
    Step.ACCEPTED: ("accepted; to be ruled on", COURT),
    Step.REJECTED: ("given back by the clerk", AGENCY),
    Step.DEFERRED: ("deferred", COURT),
    Step.GRANTED: ("granted; to be entered", COURT),
    Step.GRANTED_IN_PART: ("granted in part; to be entered", COURT),
    Step.DENIED: ("denied", NOBODY),
    Step.ENTERED: ("granted and entered; to be reported to DOJ", COURT),
    Step.REPORTED: ("granted, entered and reported; to be confirmed", DOJ),
    Step.CONFIRMED: ("granted and confirmed by DOJ", NOBODY),
    Step.ALREADY_RELIEVED: ("already relieved", NOBODY),
    Step.RECORDS_DESTROYED: ("records destroyed", NOBODY),
    Step.NO_COURT_CASE: ("no court case found", AGENCY),
    Step.DECEASED: ("deceased", NOBODY),
    Step.WRONG_AGENCY: ("another agency's", NOBODY),
    Step.QUESTIONED: ("grant questioned; notice is due", AGENCY),
    Step.REVERSAL_NOTICED: ("grant questioned; to be heard", COURT),
    Step.REVERSAL_HEARD: ("grant questioned; heard", COURT),
    Step.REINSTATED: ("reinstated; to be reported to DOJ", COURT),
    Step.REINSTATEMENT_REPORTED: ("reinstated and reported", NOBODY),
}
"""What each step is called in the report, and who acts next; nobody where it is an outcome."""

_BY_RULES: dict[str | None, tuple[str, str]] = {
    "eligible": ("eligible; to be filed", AGENCY),
    "attorney review": ("waits for an attorney", AGENCY),
    "ineligible": ("not eligible, by the rules", NOBODY),
    "already relieved": ("already relieved, by the record", NOBODY),
    "out of scope": ("out of scope since", NOBODY),
    None: ("in no delivery any more", AGENCY),
}
"""The same for what was identified and has no further step, by what the run in force says of it."""

IN_NO_BATCH, IN_NO_LEDGER = "filed, but in no batch", "decided, but not in the ledger"


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """A county's account, or one court's of it."""

    county: str
    court: str | None
    """None: all of them."""
    day: date
    identified: int
    """Convictions ever identified."""
    answers: tuple[tuple[str, str, int, date], ...]
    """What, who acts next (empty: an outcome), how many, and since when the oldest."""
    unexplained: tuple[tuple[str, int], ...]
    tasks: tuple[tuple[str, int], ...]
    """Owner of open tasks, and how many."""

    @property
    def closes(self) -> bool:
        """Whether every conviction has an outcome or an owner."""
        return not self.unexplained


def explain_standings(standings: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """One row a conviction: conviction, court, answer, owner, since, and unexplained (why, or null).

    Args:
        standings: ``relief.outcomes.standings.STANDINGS``.
        decided: conviction, court and outcome of the run in force.
    """
    told = decided.with_columns(pl.col("outcome").cast(pl.String))
    joined = standings.join(told, on="conviction", how="full", coalesce=True, maintain_order="left_right")
    # What the rules hold out of scope was never identified.
    joined = joined.filter(pl.col("step").is_not_null() | (pl.col("outcome") != "out of scope"))
    words = {step.value: what for step, what in ANSWERS.items()}
    rules = {"" if outcome is None else outcome: what for outcome, what in _BY_RULES.items()}
    first = pl.col("step") == Step.IDENTIFIED.value
    parts = [
        pl.when(first)
        .then(_look_up(pl.col("outcome").fill_null(""), rules, at))
        .otherwise(_look_up(pl.col("step"), words, at))
        for at in (0, 1)
    ]
    unexplained = (
        pl.when(pl.col("step").is_null()).then(pl.lit(IN_NO_LEDGER))
        .when((pl.col("step") == Step.FILED.value) & pl.col("batch").is_null()).then(pl.lit(IN_NO_BATCH))
    )  # fmt: skip
    return joined.select(
        "conviction", pl.col("court").fill_null("court not stated"), parts[0].alias("answer"), parts[1].alias("owner"),
        "since", unexplained=unexplained,
    )  # fmt: skip


def reconcile(
    explained: pl.DataFrame, tasks: pl.DataFrame, *, county: str, agency: str, court: str | None, day: date
) -> Reconciliation:
    """Add it up, for the county or for one court.

    Args:
        explained: ``explain_standings``.
        tasks: ``relief.database.TASKS``.
        agency: who files.

    Raises:
        AssertionError: the parts are not the whole.
    """
    here = explained if court is None else explained.filter(pl.col("court") == court)
    owners = {COURT: court or "the courts", AGENCY: agency, DOJ: "California Department of Justice", NOBODY: ""}
    clear = here.filter(pl.col("unexplained").is_null())
    counted = clear.group_by("answer", "owner").agg(pl.len(), pl.col("since").min())
    answers = [(what, owners[who], int(number), since) for what, who, number, since in counted.rows()]
    unexplained = here.drop_nulls("unexplained").group_by("unexplained").len().sort("unexplained").rows()
    open_ = tasks.filter(pl.col("state") == "open").filter(
        pl.lit(court is None) | pl.col("owner").is_in([court or "", agency])
    )
    if court is not None:
        theirs = pl.col("conviction").is_null() | pl.col("conviction").is_in(here["conviction"].implode())
        open_ = open_.filter((pl.col("owner") == court) | theirs)
    found = Reconciliation(
        county=county, court=court, day=day, identified=here.height,
        answers=tuple(sorted(answers, key=lambda each: (bool(each[1]), each[1], each[0]))),
        unexplained=tuple((why, int(number)) for why, number in unexplained),
        tasks=tuple((who, int(number)) for who, number in open_.group_by("owner").len().sort("owner").rows()),
    )  # fmt: skip
    parts = sum(each[2] for each in found.answers) + sum(number for _, number in found.unexplained)
    assert parts == found.identified, "the account does not add up"
    return found


def _look_up(column: pl.Expr, words: dict[str, tuple[str, str]], at: int) -> pl.Expr:
    return column.replace_strict({word: told[at] for word, told in words.items()}, default=None, return_dtype=pl.String)
