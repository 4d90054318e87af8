"""A county decided again after some of its people changed: they alone, and the answers of the others as they were.

What a county counts adds up over its people. So the people concerned are decided as they were and as they are; the one
is taken out of the former sums, the other put in, and the result is what deciding everybody would give, byte for byte.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import polars as pl

from relief.impact import Impact
from relief.parts import AT_ONCE, Asked, Decided, decide_part, label_people, measure, name_beside, number_facts
from relief.records import RAP_SHEETS

_PLACE = ["source_file", "source_row"]
MOST = 0.25
"""Of a county's rows; where more are concerned, everybody is decided."""
_APART = 0x9E3779B97F4A7C15
"""Keeps a person's rows apart by their order."""


@dataclass(frozen=True, kw_only=True)
class Former:
    """An earlier answer to the same question about other records: same rules, policy, day and no decisions of persons."""

    asked: Asked
    determinations: pl.DataFrame
    """As it was written: no categories."""
    facts: pl.DataFrame
    tally: Mapping[str, int]
    impact: Impact


def decide_changed(asked: Asked, former: Former, scratch: Path, *, known: Path, most: float = MOST) -> Decided | None:
    """Everybody's answers, found by deciding only those who changed; None where everybody has to be decided.

    Args:
        asked: the county as it is.
        former: the county as it was.
        scratch: a folder for the records of those concerned; nothing is left in it.
        known: records of people whose answers are known.
        most: of the rows, for which it is done.
    """
    if asked.matched.height or former.asked.matched.height or asked.weights.height or former.asked.weights.height:
        return None  # of several sources, whom a row belongs to may change far from where it stands
    if any(pl.scan_parquet(each.records).select(pl.len()).collect().item() > AT_ONCE for each in (asked, former.asked)):
        return None  # both files' rows are held side by side here: too much memory where one is more than a part
    new, old = name_beside(asked), name_beside(former.asked)
    if any(side.set_aside["subject_id"].str.starts_with(RAP_SHEETS).any() for side in (new, old)):
        return None
    rows, rows_before = (_digest_rows(side) for side in (new, old))
    concerned = _find_concerned(rows, rows_before, new, old)
    mine, mine_before = (_choose(side, concerned) for side in (rows, rows_before))
    if mine.height + mine_before.height > most * (rows.height + rows_before.height):
        return None
    now, numbers = decide_part(new, mine, scratch, known)
    before, _ = decide_part(old, mine_before, scratch, None)
    moved = _move(rows, rows_before).filter(~pl.col("whose").is_in(concerned.implode()))
    kept = former.determinations.join(moved, on=_PLACE, how="inner", maintain_order="left")
    found = now.determinations.cast({pl.Categorical: pl.String}).with_columns(row=numbers.gather(now.rows))
    determinations = pl.concat([_replace(kept, found.columns), found]).sort("row").drop("row").rechunk()
    return Decided(
        determinations=determinations,
        facts=_join_facts(number_facts(now, numbers), former.facts, moved),
        tally=adjust(former.tally, before.tally, now.tally),
        impact=adjust_impact(former.impact, measure(before, asked.as_of), measure(now, asked.as_of)),
        known=now.known,
    )


def _digest_rows(asked: Asked) -> pl.DataFrame:
    """``row``, place, ``subject_id``, its ``nth`` row, and ``said``: all that the row says."""
    scan = pl.scan_parquet(asked.records)
    facts = [name for name in scan.collect_schema() if name not in _PLACE]
    told = scan.select(*_PLACE, "subject_id", said=pl.struct(facts).hash(seed=0)).with_row_index("row")
    frame = told.collect(engine="streaming").sort("row")
    return frame.with_columns(nth=pl.int_range(pl.len(), dtype=pl.UInt64).over("subject_id"))


def _find_concerned(rows: pl.DataFrame, before: pl.DataFrame, new: Asked, old: Asked) -> pl.Series:
    """Whoever has other rows, had a row set aside, or shares a number with somebody else, then or now."""
    digests = [_digest_people(side) for side in (rows, before)]
    joined = digests[0].join(digests[1], on="subject_id", how="full", coalesce=True, suffix="_before")
    changed = joined.filter(pl.col("said").ne_missing(pl.col("said_before")))["subject_id"]
    aside = [side.set_aside["subject_id"] for side in (new, old)]
    tied = [label_people(side).filter("tangled")["person"] for side in (new, old)]
    return pl.concat([changed, *aside, *tied]).drop_nulls().unique()


def _digest_people(rows: pl.DataFrame) -> pl.DataFrame:
    ordered = (pl.col("said") ^ (pl.col("nth") * _APART)).hash(seed=1).sum()
    return rows.lazy().drop_nulls("subject_id").group_by("subject_id").agg(said=ordered).collect()


def _choose(rows: pl.DataFrame, concerned: pl.Series) -> pl.DataFrame:
    """Their rows, and those of nobody."""
    subject = pl.col("subject_id")
    return rows.filter(subject.is_null() | subject.is_in(concerned.implode())).select("row")


def _move(rows: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Where each row of somebody was and where it is, of all that stand in both."""
    now = rows.select("subject_id", "nth", "said", row="row", file_now="source_file", row_now="source_row")
    then = before.select(*_PLACE, "subject_id", "nth", "said", row_before="row")
    return then.join(now, on=["subject_id", "nth", "said"]).drop("nth", "said").rename({"subject_id": "whose"})


def _replace(kept: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    placed = kept.with_columns(source_file="file_now", source_row="row_now")
    return placed.select(columns)


def _join_facts(found: pl.DataFrame, former: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """Everybody's facts, rows numbered as they are now."""
    first = moved.select(person_row="row_before", person_now="row")
    kept = former.drop("row").join(moved, on=_PLACE, how="inner", maintain_order="left")
    kept = kept.join(first, on="person_row", how="inner", maintain_order="left").with_columns(person_row="person_now")
    return pl.concat([_replace(kept, found.columns), found]).sort("row").rechunk()


def adjust(whole: Mapping[str, int], out: Mapping[str, int], put: Mapping[str, int]) -> dict[str, int]:
    """Numbers by name without some people as they were, and with them as they are."""
    names = sorted({*whole, *put})
    sums = {name: whole.get(name, 0) - out.get(name, 0) + put.get(name, 0) for name in names}
    return {name: number for name, number in sums.items() if number}


def adjust_impact(whole: Impact, out: Impact, put: Impact) -> Impact:
    """As ``adjust``."""
    return Impact(
        **{
            each.name: getattr(whole, each.name) - getattr(out, each.name) + getattr(put, each.name)
            for each in fields(Impact)
        }
    )
