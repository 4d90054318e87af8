"""What becomes of each matched row: steps for the ledger, nothing because they are there, or a task."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from relief.ledger import Step, may_follow, standing
from relief.outcomes.returned import DOJ, REASONED, STEP, Outcome
from relief.outcomes.tasks import OF_THE_COURT, Kind, Raised

Lives = Mapping[str, Sequence[tuple[Step, date]]]
"""Conviction to its steps and days, in order."""

_RULINGS = (Step.GRANTED, Step.GRANTED_IN_PART, Step.DENIED, Step.DEFERRED)


@dataclass(kw_only=True)
class Plan:
    """What a file of outcomes comes to: applied, known and tasks add up to its rows."""

    steps: list[tuple[str, str, date, str, str | None]] = field(default_factory=list)
    """Conviction, step, day, actor and cause."""
    tasks: list[Raised] = field(default_factory=list)
    applied: int = 0
    known: int = 0


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where rows came from, for the tasks they raise."""

    name: str
    digest: str
    taken: date
    """The day on which the file is taken in: no outcome may be later."""
    owner: str
    """Who settles what belongs to no row that was filed."""


def plan(matched: pl.DataFrame, lives: Lives, source: Source) -> Plan:
    """Turn matched rows into steps and tasks.

    Args:
        matched: as ``relief.outcomes.matching.match`` gives them.
        lives: of every conviction among them.
    """
    made = Plan()
    rows = matched.to_dicts()
    for row in rows:
        if row["trouble"] is not None:
            made.tasks.append(_raise(row, Kind(row["trouble"]), source))
    clear = sorted((row for row in rows if row["trouble"] is None), key=lambda row: (row["conviction"], row["place"]))
    for conviction, group in groupby(clear, key=lambda row: row["conviction"]):
        _plan_conviction(made, list(group), list(lives.get(conviction, ())), source)
    assert made.applied + made.known + len(made.tasks) == matched.height, "rows in are not rows out"
    return made


def _plan_conviction(made: Plan, rows: list[dict[str, Any]], life: list[tuple[Step, date]], source: Source) -> None:
    firsts, repeats = _part(rows)
    made.tasks += [_raise(row, Kind.TWICE, source) for row in repeats]
    ordered = sorted(firsts, key=lambda row: row["ruled"] or source.taken)
    if any(row["outcome"] not in (Outcome.DEFERRED, Outcome.ACCEPTED) for row in ordered[:-1]):
        # Two answers in one file: nobody can tell which of them the court meant.
        made.tasks += [_raise(row, Kind.CONTRADICTS_ITSELF, source) for row in ordered]
        return
    for row in ordered:
        answer = _read_row(row, life, source)
        if isinstance(answer, Kind):
            made.tasks.append(_raise(row, answer, source))
        elif answer:
            life += answer
            made.applied += 1
            made.steps += [_write(row, step, day) for step, day in answer]
        else:
            made.known += 1


def _part(rows: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows that say something, and those that say it again."""
    firsts, repeats = dict[tuple[object, ...], dict[str, Any]](), []
    for row in rows:
        said = tuple(row[name] for name in ("outcome", "ruled", "entered", "reported"))
        if said in firsts:
            repeats.append(row)
        else:
            firsts[said] = row
    return list(firsts.values()), repeats


def _read_row(row: Mapping[str, Any], life: list[tuple[Step, date]], source: Source) -> list[tuple[Step, date]] | Kind:
    """The steps that the row adds, none where all are there; or what is the matter with it."""
    outcome = Outcome(row["outcome"])
    if (fault := _check(row, outcome, source)) is not None:
        return fault
    told = [(STEP[outcome], row["ruled"]), (Step.ENTERED, row["entered"]), (Step.REPORTED, row["reported"])]
    walked, added = list(life), list[tuple[Step, date]]()
    for step, day in told:
        if day is None or (step, day) in walked:
            continue
        for each in _lead_to(step, walked):
            walked.append((each, day))
            added.append((each, day))
        if not may_follow(_stand(walked), step):
            return Kind.CONTRADICTS
        walked.append((step, day))
        added.append((step, day))
    return added


def _check(row: Mapping[str, Any], outcome: Outcome, source: Source) -> Kind | None:
    days = [day for day in (row["ruled"], row["entered"], row["reported"]) if day is not None]
    if row["ruled"] is None:
        return Kind.NO_DAY
    if any(day > source.taken for day in days):
        return Kind.FUTURE
    if days != sorted(days):
        return Kind.OUT_OF_ORDER
    if row["filed"] is not None and days[0] < row["filed"]:
        return Kind.BEFORE_FILING
    if outcome in REASONED and not row["reason"]:
        return Kind.NO_REASON
    return None


def _lead_to(step: Step, life: Sequence[tuple[Step, date]]) -> Iterator[Step]:
    """A court that rules has taken the filing: it seldom says so apart."""
    if step in _RULINGS and _stand(life) is Step.FILED:
        yield Step.ACCEPTED


def _stand(life: Sequence[tuple[Step, date]]) -> Step | None:
    return standing([step for step, _ in life])


def _write(row: Mapping[str, Any], step: Step, day: date) -> tuple[str, str, date, str, str | None]:
    reason = row["reason"] if step is STEP[Outcome(row["outcome"])] else None
    return row["conviction"], step.value, day, DOJ if step is Step.CONFIRMED else row["court"], reason


def _raise(row: Mapping[str, Any], kind: Kind, source: Source) -> Raised:
    whose = row["court"] if kind in OF_THE_COURT else row["agency"]
    return Raised(
        kind=kind, source=source.name, digest=source.digest, owner=whose or source.owner, place=row["place"],
        conviction=row["conviction"], batch=row["batch"], row=row["row"], outcome=row["outcome"], day=row["ruled"],
    )  # fmt: skip
