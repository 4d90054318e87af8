"""The reader around a county's own function: what it gives is held to the layout, and counted against the file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

import polars as pl

from connectors.readers.block import ROW, Block, Fault, SetAside
from connectors.readers.delimited.intake import first_bytes
from connectors.readers.encodings import Encoding, as_utf8
from connectors.readers.format import Wanted
from connectors.readers.own.function import Row, Rows, Unread, find_code, hash_code, load_rows
from connectors.readers.refusal import refuse_too_bad
from connectors.readers.trailer import find_trailer
from relief.errors import UserError

if TYPE_CHECKING:
    from connectors.layouts.layout import Layout

_ROWS_IN_BLOCK = 16_384
_LOOKED_AT = 50


@dataclass(frozen=True, kw_only=True)
class Own:
    """Records as a county's own function finds them."""

    rows: str
    """The file that holds the function, beside the county's own: ``invented`` for ``invented.py``."""
    record: str
    """A pattern that fits one line of every record and no other line: as many lines as it fits must come out as records."""
    reasons: tuple[str, ...] = ()
    """Why the function may say that a record cannot be read."""
    encoding: Encoding = "utf-8"
    trailer: str | None = None
    """A pattern that the last line fits, its totals in named groups: ``rows``, or a column whose sum it is."""

    def __post_init__(self) -> None:
        find_code(self.rows)
        try:
            re.compile(self.record)
        except re.error:
            raise UserError("file: record: not a pattern of a line. Check its brackets.") from None

    @cached_property
    def code(self) -> Path:
        """The file of the function."""
        return find_code(self.rows)

    @property
    def digest(self) -> str:
        """SHA-256 of the function's file: another function may give other records."""
        return hash_code(self.code)

    @cached_property
    def _function(self) -> Rows:
        return load_rows(self.code)

    def look(self, path: Path, layout: "Layout") -> None:
        """UserError with what is wrong if the function cannot read the file's beginning."""
        first_bytes(path)
        with as_utf8(path, self.encoding, None) as text:
            items = list(islice(self._give(text, layout), _LOOKED_AT))
        if not any(isinstance(item, dict) for item in items):
            raise UserError(f"{path.name}: {self.code.name} finds no record that it can read in it. Check the file.")

    def read(self, path: Path, layout: "Layout", wanted: Wanted, scratch: Path) -> Iterator[Block]:
        """Every record that the function gives: in a block's frame or set aside, with its number."""
        with as_utf8(path, self.encoding, scratch) as text:
            totals = find_trailer(text, self.trailer, 0) if self.trailer else None
            rows, bad = 0, list[SetAside]()
            given = self._give(text, layout)
            while items := list(islice(given, _ROWS_IN_BLOCK)):
                block = _divide(items, rows, layout)
                rows, bad = rows + len(items), [*bad, *block.set_aside]
                if totals is not None and block.frame.height:
                    totals.add(block.frame)
                columns = [pl.col(name).cast(dtype) for name, dtype in wanted.items()]
                yield Block(frame=block.frame.select(ROW, *columns), set_aside=block.set_aside)
            self._check_count(text, rows)
        refuse_too_bad(path.name, rows, bad, layout.refuse)
        if totals is not None:
            totals.check(path.name, rows, len(bad))

    def _give(self, text: Path, layout: "Layout") -> Iterator[Row | Unread]:
        """The function's items, each held to what it may be; UserError names the code and the record, never a value."""
        number = 0
        try:
            for number, item in enumerate(self._function(text), start=1):
                if wrong := self._judge(item, layout):
                    raise self._refuse(text, number, wrong)
                yield item
        except UserError:
            raise
        except Exception as error:  # whatever it is, its own words may be of a person
            lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == str(self.code)]
            wrong = f"stopped with {type(error).__name__} in line {lines[-1] if lines else 1}"
            raise self._refuse(text, number + 1, wrong) from None

    def _judge(self, item: object, layout: "Layout") -> str | None:
        """What is wrong with an item."""
        if isinstance(item, Unread):
            known = item.field is None or item.field in layout.columns
            return None if item.reason in self.reasons and known else "gave a reason or column that is not declared"
        if not isinstance(item, dict):
            return "gave neither columns nor Unread"
        if odd := sorted(set(layout.columns) ^ item.keys()):
            return f"gave too many or too few columns ({len(odd)} of them)"
        wrong = [name for name, cell in item.items() if not (cell is None or isinstance(cell, str))]
        return f"gave no text in {', '.join(wrong)}" if wrong else None

    def _refuse(self, text: Path, number: int, wrong: str) -> UserError:
        return UserError(f"{text.name}: record {number}: rows() of {self.code.name} {wrong}. Correct it.")

    def _check_count(self, text: Path, rows: int) -> None:
        """UserError where the lines that begin a record are not as many as the records that came out."""
        fits = re.compile(self.record).search
        with text.open(encoding="utf-8", errors="replace") as lines:
            seen = sum(fits(line.rstrip("\r\n")) is not None for line in lines)
        if seen != rows:
            raise UserError(
                f"{text.name}: {seen} of its lines are records by the pattern, but rows() of {self.code.name} gave {rows}. "
                "None may be lost or made up: correct the function, or the pattern under file: record."
            )


def _divide(items: Sequence[Row | Unread], before: int, layout: "Layout") -> Block:
    """Records with columns, and those without."""
    sound = [(number, item) for number, item in enumerate(items, before + 1) if not isinstance(item, Unread)]
    cells = {name: pl.Series([item[name] for _, item in sound], dtype=pl.String) for name in layout.columns}
    numbers = pl.Series([number for number, _ in sound], dtype=pl.UInt32)
    aside = [
        SetAside(number=number, fault=Fault(reason=item.reason, field=item.field), subject_id=item.subject_id)
        for number, item in enumerate(items, before + 1)
        if isinstance(item, Unread)
    ]
    return Block(frame=pl.DataFrame({ROW: numbers, **cells}), set_aside=aside)
