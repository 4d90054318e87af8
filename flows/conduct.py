"""Conducting a run from the command line: Prefect comes up while the first steps are done.

A running server is used where PREFECT_API_URL names one. Otherwise a temporary one is started, and
until it answers the steps are done without it, in their order: each is done once, so the flow finds
them done and goes on from there.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from flows import steps
from flows.prefect_server import TemporaryServer
from flows.prefect_settings import settings
from flows.progress import do_aloud
from flows.run import Run


def conduct(run: Run) -> None:
    """Do the whole run as a flow. Raises StepFailed."""
    with ExitStack() as stack:
        stack.enter_context(run.workplace.entered())
        server = None if os.environ.get("PREFECT_API_URL") else TemporaryServer(run.workplace.prefect_home)
        if server is None:
            stack.enter_context(_environment(settings(run.workplace.prefect_home)))
        else:
            stack.enter_context(server)
            stack.enter_context(_environment(server.client()))
            _work_ahead(run, server)
        _flow(run)


def _work_ahead(run: Run, server: TemporaryServer) -> None:
    for step in steps.STEPS:
        if server.answers():
            break
        do_aloud(step, run)
    server.wait()


def _flow(run: Run) -> None:
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.clear_records import clear_records

    # A heartbeat tells a server that a run has died; at its end it costs a second of waiting.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        clear_records(run.word, [export.key for export in run.exports], run.as_of)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
