"""A copy of a damaged export in which every record that is set aside is replaced by a blank one."""

from collections.abc import Sequence
from io import FileIO
from pathlib import Path

from connectors.readers.delimited.sieve import BLOCK, BadRecord
from connectors.readers.delimited.table import Table

PLACEHOLDER = "\x1a"
"""What stands in the first field of a blank record. A record keeps its number, and the reader leaves these out."""


def mend(source: Path, start: int, bad: Sequence[BadRecord], copy: Path, table: Table, end: int) -> None:
    """Write the records of ``source`` from byte ``start`` up to ``end`` to ``copy``, readable by its owner only."""
    blank = PLACEHOLDER.encode() + table.delimiter * (table.fields - 1) + b"\n"
    copy.touch(mode=0o600)
    with source.open("rb", buffering=0) as original, copy.open("wb", buffering=0) as mended:
        for record in bad:
            _copy(original, start, record.start, mended)
            mended.write(blank)
            start = record.end
        _copy(original, start, end, mended)


def _copy(original: FileIO, start: int, end: int, mended: FileIO) -> None:
    original.seek(start)
    left = end - start
    while left > 0:
        block = original.read(min(left, BLOCK))
        if not block:
            raise OSError("the file became shorter while it was read")
        mended.write(block)
        left -= len(block)
