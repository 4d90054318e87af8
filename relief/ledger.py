"""The life of one conviction's relief: its steps, and which step may follow which.

Health and Safety Code 11361.9 gives the road: the prosecutor reviews what was identified and
challenges it or not; what is not challenged is filed; the court accepts, decides and enters its
order; the Department of Justice is told and confirms. What leaves the road is a step too, so that
no conviction is ever without an answer.
"""

from enum import StrEnum


class Step(StrEnum):
    """What happened to a conviction's relief, in the words of the courtroom."""

    IDENTIFIED = "identified"
    """A county's export lists the conviction."""
    REVIEWED = "reviewed"
    """The rules, or an attorney, have looked at it."""
    NEEDS_REVIEW = "needs review"
    """A fact is missing: an attorney has to look."""
    NOT_ELIGIBLE = "not eligible"
    """The statute gives no relief. A later review may find otherwise."""
    NOT_CHALLENGED = "not challenged"
    """The prosecuting agency does not oppose relief."""
    CHALLENGED = "challenged"
    """The prosecuting agency opposes relief."""
    DEFENDER_NOTIFIED = "defender notified"
    """The public defender knows of the challenge."""
    HEARD = "heard"
    """The court has heard the challenge."""
    FILED = "filed"
    """The motion that lists it was sent to the court."""
    ACCEPTED = "accepted"
    """The clerk took the filing."""
    REJECTED = "rejected"
    """The clerk gave the filing back. It may be filed again."""
    DEFERRED = "deferred"
    """The court put off its decision."""
    GRANTED = "granted"
    """The court ordered relief."""
    DENIED = "denied"
    """The court refused relief. It may be reviewed and asked for again."""
    ENTERED = "entered"
    """The court's own record shows the order."""
    REPORTED = "reported"
    """The court told the Department of Justice."""
    CONFIRMED = "confirmed"
    """The state's record shows the relief."""
    ALREADY_RELIEVED = "already relieved"
    """Somebody had asked before; nothing is left to ask for."""
    RECORDS_DESTROYED = "records destroyed"
    """The court holds no record any more (HS 11361.5)."""
    NO_COURT_CASE = "no court case found"
    """The court cannot find the case. A corrected case number leads back to review."""
    DECEASED = "deceased"
    """The person has died and the county asks for no relief then."""
    WRONG_AGENCY = "wrong agency"
    """Another agency prosecuted: theirs to review."""


_ASIDE = {Step.ALREADY_RELIEVED, Step.RECORDS_DESTROYED, Step.NO_COURT_CASE, Step.DECEASED, Step.WRONG_AGENCY}
_RULING = {Step.GRANTED, Step.DENIED, Step.DEFERRED}

NEXT: dict[Step | None, frozenset[Step]] = {
    None: frozenset({Step.IDENTIFIED}),
    Step.IDENTIFIED: frozenset({Step.REVIEWED} | _ASIDE),
    Step.REVIEWED: frozenset({Step.NOT_CHALLENGED, Step.CHALLENGED, Step.NOT_ELIGIBLE, Step.NEEDS_REVIEW} | _ASIDE),
    Step.NEEDS_REVIEW: frozenset({Step.REVIEWED} | _ASIDE),
    Step.NOT_ELIGIBLE: frozenset({Step.REVIEWED}),
    Step.NOT_CHALLENGED: frozenset({Step.FILED, Step.REVIEWED} | _ASIDE),
    Step.CHALLENGED: frozenset({Step.DEFENDER_NOTIFIED, Step.REVIEWED} | _ASIDE),
    Step.DEFENDER_NOTIFIED: frozenset({Step.HEARD} | _ASIDE),
    Step.HEARD: frozenset({Step.GRANTED, Step.DENIED}),
    Step.FILED: frozenset({Step.ACCEPTED, Step.REJECTED} | _ASIDE),
    Step.ACCEPTED: frozenset(_RULING | _ASIDE),
    Step.REJECTED: frozenset({Step.FILED, Step.REVIEWED} | _ASIDE),
    Step.DEFERRED: frozenset(_RULING | _ASIDE),
    Step.GRANTED: frozenset({Step.ENTERED}),
    Step.DENIED: frozenset({Step.REVIEWED}),
    Step.ENTERED: frozenset({Step.REPORTED}),
    Step.REPORTED: frozenset({Step.CONFIRMED}),
    Step.CONFIRMED: frozenset(),
    Step.ALREADY_RELIEVED: frozenset(),
    Step.RECORDS_DESTROYED: frozenset(),
    Step.NO_COURT_CASE: frozenset({Step.REVIEWED}),
    Step.DECEASED: frozenset({Step.REVIEWED}),
    Step.WRONG_AGENCY: frozenset({Step.REVIEWED}),
}
"""What may follow each step; ``None`` is the moment before the first.

Only a clerk's rejection, a court's deferral, a refusal or a corrected fact leads back; what the
court has granted goes forward and nowhere else.
"""


def may_follow(previous: Step | None, following: Step) -> bool:
    """Say whether ``following`` may be written after ``previous`` (``None``: nothing is written yet)."""
    return following in NEXT[previous]
