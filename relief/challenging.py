"""The challenge of HS 11361.9: the agency's ground and author, the defender's notice, the hearing, the ruling."""

from collections.abc import Mapping
from enum import StrEnum

from relief.ledger import Step
from relief.reviewing import CHALLENGE, RULING
from relief.rules.rule import Outcome


class Ground(StrEnum):
    """Why an agency may challenge."""

    CRITERIA = "does not meet the criteria"
    """HS 11361.8: the person would have been guilty of no lesser offense."""
    SAFETY = "unreasonable risk to public safety"
    """PC 1170.18(c): a risk of a new super strike."""


PATH: tuple[Step, ...] = (Step.CHALLENGED, Step.DEFENDER_NOTIFIED, Step.HEARD, Step.GRANTED, Step.DENIED)
"""Steps of the path; the last two are the court's answers."""

SHOWN: Mapping[str, tuple[str, str, str]] = {
    Step.CHALLENGED: (Outcome.REVIEW.value, CHALLENGE, "The prosecuting agency challenges relief"),
    Step.DEFENDER_NOTIFIED: (Outcome.REVIEW.value, CHALLENGE, "The challenge was notified to the public defender"),
    Step.HEARD: (Outcome.REVIEW.value, CHALLENGE, "The court has heard the challenge and not ruled"),
    Step.GRANTED: (Outcome.ALREADY_RELIEVED.value, RULING, "The court granted relief over the challenge"),
    Step.DENIED: (Outcome.INELIGIBLE.value, RULING, "The court denied relief on the challenge"),
}
"""Last step of a challenged conviction to outcome, rule and the beginning of the reason. On another step the
challenge is over: it was withdrawn, or the conviction is being reviewed anew."""
