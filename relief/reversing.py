"""Reversal: why relief is questioned, who was told of it, and which convictions no paper may name again."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from relief.ledger import Step
from relief.rules.rule import Relief


class Cause(StrEnum):
    """Why relief should not have been granted."""

    ERROR = "granted in error"
    """The order, or its entry, was about another count or person."""
    CHALLENGE = "a later challenge"
    RECORD = "the record was corrected"
    RERUN = "a rerun finds otherwise"


class Party(StrEnum):
    """Who may have been told."""

    PERSON = "the person"
    DEFENDER = "the public defender"
    COURT = "the court"
    DOJ = "the Department of Justice"


class Withheld(StrEnum):
    """Why no paper may name a conviction again."""

    DECEASED = "deceased"
    SEALED = "sealed"
    DESTROYED = "destroyed"


FOR_NOTICE = (Party.PERSON, Party.DEFENDER)
"""Whose notice lets the court hear a reversal."""

_TOLD_BY: dict[Step, Party] = {
    Step.FILED: Party.COURT,
    Step.DEFENDER_NOTIFIED: Party.DEFENDER,
    Step.REPORTED: Party.DOJ,
    Step.REINSTATEMENT_REPORTED: Party.DOJ,
}
"""Steps that tell somebody by themselves."""

_BY_STEP = {Step.DECEASED: Withheld.DECEASED, Step.RECORDS_DESTROYED: Withheld.DESTROYED}


def list_told(
    life: Sequence[tuple[Step, date]], notices: Iterable[tuple[Party, Step, date]]
) -> list[tuple[Party, Step, date]]:
    """Everybody who was told, of which step, and when: by the steps themselves and by notices; in order of the days.

    Args:
        life: steps and days of one conviction.
        notices: written down apart: a letter, a notice of the reversal.
    """
    by_steps = [(_TOLD_BY[step], step, day) for step, day in life if step in _TOLD_BY]
    return sorted([*by_steps, *notices], key=lambda each: (each[2], each[0], each[1]))


def list_still_to_tell(told: Iterable[tuple[Party, Step, date]]) -> list[Party]:
    """Who knows of the grant and not of the reinstatement."""
    everybody = list(told)
    after = {Step.REINSTATED, Step.REINSTATEMENT_REPORTED}
    know = {party for party, of, _ in everybody if of in after}
    return sorted({party for party, of, _ in everybody if of not in after} - know)


def find_withheld(life: Iterable[Step], relief: str | None, written: Iterable[Withheld]) -> list[Withheld]:
    """Why a conviction may not be named again: written down, or told by its own life.

    Args:
        life: its steps.
        relief: what was granted; a dismissal that was entered seals the record until it is reinstated.
        written: what staff wrote down since.
    """
    steps = list(life)
    found = {*written, *(_BY_STEP[step] for step in steps if step in _BY_STEP)}
    if Step.ENTERED in steps and Step.REINSTATED not in steps and relief == Relief.DISMISSAL.value:
        found.add(Withheld.SEALED)
    return sorted(found)


def may_reopen(withheld: Iterable[Withheld]) -> bool:
    """Whether relief may be questioned: of the dead, and of records that are no more, nothing is written again."""
    return not {Withheld.DECEASED, Withheld.DESTROYED} & set(withheld)
