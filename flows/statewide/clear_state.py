"""The flow of a run of the state: one task a county. Parameters are words, days and numbers; results are not kept."""

import os
from contextlib import suppress
from datetime import date
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, wait
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.clock import today
from flows.failures import StepFailed, describe, safely
from flows.precedence import Force
from flows.statewide.conduct import DASK, UNDERWAY, Underway, begun, settle
from flows.statewide.deciding import Job, decide_share, prepare
from flows.statewide.paging import read_state
from flows.statewide.planning import EVERYTHING
from flows.statewide.reporting import choose_alerts, report
from flows.statewide.saying import RUN_FAILED, say, say_how_it_ended
from flows.workplace import Workplace
from relief.errors import SettingMissing

INBOX = "RELIEF_INBOX"
"""Variable of the environment: where the inbox is, for a flow that nobody hands one."""
_AT_ONCE = 64
"""Tasks that wait at the same time; how many work is the crew's affair."""


class CountyFailed(Exception):
    """A county was not decided. The text names the step and no more; the summary says why."""


def choose_runner() -> TaskRunner[Any]:
    """Threads that wait for the crew; a Dask cluster where the environment names one."""
    address = os.environ.get(DASK)
    if not address:
        return ThreadPoolTaskRunner(max_workers=_AT_ONCE)
    from prefect_dask.task_runners import DaskTaskRunner

    runner: TaskRunner[Any] = DaskTaskRunner(address=address)
    return runner


_TASK: dict[str, Any] = {"persist_result": False, "cache_policy": NO_CACHE}


@task(name="prepare_county", task_run_name="{county} before its people", **_TASK)
def prepare_county(county: str, exports: list[str], as_of: date) -> None:
    """Read, check and match a large county; where that fails, ``clear_county`` does it and says why."""
    with suppress(Exception), safely("prepare_county"):
        prepare(Job(county=county, exports=tuple(exports), as_of=as_of), Workplace.read())


@task(name="decide_share", task_run_name="{county} {share}", **_TASK)
def decide_county_share(county: str, exports: list[str], as_of: date, size: int, share: int) -> None:
    """Decide a share of a large county's people; where that fails, ``clear_county`` does it and says why."""
    with suppress(Exception), safely("decide_share"):
        decide_share(Job(county=county, exports=tuple(exports), as_of=as_of, bytes=size), share, Workplace.read())


@task(name="clear_county", task_run_name="{county}", **_TASK)
def clear_county(county: str, exports: list[str], as_of: date, number: int, force: Force) -> None:
    """Wait for a county of a run of the state; on another machine than the run's, decide it there."""
    with safely("clear_county"):
        job = Job(county=county, exports=tuple(exports), as_of=as_of, force=force)
        answer = settle(number, job, Workplace.read())
    if "failed" in answer:
        raise StepFailed(answer["failed"], CountyFailed())


@flow(name="clear_state", task_runner=choose_runner(), persist_result=False, log_prints=False)
def clear_state(number: int | None = None, asked: str = EVERYTHING, as_of: date | None = None) -> None:
    """Clear the records of every active county.

    Args:
        number: of a run of the state that this process has begun; None: begin one, in the inbox and workplace that the
            environment names.
        asked: everything; new files; or a county's word.
        as_of: the day whose law and ages apply; None: today.
    """
    with safely("clear_state"):
        if number is not None:
            _clear(UNDERWAY[number])
            return
        try:
            _conduct(asked, as_of)
        except Exception as error:
            say(RUN_FAILED, why=describe(error.cause if isinstance(error, StepFailed) else error))
            raise


def _conduct(asked: str, as_of: date | None) -> None:
    """A run of the state as a schedule begins it."""
    inbox = os.environ.get(INBOX)
    if not inbox:
        raise SettingMissing(f"{INBOX} is not set: a folder, or s3://bucket/prefix")
    workplace, limits = Workplace.read(), choose_alerts(None)
    with begun(inbox, as_of or today(), workplace, asked=asked) as underway:
        _clear(underway)
    last = read_state(workplace, underway.number)
    report(last, read_state(workplace, last.number - 1) if last.number > 1 else None, workplace, limits)
    say_how_it_ended(last, workplace)


def _clear(underway: Underway) -> None:
    states = wait([_submit(job, underway) for job in underway.jobs]).done
    ended = sorted((future.task_run_id.hex, future.state.is_completed()) for future in states)
    table = [{"counties": len(ended), "decided": sum(completed for _, completed in ended)}]
    create_table_artifact(table=table, key=f"state-run-{underway.number}", description="Counties of a run of the state")


def _submit(job: Job, underway: Underway) -> PrefectFuture[None]:
    """A county's task; before it, where workers decide, those that share out a large county."""
    county, exports, as_of, shares = job.county, list(job.exports), job.as_of, list[PrefectFuture[None]]()
    if underway.crew is None and job.shares > 1:
        before = [prepare_county.submit(county, exports, as_of)]
        for share in range(job.shares):
            shares.append(
                decide_county_share.submit(
                    county, exports, as_of, job.bytes, share, return_state=False, wait_for=before
                )
            )
    return clear_county.submit(county, exports, as_of, underway.number, job.force, return_state=False, wait_for=shares)
