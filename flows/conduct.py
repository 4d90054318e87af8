"""Conducting a run from the command line: Prefect comes up while the first steps are done.

A running server is used where PREFECT_API_URL names one. Otherwise a temporary one is started, and
until it answers the steps are done without it, in their order: each is done once, so the flow finds
them done and goes on from there.
"""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID

from flows import steps
from flows.prefect_server import TemporaryServer
from flows.prefect_settings import settings
from flows.progress import do_aloud
from flows.run import Run

_MOST_TASKS = 100
_SECONDS_TO_BE_TOLD = 5.0


def conduct(run: Run, *, back: bool = False) -> None:
    """Do the whole run as a flow; ``back`` puts it in force whatever is. Raises StepFailed."""
    with ExitStack() as stack:
        stack.enter_context(run.workplace.entered())
        server = None if os.environ.get("PREFECT_API_URL") else TemporaryServer(run.workplace.prefect_home)
        if server is None:
            stack.enter_context(environment(settings(run.workplace.prefect_home)))
        else:
            stack.enter_context(server)
            stack.enter_context(environment(server.client()))
            _work_ahead(run, server)
        _flow(run, back)


def _work_ahead(run: Run, server: TemporaryServer) -> None:
    for step in steps.STEPS:
        if server.answers():
            break
        do_aloud(step, run)
    server.wait()


def _flow(run: Run, back: bool) -> None:
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.clear_records import clear_records

    # A heartbeat tells a server that a run has died; at its end it costs a second of waiting.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        keys = [export.key for export in run.exports]
        state = clear_records(run.word, keys, run.as_of, back, return_state=True)
        _wait_for_task_runs(state.state_details.flow_run_id)
        state.result()


def _wait_for_task_runs(flow_run: UUID | None) -> None:
    """Return when the server shows every task of a flow as ended, or after five seconds.

    Prefect sends what becomes of a task on its own time: a server that is stopped at once never hears the last of it.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
    from prefect.client.schemas.sorting import TaskRunSort

    of_this = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run] if flow_run else []))
    give_up = time.monotonic() + _SECONDS_TO_BE_TOLD
    with get_client(sync_client=True) as client:
        while time.monotonic() < give_up:
            tasks = client.read_task_runs(flow_run_filter=of_this, sort=TaskRunSort.ID_DESC, limit=_MOST_TASKS)
            if len(tasks) > len(steps.STEPS) and all(task.state and task.state.is_final() for task in tasks):
                break
            time.sleep(0.02)


@contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """The process's environment with these values, for as long as the block lasts."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
