"""The records of a JSON file as bytes, some megabytes at a time: its lines, or the items of one of its lists."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from connectors.readers.nested.faults import LONGEST_RECORD
from relief.errors import UserError

BLOCK = 1 << 22
"""Bytes that are read at a time; the objects made of them take some ten times as much."""
_QUOTE, _BACKSLASH, _OPEN, _CLOSE, _LIST_END = (ord(character) for character in '"\\{}]')
_CASE = 0x20
"""The bit in which ``[`` and ``{`` differ, and ``]`` and ``}``."""

Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The lines between two bytes of a file."""

    path: Path
    start: int
    end: int

    def split(self) -> Iterator[list[bytes]]:
        """The lines without their ends; of one that is longer than any record, its beginning."""
        with self.path.open("rb", buffering=0) as file:
            file.seek(self.start)
            rest, left, skipping = b"", self.end - self.start, False
            while left > 0:
                block = file.read(min(BLOCK, left))
                left = left - len(block) if block else 0
                *lines, rest = (rest + block).split(b"\n")
                if skipping:
                    skipping = not lines
                    lines, rest = lines[1:], b"" if skipping else rest
                if len(rest) > LONGEST_RECORD:
                    lines, rest, skipping = [*lines, rest[: LONGEST_RECORD + 1]], b"", True
                if lines:
                    yield lines
            if rest and not skipping:
                yield [rest]


@dataclass(kw_only=True)
class Items:
    """The items of the list that begins at a byte of a file; after the last, ``end`` is where it closes."""

    path: Path
    start: int
    end: int = field(default=0, init=False)
    _count: int = field(default=0, init=False)

    def split(self, *, first_only: bool = False) -> Iterator[list[bytes]]:
        """Every item that is an object; UserError where brackets or commas are not where they must be.

        ``first_only``: stop after the first block, wherever it ends.
        """
        with self.path.open("rb", buffering=0) as file:
            file.seek(self.start)
            buffer, offset = b"", self.start
            while True:
                block = file.read(BLOCK)
                buffer += block
                items, done, ended = self._cut(buffer)
                self._count += len(items)
                if items:
                    yield items
                if ended or first_only:
                    self.end = offset + done
                    return
                if not block or len(buffer) - done > LONGEST_RECORD:
                    raise self._torn("the list goes on to the end of the file, which is cut off")
                buffer, offset = buffer[done:], offset + done

    def _cut(self, buffer: bytes) -> tuple[list[bytes], int, bool]:
        """Whole items, the bytes that are done with, and whether the list ends there."""
        data = np.frombuffer(buffer, dtype=np.uint8)
        brackets = _find_brackets(data)
        depth = np.cumsum(np.where((data[brackets] | _CASE) == _OPEN, 1, -1))
        below = np.flatnonzero(depth < 0)
        if ended := len(below) > 0:
            close = int(brackets[below[0]])
            brackets, depth = brackets[: below[0]], depth[: below[0]]
            if data[close] != _LIST_END:
                raise self._torn("a bracket closes that was not opened")
        ends = np.flatnonzero(depth == 0)
        begins = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else ends
        starts, stops = brackets[begins].tolist(), (brackets[ends] + 1).tolist()
        done = self._check_between(buffer, starts, stops)
        if ended:
            last = buffer[done:close].strip()
            if last:
                raise self._torn("something else than an object is in the list")
            done = close
        return [buffer[start:stop] for start, stop in zip(starts, stops, strict=True)], done, ended

    def _check_between(self, buffer: bytes, starts: list[int], stops: list[int]) -> int:
        at = 0
        for number, (start, stop) in enumerate(zip(starts, stops, strict=True), start=self._count):
            between = buffer[at:start]
            if between.strip() != (b"," if number else b""):
                raise self._torn("something else than objects and commas is in the list", number - self._count)
            at = stop
        return at

    def _torn(self, what: str, further: int = 0) -> UserError:
        return UserError(
            f"{self.path.name}: after record {self._count + further}: {what}. Ask the sender for the export again."
        )


def _find_brackets(data: Bytes) -> Positions:
    """Where brackets are that are no part of a text."""
    quotes = _find_quotes(data)
    folded = data | _CASE
    brackets = np.flatnonzero((folded == _OPEN) | (folded == _CLOSE))
    outside: Positions = brackets[np.searchsorted(quotes, brackets) % 2 == 0]
    return outside


def _find_quotes(data: Bytes) -> Positions:
    """Where quotes are that begin or end a text: those after an odd number of backslashes are part of one."""
    quotes = np.flatnonzero(data == _QUOTE)
    slashes = np.flatnonzero(data == _BACKSLASH)
    if not len(slashes) or not len(quotes):
        return quotes
    firsts = slashes[np.diff(slashes, prepend=-2) != 1]
    after = (quotes > 0) & (data[np.maximum(quotes - 1, 0)] == _BACKSLASH)
    runs = np.zeros(len(quotes), dtype=np.int64)
    runs[after] = quotes[after] - firsts[np.searchsorted(firsts, quotes[after]) - 1]
    real: Positions = quotes[runs % 2 == 0]
    return real
