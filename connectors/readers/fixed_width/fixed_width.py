"""The reader of fixed width: lines by the block, and every column sliced from all of them at once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from connectors.readers.block import ROW, Block, Fault, SetAside
from connectors.readers.delimited.intake import UTF8_MARK, first_bytes, refuse_other_kinds
from connectors.readers.encodings import Encoding, as_utf8, first_as_utf8
from connectors.readers.fixed_width.faults import find_reason
from connectors.readers.fixed_width.lines import Lines, read_lines
from connectors.readers.fixed_width.sheet import Sheet, read_sheet, read_span
from connectors.readers.format import Wanted
from connectors.readers.refusal import refuse_too_bad
from connectors.readers.trailer import Totals, find_trailer
from relief.errors import UserError

if TYPE_CHECKING:
    from connectors.layouts.layout import Layout


@dataclass(frozen=True, kw_only=True)
class RecordTypes:
    """Lines of several kinds, told apart by a mark at one place."""

    position: str
    """Where the mark is, as ``1`` or ``1-2``."""
    detail: tuple[str, ...]
    """The marks of the lines that are records."""
    others: tuple[str, ...] = ()
    """The marks of header and count lines, which are no records."""
    counts: Mapping[str, str] = field(default_factory=dict)
    """Marks of lines that count the records since the one before, and the pattern of each with the group ``rows``."""


@dataclass(frozen=True, kw_only=True)
class FixedWidth:
    """Records are lines, and each column stands at its places."""

    positions: Mapping[str, str]
    """Columns and their places as the layout sheet prints them: ``CASE_NO: 1-14``. Every place belongs to one."""
    encoding: Encoding = "utf-8"
    types: RecordTypes | None = None
    lines_end_after: str | None = None
    """Where the sender cuts the blanks at a line's end: the column up to which every line goes at least."""
    preamble: int = 0
    """Lines before the first record, which are not looked at."""
    trailer: str | None = None
    """A pattern that the last line fits, its totals in named groups: ``rows``, or a column whose sum it is."""

    def __post_init__(self) -> None:
        read_sheet(self.positions)
        if self.lines_end_after is not None and self.lines_end_after not in self.positions:
            raise UserError(f"file: lines_end_after: no column is called {self.lines_end_after!r}.")
        if self.types is not None:
            read_span(self.types.position, "file: types: position")
            if any("(?P<rows>" not in pattern for pattern in self.types.counts.values()):
                raise UserError("file: types: counts: each pattern needs a group (?P<rows>...).")

    @cached_property
    def sheet(self) -> Sheet:
        """The positions as numbers."""
        return read_sheet(self.positions)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, in the order in which they are declared."""
        return tuple(self.positions)

    @cached_property
    def least(self) -> int:
        """Places that every line has."""
        return self.sheet.spans[self.lines_end_after].end if self.lines_end_after else self.sheet.width

    def look(self, path: Path, layout: "Layout") -> None:
        """UserError with what is wrong if the file cannot be one in the layout, from a look at its beginning."""
        with first_as_utf8(path, self.encoding) as text:
            first = first_bytes(text)
            refuse_other_kinds(path.name, first)
            whole = first[: first.rfind(b"\n") + 1] or first
            lines = [line.decode(errors="replace").rstrip("\r") for line in whole.split(b"\n")[self.preamble :]]
        if not any(self.least <= len(line) and len(line.rstrip()) <= self.sheet.width for line in lines):
            raise UserError(
                f"{path.name}: none of its first lines has the {self.sheet.width} places of the {layout.title}. "
                "Check that the file belongs to this county, and its layout sheet."
            )

    def read(self, path: Path, layout: "Layout", wanted: Wanted, scratch: Path) -> Iterator[Block]:
        """Every record of the file: in a block's frame or set aside, with its number."""
        with as_utf8(path, self.encoding, scratch) as text:
            start = find_start(text, self.preamble)
            totals = find_trailer(text, self.trailer, start) if self.trailer else None
            end = totals.start if totals else text.stat().st_size
            yield from self._read(text, start, end, layout, wanted, totals)

    def _read(
        self, text: Path, start: int, end: int, layout: "Layout", wanted: Wanted, totals: Totals | None
    ) -> Iterator[Block]:
        rows, bad, counted = 0, list[SetAside](), 0
        summed = [name for name in (totals.columns if totals else ()) if name not in wanted]
        for lines in read_lines(text, start, end):
            counted = self._check_counts(text.name, lines, counted)
            records = self._records(lines).with_row_index(ROW, rows + 1)
            rows += records.height
            aside = records.filter(pl.col("reason").is_not_null())
            here = [self._set_aside(layout, *row) for row in aside.select(ROW, "reason", "line").iter_rows()]
            bad += here
            sound = records.filter(pl.col("reason").is_null()) if here else records
            frame = sound.select(
                pl.col(ROW).cast(pl.UInt32), *(self._cell(name) for name in [*sorted(wanted), *summed])
            )
            if totals is not None:
                totals.add(frame)
            yield Block(frame=frame.drop(summed), set_aside=here)
        refuse_too_bad(text.name, rows, bad, layout.refuse)
        if totals is not None:
            totals.check(text.name, rows, len(bad))

    def _records(self, lines: Lines) -> pl.DataFrame:
        """``line`` and ``reason`` of the lines that are records, or should be."""
        frame = pl.DataFrame([lines.text, lines.undecodable])
        if self.types is None:
            return frame.with_columns(reason=find_reason(self.sheet, self.least, None, []))
        span = read_span(self.types.position, "")
        mark = pl.col("line").str.slice(span.start, span.width)
        frame = frame.filter(mark.is_in([*self.types.others, *self.types.counts]).not_())
        return frame.with_columns(reason=find_reason(self.sheet, self.least, mark, list(self.types.detail)))

    def _check_counts(self, name: str, lines: Lines, since: int) -> int:
        """Records since the last line that counts them; UserError where one says another number.

        ``since``: records before these lines that no line has counted yet.
        """
        if self.types is None or not self.types.counts:
            return 0
        span = read_span(self.types.position, "")
        frame = pl.DataFrame([lines.text]).with_columns(mark=pl.col("line").str.slice(span.start, span.width))
        no_records = [*self.types.others, *self.types.counts]
        frame = frame.with_columns(records=pl.col("mark").is_in(no_records).not_().cum_sum() + since)
        done = 0
        for line, mark, records in frame.filter(pl.col("mark").is_in(list(self.types.counts))).iter_rows():
            found = re.fullmatch(self.types.counts[mark], line.rstrip())
            if found is None or not found["rows"].isdigit() or int(found["rows"]) != records - done:
                raise UserError(
                    f"{name}: a line of type {mark} does not count the {records - done} records above it. Records are missing "
                    "or were changed; ask the sender for the export again."
                )
            done = records
        return int(frame["records"][-1]) - done if frame.height else since

    def _cell(self, column: str) -> pl.Expr:
        span = self.sheet.spans[column]
        return pl.col("line").str.slice(span.start, span.width).str.strip_chars().alias(column)

    def _set_aside(self, layout: "Layout", number: int, reason: str, line: str) -> SetAside:
        column = layout.text.get("subject_id")
        span = self.sheet.spans.get(column) if column else None
        key = line[span.start : span.end].strip() if span and len(line) >= span.end else ""
        plausible = 4 <= len(key) <= 16 and key.isascii() and key.isalnum() and any(map(str.isdigit, key))
        return SetAside(number=number, fault=Fault(reason=reason), subject_id=key if plausible else None)


def find_start(path: Path, preamble: int) -> int:
    """The byte of the first line after the preamble."""
    with path.open("rb") as file:
        if file.read(len(UTF8_MARK)) != UTF8_MARK:
            file.seek(0)
        for _ in range(preamble):
            file.readline()
        return file.tell()
