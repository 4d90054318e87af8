"""A county decided again from what differs: those who changed are told, and where everybody else's rows went.

As ``relief.former``, but nobody looks at the records of those who did not change: whoever compared the deliveries line
by line knows who they are (``connectors.differences``), so that a county of any size costs what its changed people cost.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from relief.former import Former, adjust, adjust_impact
from relief.parts import Asked, Decided, decide_whole, measure, number_facts


@dataclass(frozen=True, kw_only=True)
class Changed:
    """Those of a county's people who changed, whole, with all whom they touch and every row of nobody, then and now."""

    before: Asked
    """Their records as they were, what the check set aside of them, and all that could not be read."""
    now: Asked
    moved: pl.Series
    """Of each former ``source_row``, the first at index 0, which it is now; null of the people who changed."""
    file: str
    """``source_file`` of everybody's rows now."""


def decide_difference(changed: Changed, former: Former, *, known: Path) -> Decided:
    """Everybody's answers, by deciding only those who changed, as they were and as they are.

    Args:
        changed: of a single file.
        former: the answers as they were; its records are not looked at.
        known: records of people whose answers are known.
    """
    before, now = decide_whole(changed.before, None), decide_whole(changed.now, known)
    places, places_before = Places.of(changed.now), Places.of(changed.before)
    found = now.determinations.cast({pl.Categorical: pl.String})
    kept = _follow(former.determinations, changed)
    numbers = places.number(_list_rows(changed.now))
    facts, as_of = number_facts(now, numbers), changed.now.as_of
    return Decided(
        determinations=pl.concat([kept.select(found.columns), found]).sort("source_row").rechunk(),
        facts=pl.concat(
            [_number(_follow(former.facts, changed), changed, places, places_before).select(facts.columns), facts]
        )
        .sort("row")
        .rechunk(),
        tally=adjust(former.tally, before.tally, now.tally),
        impact=adjust_impact(former.impact, measure(before, as_of), measure(now, as_of)),
        known=now.known,
    )


@dataclass(frozen=True, kw_only=True)
class Places:
    """The positions of a single file's rows among its records: rows that could not be read have none."""

    unread: pl.Series
    """``source_row`` of those, ascending."""

    @classmethod
    def of(cls, asked: Asked) -> "Places":
        """Of a county of one file."""
        return cls(unread=asked.set_aside.filter(pl.col("step") == "read")["source_row"].cast(pl.Int64).sort())

    def number(self, rows: pl.Series) -> pl.Series:
        """The position of each ``source_row``."""
        row = rows.cast(pl.Int64)
        return (row - 1 - self.unread.search_sorted(row).cast(pl.Int64)).cast(pl.UInt32)

    def find(self, positions: pl.Series) -> pl.Series:
        """The ``source_row`` of each position."""
        # Before the n-th unread row stand so many records; a position past them is that many rows further down.
        before = self.unread - 1 - pl.int_range(len(self.unread), eager=True)
        position = positions.cast(pl.Int64)
        return position + 1 + before.search_sorted(position, side="right").cast(pl.Int64)


def _list_rows(asked: Asked) -> pl.Series:
    return pl.scan_parquet(asked.records).select("source_row").collect().to_series()


def _follow(frame: pl.DataFrame, changed: Changed) -> pl.DataFrame:
    """Rows of those who did not change, as the file numbers them now."""
    now = changed.moved.gather(frame["source_row"].cast(pl.Int64) - 1)
    moved = frame.with_columns(source_row=now.cast(pl.UInt32), source_file=pl.lit(changed.file))
    return moved.filter(pl.col("source_row").is_not_null())


def _number(facts: pl.DataFrame, changed: Changed, places: Places, before: Places) -> pl.DataFrame:
    """Facts whose ``row`` and ``person_row`` are positions among the records of now."""
    first = changed.moved.gather(before.find(facts["person_row"]) - 1)
    return facts.with_columns(row=places.number(facts["source_row"]), person_row=places.number(first))
