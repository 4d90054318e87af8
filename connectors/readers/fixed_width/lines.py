"""A file's lines as columns of text, some megabytes at a time, without a copy of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from connectors.readers.fixed_width.faults import LONGEST_LINE

BLOCK = 1 << 23
"""Bytes in memory at a time."""
_LINE_END, _RETURN = b"\n\r"
_BEYOND_ASCII = 128


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Whole lines of a file, without their ends."""

    text: pl.Series
    """In a line that is not UTF-8 every byte beyond ASCII is a ``?``, so that the rest stands at its place."""
    undecodable: pl.Series
    """Which of them are not UTF-8."""


def read_lines(path: Path, start: int, end: int) -> Iterator[Lines]:
    """The lines between two bytes of a UTF-8 file, the last of which may have no line end."""
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        rest, left = b"", end - start
        while left > 0 or rest:
            read = file.read(min(BLOCK, left)) if left > 0 else b""
            left -= len(read)
            data = rest + read
            if not read:
                left, data = 0, data if data.endswith(b"\n") else data + b"\n"
            cut = data.rfind(b"\n") + 1
            if not cut and len(data) > LONGEST_LINE:
                data, cut = data[: LONGEST_LINE + 1] + b"\n", LONGEST_LINE + 2
                left -= _skip_line(file, left)
            rest = data[cut:]
            if cut:
                yield _split(data[:cut])


def _skip_line(file: object, left: int) -> int:
    """Bytes up to the end of a line that is longer than any record, which are passed over."""
    passed = 0
    while passed < left:
        block = file.read(min(BLOCK, left - passed))  # type: ignore[attr-defined]  # a binary file
        at = block.find(b"\n")
        if not block or at >= 0:
            back = len(block) - at - 1 if block else 0
            file.seek(-back, 1)  # type: ignore[attr-defined]  # as above
            return passed + len(block) - back
        passed += len(block)
    return passed


def _split(data: bytes) -> Lines:
    whole = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(whole == _LINE_END)
    starts = np.concatenate([[0], ends[:-1] + 1])
    stops = ends - ((ends > starts) & (whole[np.maximum(ends - 1, 0)] == _RETURN))
    bad = _undecodable(data, whole, starts, stops)
    text = _as_text(_mask(data, starts, stops, bad), starts, stops)
    undecodable = pl.Series("undecodable", [False], dtype=pl.Boolean).new_from_index(0, len(starts))
    return Lines(text=text, undecodable=undecodable.scatter(bad, values=True) if bad else undecodable)


def _mask(data: bytes, starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64], bad: list[int]) -> bytes:
    if not bad:
        return data
    masked = np.frombuffer(data, dtype=np.uint8).copy()
    for at in bad:
        line = masked[starts[at] : stops[at]]
        line[line >= _BEYOND_ASCII] = ord("?")
    return masked.tobytes()


def _as_text(data: bytes, starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64]) -> pl.Series:
    """Lines as a text column: the block's own bytes, between whose offsets the line ends are left out."""
    import pyarrow as pa

    offsets = np.empty(2 * len(starts) + 1, dtype=np.int64)
    offsets[0:-1:2], offsets[1::2], offsets[-1] = starts, stops, len(data)
    cells = pa.Array.from_buffers(pa.large_string(), 2 * len(starts), [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    return pl.Series("line", cells).gather_every(2)


def _undecodable(
    data: bytes, whole: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64]
) -> list[int]:
    if whole.max() < _BEYOND_ASCII:
        return []
    lines = np.unique(np.searchsorted(stops, np.flatnonzero(whole >= _BEYOND_ASCII), side="right"))
    return [at for at in lines.tolist() if not _decodes(data[starts[at] : stops[at]])]


def _decodes(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
