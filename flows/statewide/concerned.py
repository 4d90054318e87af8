"""Two runs of which the later went by the earlier one: only people whose rows differ have to be asked why they changed.

Of everybody else the day alone can be the cause, while the law, the rules and all that people said are the same; and the
records of those whose rows differ are with the later run (``flows.steps.differing``), so that nobody's else are read.
"""

import json
from dataclasses import dataclass, replace

import polars as pl

from flows.statewide.past_question import PastQuestion, Some
from flows.steps.aside import part_set_aside
from flows.steps.differing import BEFORE, MOVED, NOW, TOLD, read_moved
from flows.steps.whole import RECORDS
from relief.reanswering import is_same_law

_SAME = ("rules", "code", "decisions", "policy", "corrections", "sources")


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """Those whose rows differ between two runs, with whom they touch."""

    before: PastQuestion
    """The earlier run, asked about them alone."""
    after: PastQuestion
    people: pl.Series
    """Their ``subject_id``."""


def find_concerned(before: PastQuestion, after: PastQuestion) -> Concerned | None:
    """Who can have changed by anything but the day; None where that can be told of nobody without the records."""
    one, other = before.versions, after.versions
    if before.exports == after.exports or any(one[name] != other[name] for name in _SAME):
        return None
    if not _went_by(before, after) or not is_same_law(before.as_of, after.as_of):
        return None
    if any(of.read_corrected().height or of.read_matched().height for of in (before, after)):
        return None
    some = _part(before, after)
    if some is None:
        return None
    people = pl.concat([pl.read_parquet(each.records, columns=["subject_id"])["subject_id"] for each in some])
    return Concerned(
        before=replace(before, some=some[0]), after=replace(after, some=some[1]), people=people.drop_nulls().unique()
    )


def _part(before: PastQuestion, after: PastQuestion) -> tuple[Some, Some] | None:
    """Those who changed, as they were and as they are; None where others had rows set aside on one of the days only."""
    was, now, places = (after.past.bring(name) for name in (BEFORE, NOW, MOVED))
    moved = read_moved(places, before.read_counts("read")["rows"])
    aside = part_set_aside(after.read_set_aside(), before.read_set_aside(), moved, now)
    return aside and (Some(records=was, set_aside=aside[0]), Some(records=now, set_aside=aside[1]))


def _went_by(before: PastQuestion, after: PastQuestion) -> bool:
    """Whether the later run read only what differs from the earlier one, and decided by it: nobody has put its records
    together yet."""
    shelf = after.past.shelf
    told = shelf.read(TOLD)
    if not told or not all(shelf.bring(name) for name in (BEFORE, NOW, MOVED)) or shelf.bring(RECORDS):
        return False
    return bool(json.loads(told)["former"] == f"runs/{before.told['county']}/{before.past.key[:16]}")
