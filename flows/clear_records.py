"""The flow: a county's exports to determinations, papers and ledger, one task a step.

Prefect conducts; that a thing is done once is for the steps' manifests and the database to hold.
Parameters are a county, keys and a day. Tasks return nothing, results are not kept, and what a
step raises reaches Prefect as ``StepFailed``, whose text holds nothing of the data.
"""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows import steps
from flows.clock import now
from flows.failures import StepFailed, safely
from flows.intake import find_export
from flows.lease import held
from flows.precedence import Past
from flows.progress import begin, do_aloud, end
from flows.run import Run, plan_run
from flows.step import Done, Step, read_counts
from flows.steps.record import write_record
from flows.steps.summarize import MARKDOWN
from flows.workplace import Workplace
from relief.database import Claim
from relief.errors import UserError


class DecidedMeanwhile(UserError):
    """A decision was signed between the run's planning and its lease: what it asks is not what it began with."""


def _may_pass(_task: object, _run: object, state: Any) -> bool:
    """Try again only where something outside did not answer."""
    return isinstance(state.data, StepFailed) and state.data.passing


_TASK: dict[str, Any] = {
    "persist_result": False,
    "cache_policy": NO_CACHE,
    "retries": 2,
    "retry_delay_seconds": [2, 10],
    "retry_condition_fn": _may_pass,
}


def _as_task(step: Step) -> Callable[[str, list[str], date], None]:
    """A step of one county as a task: like the flow, it is given keys and finds the rest itself."""

    @task(name=step.name, **_TASK)
    def run_step(county: str, exports: list[str], as_of: date) -> None:
        with safely(step.name):
            do_aloud(step, open_run(county, exports, as_of))

    return run_step


_STEPS = [_as_task(step) for step in steps.STEPS]


@task(name="record", **_TASK)
def record(county: str, exports: list[str], as_of: date, claim: Claim | Past) -> None:
    """Write determinations in force, papers and ledger steps into the database."""
    begin("record")
    begun = time.monotonic()
    with safely("record"):
        run = open_run(county, exports, as_of)
        if isinstance(claim, Claim) and run.key != claim.run:
            raise DecidedMeanwhile(f"{county}: something was decided while the run began; do the run again")
        told = {step.name: read_counts(step, run) for step in steps.STEPS}
        write_record(run, told, claim, now())
    end(Done(step="record", counts={"rows": told["determine"]["convictions"]}, seconds=time.monotonic() - begun))


@flow(name="clear_records", persist_result=False, log_prints=False)
def clear_records(county: str, exports: list[str], as_of: date, put_in_force: bool = False) -> None:
    """Clear the records of one county, in the workplace that the environment names.

    Args:
        county: the county's word, as ``los_angeles``.
        exports: keys of its exports (``flows.intake``): hashes, never paths.
        as_of: the day whose law and ages apply.
        put_in_force: although the run in force is of a later day, or of newer files (``flows.precedence``).
    """
    with safely("clear_records"):
        run = open_run(county, exports, as_of)
        with held(run, "always" if put_in_force else "newest") as claim:
            for step in _STEPS:
                step(county, exports, as_of)
            record(county, exports, as_of, claim)
        _publish(run)


def open_run(county: str, exports: list[str], as_of: date) -> Run:
    """The run that the flow's parameters stand for."""
    workplace = Workplace.read()
    return plan_run(county, [find_export(county, key, workplace) for key in exports], as_of, workplace)


def _publish(run: Run) -> None:
    """Show the summary in Prefect: a copy, of numbers only."""
    counts = {step.name: read_counts(step, run) for step in steps.STEPS}
    table = [{"step": step, "rows": told["rows"]} for step, told in counts.items()]
    key = f"{run.word.replace('_', '-')}-{run.key[:16]}"
    create_table_artifact(table=table, key=f"{key}-steps", description="Rows that each step was given")
    create_markdown_artifact(markdown=(run.folder / MARKDOWN).read_text(encoding="utf-8"), key=key)
