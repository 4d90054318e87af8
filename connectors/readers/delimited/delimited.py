"""The reader of delimited text: the sieve looks at every byte, then the fast reader has what is sound."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl

from connectors.readers.block import ROW, Block
from connectors.readers.delimited.faults import NOT_UTF8
from connectors.readers.delimited.intake import Expected, Opening, open_text, wrong_encoding
from connectors.readers.delimited.mend import PLACEHOLDER, mend
from connectors.readers.delimited.sieve import Sifted, sift
from connectors.readers.delimited.table import Table
from connectors.readers.encodings import Encoding, as_utf8, first_as_utf8
from connectors.readers.format import Wanted
from connectors.readers.refusal import Refusal, refuse_too_bad
from connectors.readers.trailer import Totals, find_trailer
from relief.errors import UserError

if TYPE_CHECKING:
    from connectors.layouts.layout import Layout

ROWS_IN_BLOCK = 131_072
"""Rows that are in memory at a time, and in a row group of the written file."""


@dataclass(frozen=True, kw_only=True)
class Delimited:
    """Records are lines, fields are separated by one character."""

    delimiter: str = ","
    quoted: bool = True
    """A field may stand in double quotes; else a quote is a character like others."""
    encoding: Encoding = "utf-8"
    header: Literal["required", "absent", "either"] = "required"
    unnamed: tuple[str, ...] = ()
    """Columns whose heading is blank in the file, as row numbers often are."""
    preamble: int = 0
    """Lines before the header or the first record, which are not looked at."""
    trailer: str | None = None
    """A pattern that the last line fits, its totals in named groups: ``rows``, or a column whose sum it is."""

    def __post_init__(self) -> None:
        if len(self.delimiter) != 1 or not self.delimiter.isascii() or self.delimiter in '"\r\n':
            raise UserError('file: delimiter: must be one character; a tab is written "\\t".')

    def look(self, path: Path, layout: "Layout") -> None:
        """UserError with what is wrong if the file cannot be one in the layout, from a look at its beginning."""
        if unknown := sorted(set(self.unnamed) - set(layout.columns)):
            raise UserError(f"{layout.title}: file: unnamed: no column is called {', '.join(unknown)}.")
        with first_as_utf8(path, self.encoding) as text:
            open_text(text, self._expected(layout), self._table(layout))

    def read(self, path: Path, layout: "Layout", wanted: Wanted, scratch: Path) -> Iterator[Block]:
        """Every record of the file: in a block's frame or set aside, with its number."""
        table = self._table(layout)
        with as_utf8(path, self.encoding, scratch) as text:
            opening = open_text(text, self._expected(layout), table)
            totals = find_trailer(text, self.trailer, opening.start) if self.trailer else None
            end = totals.start if totals else text.stat().st_size
            sifted = sift(text, opening.start, end, table)
            _refuse_encoding(path.name, sifted, layout.refuse)
            refuse_too_bad(path.name, sifted.records, sifted.bad, layout.refuse)
            yield Block(frame=pl.DataFrame(), set_aside=sifted.bad)
            yield from _read_sound(text, opening, end, sifted, table, wanted, scratch, totals)

    def find_start(self, path: Path, layout: "Layout") -> int:
        """The byte of the first record of a UTF-8 file; UserError where it cannot be in the layout."""
        return open_text(path, self._expected(layout), self._table(layout)).start

    def _expected(self, layout: "Layout") -> Expected:
        return Expected(title=layout.title, preamble=self.preamble, header=self.header, unnamed=self.unnamed)

    def _table(self, layout: "Layout") -> Table:
        return Table(
            columns=layout.columns,
            delimiter=self.delimiter.encode(),
            quoted=self.quoted,
            subject=layout.subject(),
            heading=self.header != "absent",
        )


def _refuse_encoding(name: str, sifted: Sifted, limits: Refusal) -> None:
    """UserError where so many rows are not UTF-8, and none has a good character beyond ASCII, that the file is not."""
    if sifted.undecodable >= limits.undecodable and not sifted.beyond_ascii:
        first = next(record for record in sifted.bad if record.fault.reason == NOT_UTF8)
        where = f"row {first.number}, {first.fault.field or 'past the last field'}"
        error = wrong_encoding(name, "WINDOWS-1252")
        raise UserError(f"{error} ({sifted.undecodable} rows, the first is {where})")


def _read_sound(
    text: Path,
    opening: Opening,
    end: int,
    sifted: Sifted,
    table: Table,
    wanted: Wanted,
    scratch: Path,
    totals: Totals | None,
) -> Iterator[Block]:
    rows = 0
    with _readable(text, opening, end, sifted, table, scratch) as (source, skip_lines):
        for frame in _scan(source, skip_lines, sifted, table, wanted, totals):
            rows += frame.height
            if totals is not None:
                totals.add(frame)
            yield Block(frame=frame.select(ROW, *wanted))
    if rows + len(sifted.bad) != sifted.records:
        raise RuntimeError(f"{sifted.records} rows read, but {rows} given and {len(sifted.bad)} set aside")
    if totals is not None:
        totals.check(text.name, sifted.records, len(sifted.bad))


def _scan(
    source: Path, skip_lines: int, sifted: Sifted, table: Table, wanted: Wanted, totals: Totals | None
) -> Iterator[pl.DataFrame]:
    """Every record has the layout's number of fields: the sieve has seen to that. Blank records are left out."""
    rows = pl.scan_csv(
        source,
        has_header=False,
        skip_lines=skip_lines,
        separator=table.delimiter.decode(),
        quote_char='"' if table.quoted else None,
        schema={name: wanted.get(name, pl.String()) for name in table.columns},
        row_index_name=ROW,
        row_index_offset=1,
        n_rows=sifted.records if totals is not None else None,
        glob=False,
    )
    if sifted.bad:
        rows = rows.filter(pl.col(table.columns[0]).cast(pl.String).ne_missing(PLACEHOLDER))
    also = [name for name in totals.columns if name not in wanted] if totals is not None else []
    rows = rows.select(pl.col(ROW).cast(pl.UInt32), *sorted(wanted), *also)
    yield from rows.collect_batches(chunk_size=ROWS_IN_BLOCK, maintain_order=True, engine="streaming")


@contextmanager
def _readable(
    path: Path, opening: Opening, end: int, sifted: Sifted, table: Table, scratch: Path
) -> Iterator[tuple[Path, int]]:
    """The file that the fast reader may have, and how many lines it skips: the export, or a mended copy of it."""
    if not sifted.bad:
        yield path, opening.lines
        return
    mended = scratch / "mended"
    try:
        mend(path, opening.start, sifted.bad, mended, table, end)
        yield mended, 0
    finally:
        mended.unlink(missing_ok=True)
