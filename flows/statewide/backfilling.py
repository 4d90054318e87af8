"""The state's history: past days decided under the law of each day, with the files that were there then.

Nothing of it is ever in force. A day's files are those of the newest delivery until then, as their names say it, else the
oldest; what persons and the court decided later is left out, facts that were looked up are not. Days share what is the
same: a delivery is read once. A day that is done is not done again; one that failed is.
"""

import calendar
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from flows import steps
from flows.clock import now, today
from flows.failures import describe
from flows.run import plan_run
from flows.statewide.changing import CHANGED, add_up_changed
from flows.statewide.conduct import shown
from flows.statewide.crew import Crew, Terms
from flows.statewide.deciding import Job, order
from flows.statewide.inbox import look_into
from flows.statewide.roster import call_roll
from flows.step import is_done
from flows.workplace import Workplace, make_folder
from relief.errors import UserError

if TYPE_CHECKING:
    import polars as pl

    from relief.database import PastCountyTold

EVERY = {"day": 0, "week": 0, "month": 1, "quarter": 3, "year": 12}
"""Words for how far days lie apart, in months; of a day and a week in none."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """Which days of which counties."""

    days: Sequence[date]
    counties: Sequence[str]
    inbox: str


def list_days(first: date, last: date, every: str) -> list[date]:
    """The days from the first to the last; of a month that is too short, its last. UserError where there are none."""
    if every not in EVERY:
        raise UserError(f"--every {every}: one of {', '.join(EVERY)}")
    if not first <= last <= today():
        raise UserError(f"--from {first} --to {last}: days that are past, the first one first")
    days, number = list[date](), 0
    while (day := _step(first, every, number)) <= last:
        days.append(day)
        number += 1
    return days


def _step(first: date, every: str, number: int) -> date:
    if not EVERY[every]:
        return first + timedelta(days=number * (7 if every == "week" else 1))
    months = first.month - 1 + number * EVERY[every]
    year, month = first.year + months // 12, months % 12 + 1
    return date(year, month, min(first.day, calendar.monthrange(year, month)[1]))


def choose_counties(asked: str | None, workplace: Workplace) -> list[str]:
    """The counties that take part, or the one that is asked for. UserError where that takes none."""
    from relief import database

    engine = database.open_database(workplace.database)
    try:
        paused = database.read_paused(engine)
    finally:
        engine.dispose()
    words = [each.county for each in call_roll() if each.active and each.county not in paused]
    if asked is not None and asked not in words:
        raise UserError(f"{asked}: it takes no part in runs of the state; relief statewide run says why")
    if not words:
        raise UserError("no county takes part in runs of the state; relief county list shows how far each is")
    return [asked] if asked is not None else words


UNDERWAY: dict[date, Callable[[], bool]] = {}
"""What is to be done of each day by this process; whether every county was decided. The flow's parameters are days."""


def backfill(
    span: Span, workplace: Workplace, terms: Terms, *, tell: Callable[[dict[str, Any]], None], prefect: bool = True
) -> list[dict[str, Any]]:
    """Decide every county on every day, one day after the other, and write down what became of each.

    Args:
        span: which days of which counties.
        workplace: where the runs are.
        terms: of the crew.
        tell: is given each day's numbers (``sum_day``) when it is done.
        prefect: show it as a flow.

    Returns:
        The days' numbers.
    """
    make_folder(workplace.folder)
    done = list[dict[str, Any]]()
    with ExitStack() as stack:
        stack.enter_context(workplace.entered())
        crew = stack.enter_context(Crew(terms))

        def do(number: int) -> bool:
            before = span.days[number - 1] if number else None
            done.append(sum_day(span.days[number], do_day(span, span.days[number], before, workplace, crew)))
            tell(done[-1])
            return not done[-1]["failed"]

        UNDERWAY.update({day: partial(do, number) for number, day in enumerate(span.days)})
        stack.callback(UNDERWAY.clear)
        if prefect:
            stack.enter_context(shown(workplace.prefect_home))
            from flows.statewide.clear_past import backfill_state

            backfill_state(list(span.days))
        else:
            for each in UNDERWAY.values():
                each()
    return done


def do_day(span: Span, day: date, before: date | None, workplace: Workplace, crew: Crew) -> "list[PastCountyTold]":
    """One day of every county; gives what became of each."""
    from relief import database

    engine = database.open_database(workplace.database)
    try:
        known = {each.county: each for each in database.read_history_of_state(engine, day=day)}
        earlier = {each.county: each for each in database.read_history_of_state(engine, day=before)} if before else {}
        found, jobs = dict[str, "PastCountyTold"](), list[Job]()
        for word in span.counties:
            since = earlier[word].run if word in earlier else None
            planned = _plan(word, day, since, span.inbox, workplace, known.get(word))
            if isinstance(planned, Job):
                jobs.append(planned)
            else:
                found[word] = planned
        crew.begin(jobs)
        for job in order(jobs):
            found[job.county] = _as_told(job, dict(crew.wait(job.county)))
        for told in found.values():
            if told is not known.get(told.county):
                database.tell_past_county(engine, told)
    finally:
        engine.dispose()
    return [found[word] for word in span.counties]


def _plan(
    word: str, day: date, since: str | None, inbox: str, workplace: Workplace, known: "PastCountyTold | None"
) -> "Job | PastCountyTold":
    """What is to be done of a county on a day; what is known of it where it is done."""
    from relief.database import DatabaseFailure, PastCountyTold

    try:
        delivery = look_into(inbox, word, workplace, now=now().timestamp(), on=day)
        if not delivery.exports:
            return PastCountyTold(day=day, county=word, why="its inbox is empty")
        run = plan_run(word, delivery.exports, day, workplace, hindsight=False)
        same = known is not None and (known.run, known.told.get("since")) == (run.key, since)
        if known is not None and same and all(is_done(step, run) for step in steps.DECISION):
            return known
    except DatabaseFailure:
        raise  # no county's own
    except Exception as error:
        why = str(error) if isinstance(error, UserError) else f"{describe(error)}, while looking into its inbox"
        return PastCountyTold(day=day, county=word, why=why)
    keys, size = tuple(each.key for each in delivery.exports), sum(each.size for each in delivery.exports)
    return Job(county=word, exports=keys, as_of=day, bytes=size, force="never", since=since)


def _as_told(job: Job, answer: dict[str, Any]) -> "PastCountyTold":
    from relief.database import PastCountyTold

    if "failed" in answer:
        return PastCountyTold(day=job.as_of, county=job.county, why=f"{answer['failed']}: {answer['why']}")
    kept = ("rows", "in scope", "by outcome", CHANGED)
    told = {name: answer[name] for name in kept if name in answer}
    return PastCountyTold(day=job.as_of, county=job.county, run=answer["run"], told={**told, "since": job.since})


def read_days(workplace: Workplace) -> "dict[date, list[PastCountyTold]]":
    """The whole history that was done, by day."""
    from relief import database

    engine = database.open_database(workplace.database)
    try:
        found: dict[date, list[PastCountyTold]] = {}
        for each in database.read_history_of_state(engine):
            found.setdefault(each.day, []).append(each)
    finally:
        engine.dispose()
    return found


def sum_day(day: date, counties: "Sequence[PastCountyTold]") -> dict[str, Any]:
    """A day's numbers: counties decided and failed, rows, convictions in scope and by outcome, people changed by cause."""
    decided = [each for each in counties if each.run is not None]
    return {
        "day": day.isoformat(),
        "counties": len(decided),
        "failed": {each.county: each.why for each in counties if each.run is None},
        "rows": sum(each.told["rows"] for each in decided),
        "identified": sum(each.told["in scope"] for each in decided),
        "by outcome": _add_up(each.told["by outcome"] for each in decided),
        CHANGED: add_up_changed(each.told for each in decided) or {},
    }


def _add_up(named: "Iterator[dict[str, int]]") -> dict[str, int]:
    found: dict[str, int] = {}
    for each in named:
        for name, number in each.items():
            found[name] = found.get(name, 0) + number
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


HEADINGS = f"{'day':<12}{'counties':>9}{'identified':>14}{'eligible':>14}{'review':>12}   changed people, and why"


def as_line(told: dict[str, Any]) -> str:
    """A day in a line below ``HEADINGS``."""
    outcomes, causes = told["by outcome"], told[CHANGED]
    because = ", ".join(f"{number:,} {cause}" for cause, number in causes.items())
    numbers = f"{told['identified']:>14,}{outcomes.get('eligible', 0):>14,}{outcomes.get('attorney review', 0):>12,}"
    return f"{told['day']:<12}{told['counties']:>9}{numbers}   {because or '-'}"


def tabulate(days: Sequence[dict[str, Any]]) -> "pl.DataFrame":
    """One row a day: counties, rows, convictions in scope, by outcome, and people changed by cause."""
    import polars as pl

    outcomes = sorted({name for told in days for name in told["by outcome"]})
    causes = sorted({name for told in days for name in told[CHANGED]})
    rows = [
        {
            **{name: told[name] for name in ("day", "counties", "rows", "identified")},
            **{name: told["by outcome"].get(name, 0) for name in outcomes},
            **{f"changed: {name}": told[CHANGED].get(name, 0) for name in causes},
        }
        for told in days
    ]
    return pl.DataFrame(rows)
