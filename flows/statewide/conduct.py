"""A run of the state, from its plan to its summary.

The crew begins with the largest counties while the others are looked at; a Prefect server, where none is running, comes up
meanwhile, and its flow then shows each county as a task that waits for the crew. So nothing waits for Prefect, and a state of
which nothing is to be done starts none.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.clock import now
from flows.conduct import environment
from flows.precedence import Force
from flows.prefect_server import TemporaryServer
from flows.prefect_settings import settings
from flows.statewide.attempts import LEASE_RUNS_OUT, try_again
from flows.statewide.crew import Crew, Terms
from flows.statewide.deciding import Job, order
from flows.statewide.handing_over import hand_over_all
from flows.statewide.planning import EVERYTHING, Plan, plan_state
from flows.versions import list_versions
from flows.workplace import Workplace, make_folder

if TYPE_CHECKING:
    from relief.database import StateTold


@dataclass(frozen=True, kw_only=True)
class Underway:
    """A run of the state that has begun."""

    number: int
    plan: Plan
    workplace: Workplace
    crew: Crew | None
    """None where counties are decided by the processes that the tasks are in."""

    @property
    def jobs(self) -> Sequence[Job]:
        """The counties to be decided, the largest first."""
        return order(self.plan.jobs)


DASK = "RELIEF_DASK"
"""Variable of the environment: a Dask scheduler's address, whose workers decide the counties in place of a crew."""
UNDERWAY: dict[int, Underway] = {}
"""Runs of this process by number: the flow's parameters are words and numbers."""


def settle(number: int, job: Job, workplace: Workplace) -> dict[str, Any]:
    """Wait for a county that a crew of this process has taken on, or decide it here; write down what became of it."""
    from flows.statewide.worker import answer as decide

    underway = UNDERWAY.get(number)
    if underway is None:  # on another machine, perhaps, where nobody else tries again
        answer = try_again(lambda: decide(job, workplace), busy=LEASE_RUNS_OUT)
    elif underway.crew is None:
        answer = decide(job, workplace)
    else:
        answer = dict(underway.crew.wait(job.county))
    _write_down(number, job, answer, workplace)
    return answer


@contextmanager
def begun(
    inbox: str,
    as_of: date,
    workplace: Workplace,
    *,
    asked: str = EVERYTHING,
    terms: Terms | None = None,
    here: bool = False,
    force: Force = "newest",
) -> Iterator[Underway]:
    """A run of the state while it lasts; at the end it is written down as finished, whatever became of its counties.

    Args:
        inbox: ``flows.statewide.inbox``.
        as_of: the day whose law and ages apply.
        workplace: where the runs are.
        asked: ``flows.statewide.planning``.
        terms: of the crew.
        here: no crew: whoever runs the tasks decides the counties.
        force: when a county's run is put in force.
    """
    from relief import database

    make_folder(workplace.folder)
    engine = database.open_database(workplace.database)
    try:
        elsewhere, at = bool(os.environ.get(DASK)) and not here, now()
        with ExitStack() as stack:
            stack.enter_context(workplace.entered())
            crew = None if here or elsewhere else stack.enter_context(Crew(terms or Terms()))
            begin = crew.begin if crew else None
            plan = plan_state(inbox, as_of, workplace, engine, asked=asked, force=force, begin=begin)
            if elsewhere:
                plan = hand_over_all(plan, workplace, database.read_in_force(engine))
            number = database.begin_state_run(engine, as_of=as_of, asked=asked, versions=list_versions(), at=at)
            for told in plan.settled:
                database.tell_county(engine, number, told)
            UNDERWAY[number] = Underway(number=number, plan=plan, workplace=workplace, crew=crew)
            try:
                yield UNDERWAY[number]
            finally:
                del UNDERWAY[number]
        _tell_lost(engine, number, plan)
        database.finish_state_run(engine, number, at=now())
    finally:
        engine.dispose()


def conduct_state(
    inbox: str, as_of: date, workplace: Workplace, *, asked: str = EVERYTHING, terms: Terms | None = None,
    prefect: bool = True,
    here: bool = False,
    force: Force = "newest",
) -> "StateTold":  # fmt: skip
    """Do a whole run of the state and give what became of each county."""
    from relief import database

    with begun(inbox, as_of, workplace, asked=asked, terms=terms, here=here, force=force) as underway:
        if underway.jobs and prefect:
            _show(underway)
        else:
            for job in underway.jobs:
                settle(underway.number, job, workplace)
    engine = database.open_database(workplace.database)
    try:
        told = database.read_state_run(engine, underway.number)
    finally:
        engine.dispose()
    assert told is not None
    return told


def _show(underway: Underway) -> None:
    """Wait for the counties as a Prefect flow."""
    with shown(underway.workplace.prefect_home):
        from flows.statewide.clear_state import choose_runner, clear_state

        clear_state.with_options(task_runner=choose_runner())(number=underway.number)


@contextmanager
def shown(home: Path) -> Iterator[None]:
    """A Prefect server, the one that runs or one of its own with its files in ``home``, named by the environment."""
    with ExitStack() as stack:
        if os.environ.get("PREFECT_API_URL"):
            stack.enter_context(environment(settings(home)))
        else:
            server = stack.enter_context(TemporaryServer(home))
            stack.enter_context(environment(server.client()))
            server.wait()
        yield


def _tell_lost(engine: Any, number: int, plan: Plan) -> None:
    """Counties of which nobody said how they ended have failed: no worker could, since each was lost, or never knew where to."""
    from relief import database

    told = database.read_state_run(engine, number)
    assert told is not None
    held = database.read_in_force(engine)
    for county in {job.county for job in plan.jobs} - set(told.counties):
        why = "no worker said how it ended: look at their logs, at their memory, and whether they have RELIEF_OUT and RELIEF_DATABASE"
        database.tell_county(
            engine, number, database.CountyTold(county=county, state="failed", run=held.get(county), why=why)
        )


def _write_down(number: int, job: Job, answer: dict[str, Any], workplace: Workplace) -> None:
    from relief import database

    engine = database.open_database(workplace.database)
    try:
        if "failed" in answer:
            held = database.read_in_force(engine).get(job.county)
            state = "busy" if answer.get("busy") else "failed"
            why = answer["why"] if answer["failed"] in ("plan", "worker") else f"{answer['failed']}: {answer['why']}"
            told = database.CountyTold(county=job.county, state=state, run=held, why=why)
        else:
            figures = {name: value for name, value in answer.items() if name not in ("run", "past")}
            told = database.CountyTold(county=job.county, state="decided", run=answer["run"], told=figures)
            if "past" in answer:  # the county is as it was; the run is there to be looked at
                held, figures = database.read_in_force(engine).get(job.county), {**figures, "past run": answer["run"]}
                told = database.CountyTold(county=job.county, state="past", run=held, why=answer["past"], told=figures)
        database.tell_county(engine, number, told)
    finally:
        engine.dispose()
