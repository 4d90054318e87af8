"""Rows as a court gave them back, and rows as they were filed: the two sides of a match."""

from enum import StrEnum

import polars as pl

from relief.ledger import Step


class Outcome(StrEnum):
    """What a court says became of a row."""

    GRANTED = "granted"
    PARTLY = "partly"
    DENIED = "denied"
    REFUSED = "refused"
    """The clerk gave the filing back, with a reason."""
    NOT_FOUND = "not found"
    ALREADY_DONE = "already done"
    DEFERRED = "deferred"
    ACCEPTED = "accepted"
    DESTROYED = "destroyed"
    DECEASED = "deceased"
    WRONG_AGENCY = "wrong agency"
    CONFIRMED = "confirmed"
    """DOJ's word: the state's record shows it."""


STEP: dict[Outcome, Step] = {
    Outcome.GRANTED: Step.GRANTED,
    Outcome.PARTLY: Step.GRANTED_IN_PART,
    Outcome.DENIED: Step.DENIED,
    Outcome.REFUSED: Step.REJECTED,
    Outcome.NOT_FOUND: Step.NO_COURT_CASE,
    Outcome.ALREADY_DONE: Step.ALREADY_RELIEVED,
    Outcome.DEFERRED: Step.DEFERRED,
    Outcome.ACCEPTED: Step.ACCEPTED,
    Outcome.DESTROYED: Step.RECORDS_DESTROYED,
    Outcome.DECEASED: Step.DECEASED,
    Outcome.WRONG_AGENCY: Step.WRONG_AGENCY,
    Outcome.CONFIRMED: Step.CONFIRMED,
}
"""The ledger's step for each outcome."""

DOJ = "California Department of Justice"

REASONED = (Outcome.PARTLY, Outcome.REFUSED)
"""Outcomes that say nothing without a reason."""

RETURNED: dict[str, pl.DataType | type[pl.DataType]] = {
    "place": pl.Int64, "batch": pl.String, "row": pl.Int64, "case_number": pl.String, "defendant": pl.String,
    "count_number": pl.Int64, "outcome": pl.String, "reason": pl.String, "ruled": pl.Date, "entered": pl.Date,
    "reported": pl.Date, "trouble": pl.String,
}  # fmt: skip
"""One row a row that came back. ``place``: row of the file from 1 with the heads, or page of a PDF. ``outcome``: a
value of ``Outcome``. ``ruled``, ``entered`` and ``reported``: days of the order, of its entry in the court's record
and of the report to DOJ. ``trouble``: a ``relief.outcomes.tasks.Kind`` where the row could not be read."""

FILED: dict[str, pl.DataType | type[pl.DataType]] = {
    "conviction": pl.String, "batch": pl.String, "row": pl.Int64, "court": pl.String, "case_number": pl.String,
    "defendant": pl.String, "count_number": pl.Int64, "filed": pl.Date, "agency": pl.String,
}  # fmt: skip
"""One row a row of a package that was filed; ``agency`` filed it, ``filed`` is the day."""
