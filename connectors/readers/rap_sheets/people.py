"""One sheet a person: what becomes of several."""

from collections.abc import Iterable
from dataclasses import replace

from connectors.readers.rap_sheets.outcomes import Outcome
from connectors.readers.rap_sheets.stop import TWO_SHEETS
from relief.records import DUPLICATE


def settle_people(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Of two sheets of a person that say the same, the first; of two that differ, none: nobody can tell which holds.

    A person of whom a sheet could not be read has no other sheet that holds either.
    """
    found = list(outcomes)
    said: dict[str, set[bytes]] = {}
    for outcome in found:
        if outcome.person:
            said.setdefault(outcome.person, set()).add(outcome.digest)
    met: set[str] = set()
    settled = []
    for outcome in found:
        settled.append(_settle(outcome, len(said.get(outcome.person, ())), again=outcome.person in met))
        met.add(outcome.person)
    return settled


def _settle(outcome: Outcome, different: int, *, again: bool) -> Outcome:
    if outcome.reason or not (different > 1 or again):
        return outcome
    return replace(outcome, reason=TWO_SHEETS if different > 1 else DUPLICATE)
