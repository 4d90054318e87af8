"""The life of one conviction's relief: its steps, and which step may follow which.

Health and Safety Code 11361.9 gives the road: the prosecutor reviews what was identified and
challenges it or not; what is not challenged is filed; the court accepts, decides and enters its
order; the Department of Justice is told and confirms. What leaves the road is a step too, so that
no conviction is ever without an answer. Relief that was granted in error is questioned, notified and
heard, and then it stands or the conviction is reinstated: never without a word.
"""

from collections.abc import Sequence
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
    GRANTED_IN_PART = "granted in part"
    """The court ordered less than was asked for; the step's cause says what."""
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
    QUESTIONED = "questioned"
    """Somebody says, with a cause, that relief should not have been granted."""
    REVERSAL_NOTICED = "reversal noticed"
    """The person, or the public defender, has notice of it."""
    REVERSAL_HEARD = "reversal heard"
    """The court has heard it."""
    UPHELD = "upheld"
    """The court let relief stand: the conviction goes on from where it was questioned."""
    REINSTATED = "reinstated"
    """The court took relief back."""
    REINSTATEMENT_REPORTED = "reinstatement reported"
    """The Department of Justice was told that relief was taken back. The conviction may be reviewed anew."""


_ASIDE = {Step.ALREADY_RELIEVED, Step.RECORDS_DESTROYED, Step.NO_COURT_CASE, Step.DECEASED, Step.WRONG_AGENCY}
_RULING = {Step.GRANTED, Step.GRANTED_IN_PART, Step.DENIED, Step.DEFERRED}

RELIEVED = (Step.GRANTED, Step.GRANTED_IN_PART, Step.ENTERED, Step.REPORTED, Step.CONFIRMED)
"""Steps after which relief stands."""

NEXT: dict[Step | None, frozenset[Step]] = {
    None: frozenset({Step.IDENTIFIED}),
    Step.IDENTIFIED: frozenset({Step.REVIEWED} | _ASIDE),
    Step.REVIEWED: frozenset({Step.NOT_CHALLENGED, Step.CHALLENGED, Step.NOT_ELIGIBLE, Step.NEEDS_REVIEW} | _ASIDE),
    Step.NEEDS_REVIEW: frozenset({Step.REVIEWED} | _ASIDE),
    Step.NOT_ELIGIBLE: frozenset({Step.REVIEWED}),
    Step.NOT_CHALLENGED: frozenset({Step.FILED, Step.REVIEWED} | _ASIDE),
    Step.CHALLENGED: frozenset({Step.DEFENDER_NOTIFIED, Step.REVIEWED} | _ASIDE),
    Step.DEFENDER_NOTIFIED: frozenset({Step.HEARD} | _ASIDE),
    Step.HEARD: frozenset(_RULING - {Step.DEFERRED}),
    Step.FILED: frozenset({Step.ACCEPTED, Step.REJECTED} | _ASIDE),
    Step.ACCEPTED: frozenset(_RULING | _ASIDE),
    Step.REJECTED: frozenset({Step.FILED, Step.REVIEWED} | _ASIDE),
    Step.DEFERRED: frozenset(_RULING | _ASIDE),
    Step.GRANTED: frozenset({Step.ENTERED, Step.QUESTIONED}),
    Step.GRANTED_IN_PART: frozenset({Step.ENTERED, Step.QUESTIONED}),
    Step.DENIED: frozenset({Step.REVIEWED}),
    Step.ENTERED: frozenset({Step.REPORTED, Step.QUESTIONED}),
    Step.REPORTED: frozenset({Step.CONFIRMED, Step.QUESTIONED}),
    Step.CONFIRMED: frozenset({Step.QUESTIONED}),
    Step.QUESTIONED: frozenset({Step.REVERSAL_NOTICED, Step.UPHELD}),
    Step.REVERSAL_NOTICED: frozenset({Step.REVERSAL_HEARD, Step.UPHELD}),
    Step.REVERSAL_HEARD: frozenset({Step.REINSTATED, Step.UPHELD}),
    Step.UPHELD: frozenset(),
    Step.REINSTATED: frozenset({Step.REINSTATEMENT_REPORTED}),
    Step.REINSTATEMENT_REPORTED: frozenset({Step.REVIEWED}),
    Step.ALREADY_RELIEVED: frozenset(),
    Step.RECORDS_DESTROYED: frozenset(),
    Step.NO_COURT_CASE: frozenset({Step.REVIEWED}),
    Step.DECEASED: frozenset({Step.REVIEWED}),
    Step.WRONG_AGENCY: frozenset({Step.REVIEWED}),
}
"""What may follow each step; ``None`` is the moment before the first.

Only a clerk's rejection, a court's deferral, a refusal or a corrected fact leads back; what the
court has granted goes forward, or to a hearing. What may follow ``UPHELD`` depends on where relief
stood: ask ``standing`` first.
"""


def may_follow(previous: Step | None, following: Step) -> bool:
    """Say whether ``following`` may be written after ``previous`` (``None``: nothing is written yet)."""
    return following in NEXT[previous]


def standing(life: Sequence[Step]) -> Step | None:
    """The step from which a conviction goes on: its last, or where relief stood before it was questioned and upheld.

    Args:
        life: all steps of one conviction, in order.
    """
    if not life or life[-1] is not Step.UPHELD:
        return life[-1] if life else None
    questioned = max(place for place, step in enumerate(life) if step is Step.QUESTIONED)
    return standing(life[:questioned])
