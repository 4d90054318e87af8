"""Whose answers may differ because some lines do: those whose lines they are, and whoever else they touch.

Beside people of whom a line came, went or changed, everybody is concerned whose rows name nobody or one of two people,
whose row stands next to such a one, who has a CII number in common with one concerned, and every row that could not be
read. A row that came or went unread is a line of whomever it names, wherever it stands. More may be concerned than need
be; nobody else is touched by what changed.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from connectors.differences.align import GONE, Alignment, Numbers

Mask = npt.NDArray[np.bool_]
_NOBODY = "subject id"
"""In the reasons of rows whose person's key names nobody, or two people."""


@dataclass(frozen=True, kw_only=True)
class Before:
    """An earlier file's lines."""

    runs: pl.DataFrame
    """``connectors.differences.runs.RUNS``."""
    set_aside: pl.DataFrame
    """``relief.records.SET_ASIDE``, of reading and check."""
    count: int
    """Lines."""

    def find(self, people: pl.Series) -> Mask:
        """Which lines are of these people, or of nobody, or could not be read."""
        mine = self.runs.select(pl.col("subject_id").is_in(people.implode()).fill_null(value=True)).to_series()
        others = self.runs.filter(~mine)
        found = np.ones(self.count, np.bool_)
        found[_spread(others)] = False
        return found

    def name(self, lines: Mask) -> pl.Series:
        """The people who have one of these lines."""
        before = np.concatenate([[0], np.cumsum(lines)])
        first = self.runs["row"].to_numpy().astype(np.int64) - 1
        touched = before[first + self.runs["rows"].to_numpy()] > before[first]
        return self.runs["subject_id"].filter(pl.Series(touched)).drop_nulls().unique()


def _spread(runs: pl.DataFrame) -> npt.NDArray[np.int64]:
    """The numbers, from 0, of all lines of some stretches."""
    first, rows = runs["row"].to_numpy().astype(np.int64) - 1, runs["rows"].to_numpy().astype(np.int64)
    ends = np.cumsum(rows)
    lines: npt.NDArray[np.int64] = np.arange(int(ends[-1]) if len(ends) else 0)
    lines += np.repeat(first - (ends - rows), rows)
    return lines


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """People, by ``subject_id``."""

    changed: pl.Series
    """Of whom a line came, went or changed, or whose key names nobody, or two."""
    others: pl.Series
    """Whom those touch."""

    @property
    def everybody(self) -> pl.Series:
        """Both."""
        return pl.concat([self.changed, self.others]).unique()


def begin(before: Before, alignment: Alignment, guessed: pl.Series) -> Concerned:
    """Those who are seen to be concerned by the earlier file alone, and those of whom new lines seem to be (``guessed``)."""
    gone = alignment.moved == GONE
    nameless = before.set_aside.filter(pl.col("reason").str.contains(_NOBODY, literal=True))["subject_id"]
    there = guessed.filter(guessed.is_in(before.runs["subject_id"].unique().implode()))
    unread = _name_unread(before.set_aside.filter(pl.col("step") == "read"), gone)
    changed = pl.concat([before.name(gone), nameless, there, unread]).drop_nulls().unique()
    return Concerned(changed=changed, others=changed.clear())


def widen(
    before: Before, alignment: Alignment, concerned: Concerned, now: pl.DataFrame, bad: pl.DataFrame
) -> Concerned | None:
    """With further people who are concerned; None where these are all.

    Args:
        before: the earlier file.
        alignment: of it with the file of now.
        concerned: people up to now.
        now: their rows, and those of nobody, as ``relief.records.SCHEMA``.
        bad: rows of now that could not be read, as ``relief.records.SET_ASIDE``.
    """
    everybody = before.runs.select("subject_id", "cii_number").drop_nulls("subject_id").unique()
    new = pl.Series(alignment.new).gather(now["source_row"].cast(pl.Int64) - 1)
    unread = _name_unread(bad, alignment.new)
    changed = pl.concat([concerned.changed, now.filter(new)["subject_id"], unread]).drop_nulls().unique()
    beside = _find_beside(before, alignment, changed, now, bad)
    known = pl.concat([changed, concerned.others, *beside]).unique()
    mine = everybody.filter(pl.col("subject_id").is_in(known.implode()))
    numbers = pl.concat([mine["cii_number"], now["cii_number"]]).drop_nulls().unique()
    tied = everybody.filter(pl.col("cii_number").is_in(numbers.implode()))["subject_id"]
    found = pl.concat([known, tied]).unique()
    there = found.filter(found.is_in(everybody["subject_id"].implode()))
    if there.is_in(concerned.everybody.implode()).all():
        return None
    return Concerned(changed=changed, others=found.filter(~found.is_in(changed.implode())))


def _name_unread(set_aside: pl.DataFrame, lines: Mask) -> pl.Series:
    """Whom rows that could not be read name, of those at these lines: such a row is a fact that its person lacks."""
    at = pl.Series(lines).gather(set_aside["source_row"].cast(pl.Int64) - 1)
    return set_aside.filter(at)["subject_id"]


def _find_beside(
    before: Before, alignment: Alignment, changed: pl.Series, now: pl.DataFrame, bad: pl.DataFrame
) -> list[pl.Series]:
    """Of those who did not change, whose row is nearest on either side of one that may name nobody, then and now.

    Who stands next to it is among them or has changed: what the check sets aside of the others it set aside before.
    """
    mine = before.find(changed)
    steady = ~mine
    aside = before.set_aside["source_row"].to_numpy().astype(np.int64) - 1
    steady[aside] = False
    told = pl.col("reason").str.contains(_NOBODY, literal=True) | pl.col("subject_id").is_null()
    lost = before.set_aside.filter(told)
    nameless = lost["subject_id"].drop_nulls().unique()
    unnamed = now.filter(pl.col("subject_id").is_null() | pl.col("subject_id").is_in(nameless.implode()))["source_row"]
    lost_now = np.sort(np.concatenate([unnamed.to_numpy(), bad["source_row"].to_numpy()]).astype(np.int64)) - 1
    old = _nearest(np.flatnonzero(steady), lost["source_row"].to_numpy().astype(np.int64) - 1)
    there = np.flatnonzero(steady)
    moved = alignment.moved[there]
    new = there[_nearest(np.arange(len(moved)), lost_now, moved)] if len(lost_now) else there[:0]
    lines = np.zeros(before.count, np.bool_)
    lines[old], lines[new] = True, True
    return [before.name(lines)] if lines.any() else []


def _nearest(
    choices: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64], places: Numbers | None = None
) -> npt.NDArray[np.int64]:
    """Of ``choices``, which stand at ``places`` (their own value if not told), the nearest on either side of each wanted place."""
    stand = choices if places is None else places
    if not len(choices) or not len(wanted):
        return choices[:0]
    after = np.searchsorted(stand, wanted)
    found = np.concatenate([after - 1, after])
    return np.unique(choices[found[(found >= 0) & (found < len(choices))]])
