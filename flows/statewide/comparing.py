"""Two runs of the state: who changed, from what to what, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from flows.past import PastRun, open_past
from flows.statewide.causes import ANSWER, CAUSES, find_causes
from flows.statewide.past_question import PastQuestion
from flows.workplace import Workplace
from relief.errors import UserError

CHANGES: dict[str, type[pl.DataType]] = {
    "county": pl.String, "conviction": pl.String, "subject_id": pl.String, "cause": pl.String,
    **dict.fromkeys(ANSWER, pl.String), **dict.fromkeys((f"{name}_after" for name in ANSWER), pl.String),
}  # fmt: skip
"""One row a determination that changed; null where a run has no such conviction in scope."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What changed between two runs of the state."""

    first: int | date
    second: int | date
    """Numbers of runs of the state, or days of its history."""
    changes: pl.DataFrame
    """``CHANGES``, by county and conviction."""
    not_compared: dict[str, str]
    """County to why: it has no run in one of them."""


def compare_state(workplace: Workplace, first: int, second: int) -> Difference:
    """Compare every county's run. UserError where there is no such run of the state."""
    from relief import database

    engine = database.open_database(workplace.database)
    try:
        states = [database.read_state_run(engine, number) for number in (first, second)]
    finally:
        engine.dispose()
    if missing := [number for number, state in zip((first, second), states, strict=True) if state is None]:
        raise UserError(f"{workplace.out} has no run {missing[0]} of the state")
    one, other = ({word: each.run for word, each in state.counties.items()} for state in states if state is not None)
    return _compare(workplace, (first, second), one, other)


def compare_days(workplace: Workplace, first: date, second: date) -> Difference:
    """Compare every county's run on two days of the state's history. UserError where there is no such day."""
    from relief import database

    engine = database.open_database(workplace.database)
    try:
        days = [database.read_history_of_state(engine, day=day) for day in (first, second)]
    finally:
        engine.dispose()
    for day, told in zip((first, second), days, strict=True):
        if not told:
            raise UserError(f"{workplace.out} has no history of {day}; relief statewide backfill makes it")
    one, other = ({each.county: each.run for each in told} for told in days)
    return _compare(workplace, (first, second), one, other)


def _compare(
    workplace: Workplace,
    ends: tuple[int | date, int | date],
    one: Mapping[str, str | None],
    other: Mapping[str, str | None],
) -> Difference:
    first, second = ends
    found, skipped = list[pl.DataFrame](), dict[str, str]()
    for word in sorted(one.keys() | other.keys()):
        keys = [side.get(word) for side in (one, other)]
        if keys[0] is None or keys[1] is None:
            if keys[0] != keys[1]:
                skipped[word] = f"no run of it stands in run {first if keys[0] is None else second}"
        elif keys[0] != keys[1]:
            found.append(compare_county(word, workplace, keys[0], keys[1]))
    changes = pl.concat(found) if found else pl.DataFrame(schema=CHANGES)
    return Difference(first=first, second=second, changes=changes, not_compared=skipped)


def compare_county(word: str, workplace: Workplace, first: str, second: str) -> pl.DataFrame:
    """``CHANGES`` of one county between two of its runs."""
    before, after = (PastQuestion(past=open_past(word, workplace, key)) for key in (first, second))
    changed = _find_changed(*(each.read_determinations("subject_id", *ANSWER) for each in (before, after)))
    if changed.is_empty():
        return pl.DataFrame(schema=CHANGES)
    with TemporaryDirectory(dir=_scratch(before.past)) as scratch:
        causes = find_causes(before, after, changed, Path(scratch))
    told = changed.join(causes, on="conviction", how="left").with_columns(county=pl.lit(word))
    return told.select(pl.col(name).cast(kind) for name, kind in CHANGES.items()).sort("conviction")


def _scratch(past: PastRun) -> Path:
    return past.folder.parent


def _find_changed(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Convictions whose answer differs, those that only one run has in scope included."""
    kept = ["conviction", "subject_id", *ANSWER]
    told = [frame.select(pl.col(name).cast(pl.String) for name in kept) for frame in (before, after)]
    joined = told[0].join(told[1], on="conviction", how="full", suffix="_after", coalesce=True)
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in ANSWER)
    one = pl.coalesce("subject_id", "subject_id_after").alias("subject_id")
    return joined.filter(differs).with_columns(one).drop("subject_id_after")


def describe_difference(found: Difference) -> dict[str, Any]:
    """The counts, which add up: by cause, by county, by what became what."""
    changes = found.changes
    people = count_people(changes)
    return {
        "runs": [each if isinstance(each, int) else each.isoformat() for each in (found.first, found.second)],
        "changed": {"determinations": changes.height, "people": sum(people.values())},
        "by cause": {"determinations": _count(changes, "cause"), "people": people},
        "by county": {
            word: _count(changes.filter(pl.col("county") == word), "cause") for word in sorted(changes["county"].unique())
        },
        "became": _count(changes.with_columns(became=_became()), "became"),
        "not compared": found.not_compared,
    }  # fmt: skip


def count_people(changes: pl.DataFrame) -> dict[str, int]:
    """People by cause; of several, the first in the order of ``CAUSES``."""
    order = pl.col("cause").replace_strict({cause: n for n, cause in enumerate(CAUSES)}, return_dtype=pl.Int64)
    who = pl.coalesce("subject_id", "conviction")
    people = (
        changes.select("county", who.alias("who"), order.alias("order"))
        .group_by("county", "who")
        .agg(pl.col("order").min())
    )
    counted = dict(people.group_by("order").len().iter_rows())
    found = {cause: int(counted[n]) for n, cause in enumerate(CAUSES) if n in counted}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _became() -> pl.Expr:
    names = [pl.col(name).fill_null("not there") for name in ("outcome", "outcome_after")]
    return pl.concat_str(names, separator=" to ")


def _count(frame: pl.DataFrame, name: str) -> dict[str, int]:
    counted = frame.group_by(name).len().sort(["len", name], descending=[True, False])
    return {str(value): int(number) for value, number in counted.iter_rows()}


def as_text(told: dict[str, Any]) -> Iterator[str]:
    """The difference in words."""
    changed, by_cause = told["changed"], told["by cause"]
    first, second = told["runs"]
    yield (
        f"Run {first} to run {second} of the state"
        if isinstance(first, int)
        else f"{first} to {second} in the state's history"
    )
    if not changed["determinations"]:
        yield "Nobody changed."
    else:
        because = ", ".join(f"{number:,} because of {cause}" for cause, number in by_cause["people"].items())
        yield f"{changed['people']:,} people changed: {because}"
        because = ", ".join(f"{number:,} because of {cause}" for cause, number in by_cause["determinations"].items())
        yield f"{changed['determinations']:,} determinations changed: {because}"
        yield from (f"  {number:>10,}  {became}" for became, number in told["became"].items())
    for word, causes in told["by county"].items():
        yield f"  {word}: " + ", ".join(f"{number:,} {cause}" for cause, number in causes.items())
    for word, why in told["not compared"].items():
        yield f"  {word}: not compared: {why}"
