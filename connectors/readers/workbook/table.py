"""The records of one sheet, some thousand rows at a time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import polars as pl

from connectors.readers.block import ROW, Fault, SetAside
from connectors.readers.workbook.book import Row
from connectors.readers.workbook.cells import DAY, NUMBER, TIME, Column, read_column
from connectors.readers.workbook.faults import BESIDE, ERROR_CELL, ERRORS, HEADING, KEPT, LONG_NUMBER
from connectors.readers.workbook.faults import DAY as DAY_IN_TEXT
from connectors.readers.workbook.heading import Start
from connectors.readers.workbook.marks import Marks

ROWS_IN_BLOCK = 16_384
ZEROS = "numbers whose zeros in front were put back"
BLANKS = "blank rows between records"
_DAYS_FROM_1900_TO_1904 = 1462
_LAST_SERIAL = 1_000_000


@dataclass(kw_only=True)
class Table:
    """One sheet's records; what a row's number is, counting goes on from the sheets before."""

    columns: tuple[str, ...]
    wanted: tuple[str, ...]
    dates: frozenset[str]
    """Columns from which days are read."""
    serial: frozenset[str]
    """Of those, where days may stand as bare numbers."""
    widths: dict[str, int]
    blank_words: frozenset[str]
    subject: str | None
    start: Start
    marks: Marks
    before: int
    """Rows of the sheets before."""
    footer: int | None = None
    """The row, counted as `divide` does, that only closes the table."""
    notes: Counter[str] = field(default_factory=Counter)

    def divide(self, rows: Iterator[Row]) -> Iterator[tuple[int, list[Row]]]:
        """Rows below the heading in pieces that end with a filled row, with the number of each piece's first."""
        at, blank, tail = 0, 0, list[Row]()
        while piece := list(islice(rows, ROWS_IN_BLOCK)):
            for row, shown in self._errors(at + blank, len(piece)):
                _put(piece[row], shown)
            filled = next((n for n in range(len(piece), 0, -1) if any(cell != "" for cell in piece[n - 1])), 0)
            if filled:
                tail = [[""] * len(piece[0])] * blank + piece[:filled]
                yield at, tail
                at, blank = at + len(tail), len(piece) - filled
            else:
                blank += len(piece)

    def _errors(self, at: int, size: int) -> list[tuple[int, dict[int, str]]]:
        first = self.start.row + at
        if len(self.marks.errors) < size:
            return [(row - first, shown) for row, shown in self.marks.errors.items() if first <= row < first + size]
        return [(row, self.marks.errors[first + row]) for row in range(size) if first + row in self.marks.errors]

    def read(self, at: int, rows: list[Row]) -> tuple[pl.DataFrame, list[SetAside]]:
        """The rows of a piece that hold something: in the frame, or set aside."""
        left = self.start.column
        across = list(zip(*rows, strict=True))
        places = {name: left + place for place, name in enumerate(self.columns)}
        read = {name: read_column(across[places[name]]) for name in self.wanted}
        frame = pl.DataFrame({name: self._mend(name, column) for name, column in read.items()}).with_columns(
            pl.int_range(self.before + at + 1, self.before + at + len(rows) + 1, dtype=pl.UInt32).alias(ROW)
        )
        faults = self._find_faults(read, frame, across)
        if self.footer is not None and self.footer >= at:
            faults[self.footer - at] = Fault(reason=HEADING)
        blank = [not any(cell != "" for cell in row) for row in rows] if self._may_be_blank(frame) else []
        if any(blank):
            self.notes[BLANKS] += sum(blank)
        aside = [
            SetAside(number=frame[ROW][row], fault=fault, subject_id=self._key(frame, row, fault))
            for row, fault in sorted(faults.items())
        ]
        out = {*faults, *(row for row, empty in enumerate(blank) if empty)}
        keep = pl.Series([row not in out for row in range(len(rows))], dtype=pl.Boolean) if out else None
        return (frame if keep is None else frame.filter(keep)), aside

    def _may_be_blank(self, frame: pl.DataFrame) -> bool:
        return bool(frame.select(pl.all_horizontal(pl.col(name) == "" for name in self.wanted).any()).item())

    def _key(self, frame: pl.DataFrame, row: int, fault: Fault) -> str | None:
        """The person's key, where it can be read."""
        if self.subject is None or fault.field == self.subject or fault.reason == HEADING:
            return None
        key = frame[self.subject][row].strip()
        return key if 4 <= len(key) <= 16 and key.isalnum() and any(map(str.isdigit, key)) else None

    def _mend(self, name: str, column: Column) -> pl.Series:
        """Zeros that a number lost are put back; days that are counted from 1904 are counted from 1900."""
        text, width = column.text, self.widths.get(name)
        if not column.has(NUMBER):
            return text
        frame = pl.DataFrame({"text": text, "kind": column.kinds})
        whole = (pl.col("kind") == NUMBER) & pl.col("text").str.contains(r"^\d+$")
        if width is not None:
            lost = whole & (pl.col("text").str.len_bytes() < width)
            self.notes[ZEROS] += int(frame.select(lost.sum()).item())
            frame = frame.with_columns(text=pl.when(lost).then(pl.col("text").str.zfill(width)).otherwise("text"))
        elif name in self.serial and self.marks.from_1904:
            number = pl.col("text").cast(pl.Float64, strict=False)
            late = (pl.col("kind") == NUMBER) & (number < _LAST_SERIAL)
            moved = (number.floor().cast(pl.Int64) + _DAYS_FROM_1900_TO_1904).cast(pl.String)
            frame = frame.with_columns(text=pl.when(late).then(moved).otherwise("text"))
        return frame["text"]

    def _find_faults(
        self, read: dict[str, Column], frame: pl.DataFrame, across: list[tuple[Any, ...]]
    ) -> dict[int, Fault]:
        """The first that is wrong with each row, by its place in the piece."""
        faults: dict[int, Fault] = {}
        for name, column in read.items():
            for reason, bad in self._judge(name, column):
                for row in bad.arg_true().to_list():
                    faults.setdefault(row, Fault(reason=reason, field=name))
        left, right = self.start.column, self.start.column + len(self.columns)
        for beside in (*across[:left], *across[right:]):
            if set(beside) - {""}:
                faults |= {row: Fault(reason=BESIDE) for row, cell in enumerate(beside) if cell != ""}
        for row in self._like_heading(frame):
            if all(
                str(across[left + n][row]).strip().upper() in ("", name.upper()) for n, name in enumerate(self.columns)
            ):
                faults[row] = Fault(reason=HEADING)
        return faults

    def _like_heading(self, frame: pl.DataFrame) -> list[int]:
        """Rows in which some column holds its own name."""
        same = [pl.col(name).str.strip_chars().str.to_uppercase() == name.upper() for name in self.wanted]
        return frame.select(pl.any_horizontal(same)).to_series().arg_true().to_list()

    def _judge(self, name: str, column: Column) -> Iterator[tuple[str, pl.Series]]:
        """What cannot be a value: a day that cannot be read is unreadable, as are others which nobody can read."""
        if name in self.dates:
            return
        errors = list(ERRORS - self.blank_words)
        yield ERROR_CELL, column.text.is_in(errors)
        if column.kinds is not None:
            yield DAY_IN_TEXT, column.kinds.is_in([DAY, TIME])
            if column.has(NUMBER):
                number = column.text.cast(pl.Float64, strict=False)
                yield LONG_NUMBER, ((column.kinds == NUMBER) & (number.abs() >= KEPT)).fill_null(value=False)


def _put(row: Row, shown: dict[int, str]) -> None:
    for column, text in shown.items():
        if column < len(row):
            row[column] = text
