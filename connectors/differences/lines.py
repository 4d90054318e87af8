"""A file's lines as 64-bit hashes, with the place of every so many: enough to find what differs, and to cut lines out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from connectors.layouts import Layout
from connectors.readers.delimited import Delimited
from connectors.readers.fixed_width import FixedWidth
from connectors.readers.fixed_width.fixed_width import find_start as start_of_fixed_width
from connectors.readers.nested import JsonLines
from connectors.readers.nested.nested import find_start as start_of_json
from relief.errors import UserError

Positions = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

BLOCK = 1 << 23
"""Bytes in memory at a time."""
GRAIN = 64
"""Of so many lines the place of one is kept."""
_DIGITS = 12
_LINE_END, _ZERO, _NINE = (ord(character) for character in "\n09")
HASHES, MARKS = "line_hashes.parquet", "line_marks.parquet"


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How a file of lines is cut into records, one a line."""

    start: int
    """The byte of the first record."""
    number_before: bytes | None
    """The mark up to which a line of digits only is not read: a column that numbers the rows and is ignored. None: none is."""


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The records of a file."""

    hashes: Hashes
    """Of each line, its end included and a number that is not read left out."""
    marks: Positions
    """The byte of every ``GRAIN``th line, and of the file's end."""

    def __len__(self) -> int:
        """How many lines."""
        return len(self.hashes)

    def write(self, folder: Path) -> None:
        """Keep them in two files."""
        pl.DataFrame({"hash": self.hashes}).write_parquet(folder / HASHES, compression="uncompressed", statistics=False)
        pl.DataFrame({"byte": self.marks}).write_parquet(folder / MARKS)

    @classmethod
    def read(cls, folder: Path) -> "Lines":
        """As they were kept."""
        hashes = pl.read_parquet(folder / HASHES)["hash"].to_numpy()
        return cls(hashes=hashes, marks=pl.read_parquet(folder / MARKS)["byte"].to_numpy())


def find_shape(path: Path, layout: Layout) -> Shape | None:
    """The shape of a file in this layout; None where a line is not a record, or where one is read by what others say."""
    form = layout.file
    if getattr(form, "encoding", "utf-8") != "utf-8" or layout.weights is not None:
        return None
    try:
        if isinstance(form, Delimited) and form.trailer is None:
            number = form.delimiter.encode() if layout.columns[0] in layout.ignored else None
            return Shape(start=form.find_start(path, layout), number_before=number)
        if isinstance(form, FixedWidth) and form.trailer is None and form.types is None:
            return Shape(start=start_of_fixed_width(path, form.preamble), number_before=None)
        if type(form) is JsonLines and not form.lists and not form.totals:
            return Shape(start=start_of_json(path), number_before=None)
    except UserError:
        return None
    return None


def hash_lines(path: Path, shape: Shape) -> Lines:
    """Every line from the first record on."""
    hashes, marks, count = list[Hashes](), list[Positions](), 0
    at = shape.start
    for data, starts, stops in _split(path, shape.start):
        begins = _pass_number(data, starts, shape.number_before) if shape.number_before else starts
        hashes.append(_hash(data, begins, stops))
        marks.append(at + starts[-count % GRAIN :: GRAIN])
        count += len(starts)
        at += int(stops[-1])
    whole = np.concatenate(hashes) if hashes else np.empty(0, np.uint64)
    return Lines(hashes=whole, marks=np.concatenate([*marks, np.array([path.stat().st_size])]))


def _split(path: Path, start: int) -> Iterator[tuple[npt.NDArray[np.uint8], Positions, Positions]]:
    """Whole lines, some megabytes at a time: the bytes, and where in them each line begins and ends."""
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        buffer, filled, more = np.empty(BLOCK, np.uint8), 0, True
        while more or filled:
            if filled == len(buffer):
                buffer = np.concatenate([buffer, np.empty_like(buffer)])
            read = file.readinto(buffer.data[filled:]) if more else 0
            filled, more = filled + (read or 0), bool(read)
            stops = np.flatnonzero(buffer[:filled] == _LINE_END) + 1
            if not more and filled and (not len(stops) or stops[-1] != filled):
                stops = np.append(stops, filled)
            if not len(stops):
                continue
            done = int(stops[-1])
            yield buffer[:done], np.concatenate([[0], stops[:-1]]), stops
            buffer[: filled - done] = buffer[done:filled].copy()
            filled -= done


def _pass_number(data: npt.NDArray[np.uint8], starts: Positions, mark: bytes) -> Positions:
    """Where each line goes on behind a number that it begins with; where it begins, if it begins with anything else."""
    at, left, found = starts.copy(), np.arange(len(starts)), starts.copy()
    for _ in range(_DIGITS):
        here = data[np.minimum(at[left], len(data) - 1)]
        ended = left[here == mark[0]]
        found[ended] = at[ended]
        left = left[(here >= _ZERO) & (here <= _NINE)]
        if not len(left):
            break
        at[left] += 1
    return found


def _hash(data: npt.NDArray[np.uint8], begins: Positions, stops: Positions) -> Hashes:
    import pyarrow as pa

    offsets = np.empty(2 * len(begins) + 1, dtype=np.int64)
    offsets[0:-1:2], offsets[1::2], offsets[-1] = begins, stops, len(data)
    cells = pa.Array.from_buffers(pa.large_binary(), 2 * len(begins), [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    hashed: Hashes = pl.Series(cells).gather_every(2).hash(seed=0).to_numpy()
    return hashed
