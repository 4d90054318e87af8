"""One county's decision path: read, check, match, determine, add up, record. Each is done once, whoever does it.

Then what follows of it: packages kept true, tasks raised, and the county's canary asked.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows import steps
from flows.clock import now
from flows.failures import safely
from flows.lease import held
from flows.precedence import Force, Past, find_in_force_key
from flows.run import Run, plan_run
from flows.statewide.canary import ask_canary
from flows.statewide.changing import count_changed
from flows.statewide.following import follow_up, note_followed
from flows.statewide.handing_over import receive
from flows.statewide.keeping import keep_inputs
from flows.step import do, read_counts
from flows.steps import determine
from flows.steps.record import write_record
from flows.steps.sharing import count_shares
from flows.workplace import Workplace


@dataclass(frozen=True, kw_only=True)
class Job:
    """A county to be decided: words and keys, nothing of a person."""

    county: str
    exports: tuple[str, ...]
    as_of: date
    bytes: int = 0
    """Of its exports: the largest is begun first."""
    force: Force = "newest"
    since: str | None = None
    """Of a day of the state's history: the run of the day before, from which the changes are counted."""

    @property
    def shares(self) -> int:
        """Among how many workers its people are divided."""
        return count_shares(self.bytes)


def open_job(job: Job, workplace: Workplace) -> Run:
    """The run that a job stands for, on whatever machine this is."""
    exports = [receive(job.county, key, workplace) for key in job.exports]
    return plan_run(job.county, exports, job.as_of, workplace, hindsight=job.force != "never")


def prepare(job: Job, workplace: Workplace) -> None:
    """The steps before a county's people are decided, so that several workers can decide them."""
    run = open_job(job, workplace)
    for step in steps.DECISION[: steps.DECISION.index(determine.STEP)]:
        do(step, run)


def decide_share(job: Job, share: int, workplace: Workplace) -> list[int]:
    """One worker's share of a large county that was prepared; gives the parts that it decided."""
    return determine.share(open_job(job, workplace), share, job.shares)


def decide_county(job: Job, workplace: Workplace) -> dict[str, Any]:
    """Do a county's decision path and record it; gives its run, seconds by step and, of a run of the past, why it is one.

    Raises StepFailed.
    """
    with safely("plan"):
        run = open_job(job, workplace)
    seconds: dict[str, float] = {}
    with safely("record"), held(run, job.force) as claim:
        keep_inputs(run)
        for step in steps.DECISION:
            seconds[step.name] = do(step, run).seconds
        before = find_in_force_key(run)
        begun = time.monotonic()
        told = {step.name: read_counts(step, run) for step in steps.DECISION}
        write_record(run, told, claim, now())
        seconds["record"] = time.monotonic() - begun
    answer = {"run": run.key, "rows": told["read"]["rows"], "seconds": seconds}
    if isinstance(claim, Past):
        with safely("compare"):
            return {**answer, "past": claim.why, **_count_history(job, run, told["determine"])}
    with safely("follow up"):
        followed = follow_up(run)
        note_followed(run)
    begun = time.monotonic()
    with safely("compare"):
        changed = count_changed(run, before)
    seconds["compare"] = time.monotonic() - begun
    return {**answer, **followed, **changed, "canary": ask_canary(run)}


def _count_history(job: Job, run: Run, decided: Mapping[str, Any]) -> dict[str, Any]:
    """What a day of the state's history tells of a county; nothing of a run that is of the past by chance."""
    if job.force != "never":
        return {}
    counts = {"in scope": decided["in scope"], "by outcome": decided["by outcome"]}
    return {**counts, **count_changed(run, job.since)}


def order(jobs: Sequence[Job]) -> list[Job]:
    """The largest first: what takes longest does not come last."""
    return sorted(jobs, key=lambda job: (-job.bytes, job.county))
