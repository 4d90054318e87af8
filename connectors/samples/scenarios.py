"""The hard cases: one small history each, planted in turn among the everyday ones.

Each has a tag; ``connectors.samples.contents`` says what it is for.
"""

from connectors.samples import hard_charges, hard_dates, hard_people
from connectors.samples.history import History

_GROUPS = (
    hard_charges.spellings,
    hard_charges.strikes,
    hard_charges.priors_and_registrations,
    hard_charges.neighbours,
    hard_dates.dates,
    hard_dates.changes,
    hard_dates.ages,
    hard_people.papers,
    hard_people.people,
)


def scenarios() -> list[History]:
    """Every hard case, in the order in which they are planted."""
    return [history for group in _GROUPS for history in group()]
