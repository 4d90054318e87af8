"""The reader of RAP sheets: one folder or archive of them is one source, read by several processes at once."""

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

import polars as pl

from connectors.readers.block import ROW, Block, Fault, SetAside
from connectors.readers.format import Wanted
from connectors.readers.rap_sheets.agencies import Agencies
from connectors.readers.rap_sheets.bundle import is_bundle, list_sheets
from connectors.readers.rap_sheets.outcomes import ROWS_OF_A_SHEET, Outcome, Task, read_task, settle_people
from connectors.readers.rap_sheets.parse import Grammar
from connectors.readers.rap_sheets.rows import COLUMNS, Row
from connectors.readers.rap_sheets.text import EXTRACTOR
from relief.errors import UserError

if TYPE_CHECKING:
    from connectors.layouts.layout import Layout

_SHEETS_OF_A_TASK = 16
_WORTH_PROCESSES = 64
"""Sheets from which other processes are worth their start."""
_MOST = 2**32 // ROWS_OF_A_SHEET - 1


@dataclass(frozen=True, kw_only=True)
class RapSheets:
    """PDFs with a text layer, one person's sheet each."""

    headings: tuple[str, ...] = ()
    """Patterns of lines before the CII number."""
    page_lines: tuple[str, ...] = ()
    """Patterns of headers and footers; the groups ``page`` and ``pages`` must agree with the file's pages."""
    end: Literal["required", "optional"] = "required"
    """Whether a sheet must have its end line: without one nobody sees that the last page is missing."""
    agencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """County to the agencies in it whose names do not say so."""
    extractor: ClassVar[str] = EXTRACTOR

    def look(self, path: Path, layout: "Layout") -> None:
        """UserError with what is wrong if the path cannot be RAP sheets."""
        if not is_bundle(path) and path.suffix.lower() != ".pdf":
            raise UserError(f"{path.name}: neither a PDF, nor a folder or ZIP of PDFs, as {layout.title} needs.")
        if unknown := sorted(set(layout.columns) - set(COLUMNS)):
            raise UserError(f"{layout.title}: no RAP sheet has {', '.join(unknown)}. Columns: {', '.join(COLUMNS)}.")
        if len(list_sheets(path)) > _MOST:
            raise UserError(f"{path.name}: more than {_MOST:,} sheets. Divide them.")

    def read(self, path: Path, layout: "Layout", wanted: Wanted, scratch: Path) -> Iterator[Block]:  # noqa: ARG002 (nothing is copied)
        """Every sheet: all its rows, numbered 10,000 times the sheet's place by name and on, or set aside whole."""
        outcomes = settle_people(self._read(path, list_sheets(path)))
        rows, numbers, aside = list[Row](), list[int](), list[SetAside]()
        for sheet, outcome in enumerate(outcomes, start=1):
            first = sheet * ROWS_OF_A_SHEET
            rows += outcome.rows
            numbers += range(first + 1, first + 1 + len(outcome.rows))
            if outcome.reason:
                aside.append(_set_aside(sheet, first, outcome))
        frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
        columns = [pl.col(name).cast(dtype) for name, dtype in wanted.items()]
        yield Block(frame=frame.select(pl.Series(ROW, numbers, dtype=pl.UInt32), *columns), set_aside=aside)

    def _read(self, path: Path, names: list[str]) -> Iterable[Outcome]:
        grammar = Grammar(headings=self.headings, page_lines=self.page_lines, end=self.end == "required")
        agencies = Agencies(self.agencies)
        tasks = [
            Task(bundle=path, names=names[first : first + _SHEETS_OF_A_TASK], grammar=grammar, agencies=agencies)
            for first in range(0, len(names), _SHEETS_OF_A_TASK)
        ]
        workers = min(os.cpu_count() or 1, len(tasks))
        if workers == 1 or len(names) < _WORTH_PROCESSES:
            return [outcome for task in tasks for outcome in read_task(task)]
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            return [outcome for found in pool.map(read_task, tasks) for outcome in found]


def _set_aside(sheet: int, number: int, outcome: Outcome) -> SetAside:
    """The sheet as one record; without a CII number it is known by its place, so that no neighbour is taken for it."""
    place = ", ".join(part for part in (f"sheet {sheet}", outcome.place) if part)
    return SetAside(
        number=number,
        fault=Fault(reason=outcome.reason, field=place),
        subject_id=outcome.person or f"sheet {sheet}",
    )
