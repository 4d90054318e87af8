"""One county's decision path: read, check, match, determine, add up, record. Each is done once, whoever does it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows import steps
from flows.clock import now
from flows.failures import safely
from flows.intake import find_export
from flows.lease import held
from flows.run import Run, plan_run
from flows.statewide.following import follow_up
from flows.statewide.keeping import keep_inputs
from flows.step import do, read_counts
from flows.steps.record import write_record
from flows.workplace import Workplace


@dataclass(frozen=True, kw_only=True)
class Job:
    """A county to be decided: words and keys, nothing of a person."""

    county: str
    exports: tuple[str, ...]
    as_of: date
    bytes: int = 0
    """Of its exports: the largest is begun first."""


def open_job(job: Job, workplace: Workplace) -> Run:
    """The run that a job stands for."""
    return plan_run(job.county, [find_export(job.county, key, workplace) for key in job.exports], job.as_of, workplace)


def decide_county(job: Job, workplace: Workplace) -> dict[str, Any]:
    """Do a county's decision path and record it; gives its run, and seconds by step. Raises StepFailed."""
    with safely("plan"):
        run = open_job(job, workplace)
    seconds: dict[str, float] = {}
    with safely("record"), held(run) as claim:
        keep_inputs(run)
        for step in steps.DECISION:
            seconds[step.name] = do(step, run).seconds
        begun = time.monotonic()
        told = {step.name: read_counts(step, run) for step in steps.DECISION}
        write_record(run, told, claim, now())
        seconds["record"] = time.monotonic() - begun
    with safely("follow up"):
        followed = follow_up(run)
    return {"run": run.key, "rows": told["read"]["rows"], "seconds": seconds, **followed}


def order(jobs: Sequence[Job]) -> list[Job]:
    """The largest first: what takes longest does not come last."""
    return sorted(jobs, key=lambda job: (-job.bytes, job.county))
