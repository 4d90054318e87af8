"""The flow of a run of the state: one task a county. Parameters are words, days and numbers; results are not kept."""

import os
from datetime import date
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.clock import today
from flows.failures import StepFailed, safely
from flows.statewide.conduct import DASK, UNDERWAY, Underway, begun, settle
from flows.statewide.deciding import Job
from flows.statewide.paging import read_state
from flows.statewide.planning import EVERYTHING
from flows.statewide.reporting import choose_alerts, report
from flows.workplace import Workplace
from relief.errors import UserError

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


@task(name="clear_county", persist_result=False, cache_policy=NO_CACHE, task_run_name="{county}")
def clear_county(county: str, exports: list[str], as_of: date, number: int) -> None:
    """Wait for a county of a run of the state; on another machine than the run's, decide it there."""
    with safely("clear_county"):
        job = Job(county=county, exports=tuple(exports), as_of=as_of)
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
        inbox = os.environ.get(INBOX)
        if not inbox:
            raise UserError(f"{INBOX} is not set: a folder, or s3://bucket/prefix")
        workplace, limits = Workplace.read(), choose_alerts(None)
        with begun(inbox, as_of or today(), workplace, asked=asked) as underway:
            _clear(underway)
        last = read_state(workplace, underway.number)
        report(last, read_state(workplace, last.number - 1) if last.number > 1 else None, workplace, limits)


def _clear(underway: Underway) -> None:
    states = wait(
        [clear_county.submit(job.county, list(job.exports), job.as_of, underway.number) for job in underway.jobs]
    ).done
    ended = sorted((future.task_run_id.hex, future.state.is_completed()) for future in states)
    table = [{"counties": len(ended), "decided": sum(completed for _, completed in ended)}]
    create_table_artifact(table=table, key=f"state-run-{underway.number}", description="Counties of a run of the state")
