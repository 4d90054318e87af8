"""One strict look at every byte of an export, before the fast reader has it.

The fast reader cannot tell a short row from one whose last fields are blank, and an unclosed
quote makes it lose whatever follows. So the sieve finds the records that are not exactly what they
should be. Its memory depends neither on the file's size nor on its longest line.
"""

from dataclasses import dataclass, field
from io import FileIO
from itertools import pairwise
from pathlib import Path

import numpy as np

from connectors.readers.block import Fault, SetAside
from connectors.readers.delimited.faults import (
    FURTHER_LINES,
    HEADING,
    LONGEST_FIELD,
    NOT_UTF8,
    TOO_LONG,
    UNCLOSED_QUOTE,
    WRONG_FIELDS,
    find_fault,
    join_lines,
    split,
    subject_of,
)
from connectors.readers.delimited.suspects import LINE_END, Bytes, Positions, find_suspects, line_ends
from connectors.readers.delimited.table import Table

BLOCK = 2 << 20
"""Bytes looked at together; no record may be longer."""
FOOTER_FIELDS = 3
"""A last line with so few fields is the sender's count or end mark, not a damaged record."""


@dataclass(frozen=True, kw_only=True)
class BadRecord(SetAside):
    """A record that cannot be read, and where it is."""

    start: int
    end: int
    """Its bytes in the file, line end included."""


@dataclass(kw_only=True)
class Sifted:
    """What the sieve found in a file so far."""

    records: int = 0
    bad: list[BadRecord] = field(default_factory=list)
    beyond_ascii: bool = False
    """Some record has a character beyond ASCII, in proper UTF-8."""

    undecodable: int = 0
    """Records that are not UTF-8."""


def sift(path: Path, start: int, end: int, table: Table) -> Sifted:
    """Look at every record from byte ``start`` on, where the first one begins, up to ``end``."""
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        return _Sieve(file, start, end, table).run()


class _Sieve:
    """A buffer of whole lines that moves over the file."""

    def __init__(self, file: FileIO, start: int, end: int, table: Table) -> None:
        self._file = file
        self._table = table
        self._left = end - start
        """Bytes still to be read."""
        self._buffer = np.zeros(BLOCK + 1, dtype=np.uint8)
        self._filled = 0
        self._offset = start
        """Where in the file the buffer begins."""
        self._found = Sifted()

    def run(self) -> Sifted:
        more = True
        while more:
            more = self._fill()
            if not more and self._filled and self._buffer[self._filled - 1] != LINE_END:
                self._buffer[self._filled] = LINE_END
                self._filled += 1
            ends = line_ends(self._buffer[: self._filled])
            if len(ends):
                self._drop(self._sift(ends, last=not more))
            elif self._filled:
                self._skip_line()
        return self._found

    def _fill(self) -> bool:
        """Read on until the buffer is full, or the file ends (False)."""
        while self._filled < BLOCK:
            room = min(BLOCK, self._filled + self._left)
            read = self._file.readinto(self._buffer.data[self._filled : room]) if self._left > 0 else 0
            if not read:
                return False
            self._filled += read
            self._left -= read
        return True

    def _drop(self, size: int) -> None:
        self._buffer[: self._filled - size] = self._buffer[size : self._filled].copy()
        self._filled -= size
        self._offset += size

    def _sift(self, ends: Positions, *, last: bool) -> int:
        """Look at whole lines; gives how many bytes are done with: a record that may go on comes again."""
        data = self._buffer[: int(ends[-1]) + 1]
        first, further, done, undecodable = self._found.records + 1, 0, 0, self._found.undecodable
        size, count = len(data), len(ends)
        for line in find_suspects(data, ends, self._table).tolist():
            start = int(ends[line - 1]) + 1 if line else 0
            if start < done:
                continue
            lines = _lines(data, ends, line)
            fault = find_fault(lines[0].rstrip(b"\r\n"), self._table)
            if fault is not None and fault.reason == UNCLOSED_QUOTE:
                if not last and start > 0 and line + FURTHER_LINES >= len(ends) and size - start < LONGEST_FIELD:
                    size, count = start, line
                    break
                joined = join_lines(lines, self._table)
                if joined is not None:
                    further += joined - 1
                    done = int(ends[line + joined - 1]) + 1
                    continue
            if fault is None:
                self._found.beyond_ascii |= not lines[0].isascii()
            else:
                self._set_aside(first + line - further, start, int(ends[line]) + 1, lines[0], fault, last)
        self._found.records = first + count - further - 1
        self._found.beyond_ascii |= bool(data.max() >= 128) and self._found.undecodable == undecodable
        return size

    def _set_aside(self, number: int, start: int, end: int, record: bytes, fault: Fault, last: bool) -> None:
        if last and fault.reason == WRONG_FIELDS and end == self._filled and _is_footer(record, self._table):
            fault = Fault(reason=HEADING)
        self._found.undecodable += fault.reason == NOT_UTF8
        self._found.bad.append(
            BadRecord(
                number=number,
                start=self._offset + start,
                end=self._offset + end,
                fault=fault,
                subject_id=subject_of(record, self._table),
            )
        )

    def _skip_line(self) -> None:
        """Pass over a line that is longer than the buffer, up to its end or the end of the file."""
        start, record = self._offset, self._buffer[:BLOCK].tobytes()
        cells, _ = split(record, self._table)
        cells.append(record[sum(map(len, cells)) + len(cells) :])
        longest = max(range(len(cells)), key=lambda number: len(cells[number]))
        while not len(ends := line_ends(self._buffer[: self._filled])):
            self._drop(self._filled)
            if not self._fill() and not self._filled:
                break
        self._drop(int(ends[0]) + 1 if len(ends) else 0)
        self._found.records += 1
        fault = Fault(reason=TOO_LONG, field=self._table.name(longest))
        self._found.bad.append(
            BadRecord(
                number=self._found.records,
                start=start,
                end=self._offset,
                fault=fault,
                subject_id=subject_of(record, self._table),
            )
        )


def _lines(data: Bytes, ends: Positions, line: int) -> list[bytes]:
    """A line and those after it that may be part of it."""
    begins = [int(ends[line - 1]) + 1 if line else 0, *(int(end) + 1 for end in ends[line : line + FURTHER_LINES + 1])]
    return [data[start:end].tobytes() for start, end in pairwise(begins)]


def _is_footer(record: bytes, table: Table) -> bool:
    fields, _ = split(record, table)
    return len(fields) <= FOOTER_FIELDS
