"""A new delivery of a source held against the one before it: what of it must be read, and what came of that."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from connectors.county import County
from connectors.differences.align import GONE, Alignment, Numbers, align
from connectors.differences.concern import Before, begin, widen
from connectors.differences.lines import Lines, find_shape, hash_lines
from connectors.differences.runs import find_runs, merge_runs, move_runs
from connectors.differences.some import Export, Some, guess_people, read_some
from connectors.readers.refusal import refuse_too_bad
from connectors.reading import describe_set_aside
from connectors.sources import choose
from relief.errors import UserError

MOST = 0.25
"""Of a file's lines; where more are concerned, the file is read whole."""
_ROUNDS = 8


@dataclass(frozen=True, kw_only=True)
class Former:
    """An earlier delivery of one file, and what was kept of its reading."""

    path: Path
    name: str
    read_by: str
    """``FileReading``'s source and layout: ``doj doj``."""
    lines: Lines
    runs: pl.DataFrame
    """``connectors.differences.runs.RUNS``."""
    set_aside: pl.DataFrame
    """``relief.records.SET_ASIDE``, of reading and check."""
    groups: pl.DataFrame
    """``relief.groups.GROUPS``."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What differs, by person: everybody else has the same rows in the same order, at other places."""

    concerned: pl.Series
    """``subject_id``; rows of nobody and rows that could not be read are always among what differs."""
    before: Some
    """All of their rows, as they were."""
    now: Some
    """And as they are."""
    moved: Numbers
    """Of each earlier line, from 0, where it is now; ``GONE`` of those who are concerned."""
    export: Export
    runs: pl.DataFrame
    """``RUNS`` of everybody now."""
    groups: pl.DataFrame
    """``relief.groups.GROUPS`` of everybody now."""


def find_difference(
    path: Path, county: County, former: Former, scratch: Path, *, most: float = MOST
) -> Difference | None:
    """Compare a file with the one before it; None where it has to be read whole.

    Raises:
        OSError: one of the files cannot be read.
    """
    try:
        choice = choose(path, county.sources)
    except UserError:
        return None  # whoever reads it whole says why
    layout = choice.version.layout
    shapes = [find_shape(each, layout) for each in (path, former.path)]
    shape, shape_before = shapes
    if shape is None or shape != shape_before or f"{choice.source} {choice.version.name}" != former.read_by:
        return None
    if _read_beginning(path, shape.start) != _read_beginning(former.path, shape.start):
        return None
    new = Export(path=path, name=path.name, lines=hash_lines(path, shape), shape=shape, choice=choice)
    old = Export(path=former.path, name=former.name, lines=former.lines, shape=shape, choice=choice)
    return _compare(new, old, county, former, scratch, most)


def _compare(new: Export, old: Export, county: County, former: Former, scratch: Path, most: float) -> Difference | None:
    before = Before(runs=former.runs, set_aside=former.set_aside, count=len(old.lines))
    read = int(former.runs["rows"].sum()) + former.set_aside.filter(pl.col("step") == "read").height
    if read != before.count or not before.count or not len(new.lines):
        return None  # a record of several lines
    alignment = align(old.lines.hashes, new.lines.hashes)
    if alignment.new.sum() > most * len(new.lines):
        return None
    concerned = begin(before, alignment, guess_people(new, np.flatnonzero(alignment.new), scratch))
    for _ in range(_ROUNDS):
        mine = before.find(concerned.everybody)
        wanted = alignment.new.copy()
        wanted[alignment.moved[mine & (alignment.moved != GONE)]] = True
        if wanted.sum() > most * len(new.lines):
            return None
        now = read_some(new, county, np.flatnonzero(wanted), scratch)
        if now is None or _is_too_bad(new, now):
            return None
        bad = describe_set_aside(new.name, new.choice.source, now.set_aside)
        wider = widen(before, alignment, concerned, now.records, bad)
        if wider is None:
            return _settle(new, old, county, former, scratch, alignment, concerned.everybody, now, before)
        concerned = wider
    return None


def _settle(
    new: Export, old: Export, county: County, former: Former, scratch: Path, alignment: Alignment, concerned: pl.Series,
    now: Some, before: Before,
) -> Difference | None:  # fmt: skip
    mine = before.find(concerned)
    then = read_some(old, county, np.flatnonzero(mine), scratch)
    if then is None:
        return None
    moved = alignment.moved.copy()
    moved[mine] = GONE
    others = former.runs.filter(~pl.col("subject_id").is_in(concerned.implode()))  # nobody's are in neither
    runs = merge_runs(pl.concat([move_runs(others, pl.Series(moved)), find_runs(now.records)]).sort("row"))
    theirs = pl.concat([concerned, now.records["subject_id"]]).drop_nulls().unique()
    kept = former.groups.filter(~pl.col("subject_id").is_in(theirs.implode()))
    groups = pl.concat([kept, now.groups]).sort("subject_id").rechunk()
    return Difference(concerned=theirs, before=then, now=now, moved=moved, export=new, runs=runs, groups=groups)


def _is_too_bad(export: Export, some: Some) -> bool:
    try:
        refuse_too_bad(export.name, len(export.lines), some.set_aside, export.choice.version.layout.refuse)
    except UserError:
        return True
    return False


def _read_beginning(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)
