"""What became of some sheets, read in a process of its own: rows in a file of the run's, or where reading stopped."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from connectors.readers.block import ROW
from connectors.readers.rap_sheets.agencies import Agencies
from connectors.readers.rap_sheets.bundle import read_sheets
from connectors.readers.rap_sheets.parse import Grammar
from connectors.readers.rap_sheets.rows import COLUMNS, Row, lay_out
from connectors.readers.rap_sheets.stop import NOT_A_PDF, TOO_LONG, Stop

ROWS_OF_A_SHEET = 10_000
"""A row's number is the sheet's, times this, and the row's in the sheet."""
SCHEMA = {ROW: pl.UInt32, **dict.fromkeys(COLUMNS, pl.String)}


@dataclass(frozen=True, kw_only=True)
class Task:
    """Some of a source's sheets."""

    bundle: Path
    names: Sequence[str]
    first: int
    """The number of the first among all of the source, from 1."""
    grammar: Grammar
    agencies: Agencies
    spool: Path
    """Where the rows are written, Arrow IPC, columns ``SCHEMA``."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One sheet: a hash of its rows, or why it has none."""

    sheet: int
    person: str
    """The CII number; blank where it was not read."""
    digest: bytes = b""
    reason: str = ""
    place: str = ""


def read_task(task: Task) -> list[Outcome]:
    """The outcome of each sheet, in order; the rows of all are in the task's spool."""
    outcomes, rows = list[Outcome](), list[tuple[int | str, ...]]()
    for sheet, content in enumerate(read_sheets(task.bundle, task.names), start=task.first):
        outcome, told = _read(sheet, content, task)
        outcomes.append(outcome)
        rows.extend((number, *row) for number, row in enumerate(told, start=sheet * ROWS_OF_A_SHEET + 1))
    pl.DataFrame(rows, schema=SCHEMA, orient="row").write_ipc(task.spool, compression="uncompressed")
    return outcomes


def _read(sheet: int, content: bytes, task: Task) -> tuple[Outcome, list[Row]]:
    try:
        if not content:
            raise Stop(NOT_A_PDF)
        said = task.grammar.parse(content)
        rows = lay_out(said, task.agencies)
        if len(rows) >= ROWS_OF_A_SHEET:
            raise Stop(TOO_LONG)
    except Stop as stop:
        return Outcome(sheet=sheet, person=stop.person, reason=stop.reason, place=stop.tell()), []
    digest = hashlib.sha256(repr(rows).encode()).digest()
    return Outcome(sheet=sheet, person=said.person.cii, digest=digest), rows
