"""Some lines of a file, in a file of their own, read by the ordinary reader."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from connectors.county import County
from connectors.differences.lines import GRAIN, Lines, Positions, Shape, hash_lines
from connectors.normalize import DOJ, mark_subject
from connectors.readers.block import SetAside
from connectors.readers.delimited.faults import NOT_UTF8, UNCLOSED_QUOTE
from connectors.readers.refusal import Refusal
from connectors.reading import Reader
from connectors.records_file import Records
from connectors.sources import Choice
from relief.errors import UserError

_NONE = Refusal(share_set_aside=2.0, at_least=1 << 62, undecodable=1 << 62)
"""A few lines are no sample of a file: whoever knows the others refuses it."""
_BY_OTHERS = (UNCLOSED_QUOTE, NOT_UTF8)
"""Reasons that depend on other lines than the record's own."""


@dataclass(frozen=True, kw_only=True)
class Export:
    """A file of lines."""

    path: Path
    name: str
    """What it was called when it came."""
    lines: Lines
    shape: Shape
    choice: Choice


@dataclass(frozen=True, kw_only=True)
class Some:
    """What some lines say, each under the number that it has in the whole file."""

    records: pl.DataFrame
    """``relief.records.SCHEMA``, in the file's order."""
    set_aside: Sequence[SetAside]
    groups: pl.DataFrame
    """``relief.groups.GROUPS`` of these people."""


def read_some(export: Export, county: County, numbers: Positions, scratch: Path) -> Some | None:
    """Read lines of a file; None where what one says may depend on lines that are not among them.

    Args:
        export: the file.
        county: whose it is.
        numbers: of lines, from 0, ascending; the file's last is among them.
        scratch: a private folder; nothing is left in it.
    """
    whole = replace(export.choice.version.layout, refuse=_NONE)
    choice = replace(export.choice, version=replace(export.choice.version, layout=whole))
    part, made = scratch / export.name, scratch / ".some.parquet"
    try:
        cut(export, numbers, part)
        if not np.array_equal(hash_lines(part, export.shape).hashes, export.lines.hashes[numbers]):
            return None  # somebody has written in the file since
        with Records(made) as writer:
            reader = Reader(county, writer, scratch, None, several=False)
            rows, bad = reader.read_part(part, export.name, choice)
        records, groups = pl.read_parquet(made), reader.groups.collect()
    except (UserError, OSError):
        return None  # whoever reads the file whole says why
    finally:
        part.unlink(missing_ok=True)
        made.unlink(missing_ok=True)
    if rows + len(bad) != len(numbers) or reader.notes or any(one.fault.reason in _BY_OTHERS for one in bad):
        return None
    true = pl.Series(numbers + 1, dtype=pl.UInt32)
    placed = records.with_columns(source_row=true.gather(records["source_row"] - 1))
    aside = [replace(one, number=int(numbers[one.number - 1]) + 1) for one in bad]
    return Some(records=placed, set_aside=aside, groups=groups)


def guess_people(export: Export, numbers: Positions, scratch: Path) -> pl.Series:
    """Whose lines these seem to be, from the cell of the person's key alone; what is guessed wrong is found out later."""
    whole = replace(export.choice.version.layout, refuse=_NONE)
    column, part, found = whole.text.get("subject_id"), scratch / export.name, [pl.Series(dtype=pl.String)]
    if column not in whole.columns:
        return found[0]
    try:
        cut(export, numbers, part)
        blocks = whole.file.read(part, whole, {column: pl.String()}, scratch)
        found.extend(block.frame[column].str.strip_chars().unique() for block in blocks if block.frame.height)
    except (UserError, OSError):
        return found[0]
    finally:
        part.unlink(missing_ok=True)
    people = pl.concat(found).drop_nulls().unique()
    marked = [mark_subject(key, export.choice.source) for key in people] if export.choice.source != DOJ else people
    return pl.Series(marked, dtype=pl.String)


def cut(export: Export, numbers: Positions, out: Path) -> None:
    """Write what stands before the first record, and then these lines, to a file that only its owner can read."""
    out.touch(mode=0o600)
    with export.path.open("rb", buffering=0) as whole, out.open("wb") as part:
        part.write(_read(whole.fileno(), 0, export.shape.start))
        for first, last in _find_stretches(numbers):
            part.write(_cut(whole.fileno(), export.lines.marks, first, last))


def _find_stretches(numbers: Positions) -> Iterator[tuple[int, int]]:
    """First and last of lines that follow on one another."""
    breaks = np.flatnonzero(np.diff(numbers) != 1)
    firsts = numbers[np.concatenate([[0], breaks + 1])] if len(numbers) else numbers
    lasts = numbers[np.concatenate([breaks, [len(numbers) - 1]])] if len(numbers) else numbers
    return zip(firsts.tolist(), lasts.tolist(), strict=True)


def _cut(descriptor: int, marks: Positions, first: int, last: int) -> bytes:
    begin, end = first // GRAIN, min(last // GRAIN + 1, len(marks) - 1)
    data = _read(descriptor, int(marks[begin]), int(marks[end]) - int(marks[begin]))
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")) + 1
    at = first - begin * GRAIN
    start = int(ends[at - 1]) if at else 0
    upto = at + last - first
    return data[start : int(ends[upto]) if upto < len(ends) else len(data)]


def _read(descriptor: int, start: int, size: int) -> bytes:
    data = os.pread(descriptor, size, start)
    if len(data) != size:
        raise OSError("the file became shorter while it was read")
    return data
