"""The reader of RAP sheets: one folder or archive of them is one source, read by several processes at once."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar, Literal

import polars as pl

from connectors.readers.block import ROW, Block, Fault, SetAside
from connectors.readers.format import Wanted
from connectors.readers.rap_sheets.agencies import Agencies
from connectors.readers.rap_sheets.bundle import is_bundle, list_sheets
from connectors.readers.rap_sheets.outcomes import ROWS_OF_A_SHEET, Outcome, Task, read_task
from connectors.readers.rap_sheets.parse import Grammar
from connectors.readers.rap_sheets.people import settle_people
from connectors.readers.rap_sheets.rows import COLUMNS
from connectors.readers.rap_sheets.text import EXTRACTOR
from connectors.readers.refusal import refuse_too_bad
from relief.errors import UserError
from relief.records import DUPLICATE

if TYPE_CHECKING:
    from connectors.layouts.layout import Layout

_SHEETS_OF_A_TASK = 64
_WORTH_PROCESSES = 64
"""Sheets from which other processes are worth their start."""
_ROWS_OF_A_BLOCK = 100_000
_MOST = 2**32 // ROWS_OF_A_SHEET - 1


@dataclass(frozen=True, kw_only=True)
class RapSheets:
    """PDFs with a text layer, one person's sheet each."""

    headings: tuple[str, ...] = ()
    """Patterns of lines before the CII number."""
    page_lines: tuple[str, ...] = ()
    """Patterns of headers and footers; the groups ``page`` and ``pages`` must agree with the file's pages."""
    ignored_lines: tuple[str, ...] = ()
    """Patterns of lines anywhere else that say nothing which is needed."""
    end: Literal["required", "optional"] = "required"
    """Whether a sheet must have its end line: without one nobody sees that the last page is missing."""
    agencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """County to the agencies in it whose names do not say so."""
    extractor: ClassVar[str] = EXTRACTOR

    def with_courthouses(self, county: str, courthouses: tuple[str, ...], path: str) -> "RapSheets":
        """The same, which knows that these agencies too are in ``county``; UserError where another is declared."""
        for other, names in self.agencies.items():
            if other != county and (twice := sorted(set(courthouses) & set(names))):
                raise UserError(f"{path}: court: courthouses: {twice[0]} is in {other}. Take it out of one of them.")
        own = dict.fromkeys((*self.agencies.get(county, ()), *courthouses))
        return replace(self, agencies={**self.agencies, county: tuple(own)})

    def look(self, path: Path, layout: "Layout") -> None:
        """UserError with what is wrong if the path cannot be RAP sheets."""
        if not is_bundle(path) and path.suffix.lower() != ".pdf":
            raise UserError(f"{path.name}: neither a PDF, nor a folder or ZIP of PDFs, as {layout.title} needs.")
        if unknown := sorted(set(layout.columns) - set(COLUMNS)):
            raise UserError(f"{layout.title}: no RAP sheet has {', '.join(unknown)}. Columns: {', '.join(COLUMNS)}.")
        if len(list_sheets(path)) > _MOST:
            raise UserError(f"{path.name}: more than {_MOST:,} sheets. Divide them.")

    def read(self, path: Path, layout: "Layout", wanted: Wanted, scratch: Path) -> Iterator[Block]:
        """Every sheet: all its rows, numbered 10,000 times the sheet's place by name and on, or set aside whole."""
        with TemporaryDirectory(prefix="sheets-", dir=scratch) as folder:
            tasks = self._divide(path, list_sheets(path), Path(folder))
            outcomes = settle_people(_do(path, tasks))
            aside = [_set_aside(outcome) for outcome in outcomes if outcome.reason]
            unread = [one for one in aside if one.fault.reason != DUPLICATE]
            refuse_too_bad(path.name, len(outcomes), unread, layout.refuse, "sheets")
            yield Block(frame=pl.DataFrame(), set_aside=aside)
            bad = pl.Series([one.number // ROWS_OF_A_SHEET for one in aside], dtype=pl.UInt32)
            columns = [pl.col(name).cast(dtype) for name, dtype in wanted.items()]
            for frame in _gather(tasks):
                sheet = pl.col(ROW) // ROWS_OF_A_SHEET
                yield Block(frame=frame.filter(~sheet.is_in(bad.implode())).select(ROW, *columns))

    def _divide(self, path: Path, names: list[str], folder: Path) -> list[Task]:
        grammar = Grammar(
            headings=self.headings, page_lines=(*self.page_lines, *self.ignored_lines), end=self.end == "required"
        )
        size = min(_SHEETS_OF_A_TASK, -(-len(names) // (2 * _workers())))
        return [
            Task(
                bundle=path,
                names=names[first : first + size],
                first=first + 1,
                grammar=grammar,
                agencies=Agencies(self.agencies),
                spool=folder / f"{first}.arrow",
            )
            for first in range(0, len(names), size)
        ]


def _workers() -> int:
    return os.cpu_count() or 1


def _do(path: Path, tasks: list[Task]) -> Iterator[Outcome]:
    """The outcomes in the order of the sheets, whichever process was first."""
    if _workers() == 1 or sum(len(task.names) for task in tasks) < _WORTH_PROCESSES:
        yield from (outcome for task in tasks for outcome in read_task(task))
        return
    try:
        with ProcessPoolExecutor(min(_workers(), len(tasks)), mp_context=get_context("spawn")) as pool:
            yield from (outcome for found in pool.map(read_task, tasks) for outcome in found)
    except BrokenProcessPool:
        raise UserError(
            f"{path.name}: one of its sheets ends the process that reads it. Divide the sheets to find it."
        ) from None


def _gather(tasks: list[Task]) -> Iterator[pl.DataFrame]:
    """The rows of the spools, many at a time."""
    frames, rows = list[pl.DataFrame](), 0
    for task in tasks:
        frames.append(pl.read_ipc(task.spool))
        rows += frames[-1].height
        if rows >= _ROWS_OF_A_BLOCK:
            yield pl.concat(frames)
            frames, rows = [], 0
    if frames:
        yield pl.concat(frames)


def _set_aside(outcome: Outcome) -> SetAside:
    """The sheet as one record; without a CII number it is known by its place, so that no neighbour is taken for it."""
    name = f"sheet {outcome.sheet}"
    return SetAside(
        number=outcome.sheet * ROWS_OF_A_SHEET,
        fault=Fault(reason=outcome.reason, field=", ".join(part for part in (name, outcome.place) if part)),
        subject_id=outcome.person or name,
    )
