"""What became of some sheets, read in a process of its own: rows, or where reading stopped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.readers.rap_sheets.agencies import Agencies
from connectors.readers.rap_sheets.bundle import read_sheets
from connectors.readers.rap_sheets.parse import Grammar
from connectors.readers.rap_sheets.rows import Row, lay_out
from connectors.readers.rap_sheets.stop import NOT_A_PDF, TOO_LONG, TWO_SHEETS, Stop
from relief.records import DUPLICATE

ROWS_OF_A_SHEET = 10_000
"""A row's number is the sheet's, times this, and the row's in the sheet."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """Some of a source's sheets."""

    bundle: Path
    names: Sequence[str]
    grammar: Grammar
    agencies: Agencies


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One sheet: its rows, or why it has none."""

    person: str
    """The CII number; blank where it was not read."""
    rows: Sequence[Row] = ()
    reason: str = ""
    place: str = ""


def read_task(task: Task) -> list[Outcome]:
    """The outcome of each sheet, in order."""
    return [_read(content, task) for content in read_sheets(task.bundle, task.names)]


def _read(content: bytes, task: Task) -> Outcome:
    try:
        if not content:
            raise Stop(NOT_A_PDF)
        sheet = task.grammar.parse(content)
        rows = lay_out(sheet, task.agencies)
        if len(rows) >= ROWS_OF_A_SHEET:
            raise Stop(TOO_LONG)
    except Stop as stop:
        return Outcome(person=stop.person, reason=stop.reason, place=stop.tell())
    return Outcome(person=sheet.person.cii, rows=rows)


def settle_people(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Of two sheets of a person that say the same, the first; of two that differ, none: nobody can tell which holds.

    A person of whom a sheet could not be read has no other sheet that holds either.
    """
    found = list(outcomes)
    seen: dict[str, set[tuple[Row, ...]]] = {}
    for outcome in found:
        if outcome.person:
            seen.setdefault(outcome.person, set()).add(tuple(outcome.rows))
    met: set[str] = set()
    settled = []
    for outcome in found:
        settled.append(_settle(outcome, len(seen.get(outcome.person, ())), again=outcome.person in met))
        met.add(outcome.person)
    return settled


def _settle(outcome: Outcome, different: int, *, again: bool) -> Outcome:
    if outcome.reason or not (different > 1 or again):
        return outcome
    return Outcome(person=outcome.person, reason=TWO_SHEETS if different > 1 else DUPLICATE)
