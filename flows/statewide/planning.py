"""A run of the state before it begins: what is asked of each county, and of which nothing is asked."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flows import steps
from flows.clock import now
from flows.failures import describe
from flows.lease import is_recorded
from flows.precedence import Force, find_why_past
from flows.run import Run, plan_run
from flows.shelf import open_shelf
from flows.statewide.deciding import Job
from flows.statewide.following import was_followed
from flows.statewide.inbox import Delivery, look_into, weigh
from flows.statewide.roster import Standing, call_roll
from flows.step import is_done
from flows.workplace import Workplace, is_remote
from relief.errors import UserError

if TYPE_CHECKING:
    from relief.database import CountyTold

EVERYTHING, NEW_FILES = "everything", "new files"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a run of the state has to do."""

    as_of: date
    jobs: Sequence[Job]
    settled: "Sequence[CountyTold]"
    """Counties of which nothing is to be done, and why."""
    waiting: Mapping[str, int]
    """County to files that are still arriving."""


def plan_state(
    inbox: str, as_of: date, workplace: Workplace, engine: Any, *, asked: str = EVERYTHING, force: Force = "newest",
    begin: Callable[[Sequence[Job]], None] | None = None,
) -> Plan:  # fmt: skip
    """Look at every county that has a file, several at the same time: most of it is hashing what came.

    Args:
        inbox: ``flows.statewide.inbox``.
        as_of: the day whose law and ages apply.
        workplace: where the runs are.
        engine: the database.
        asked: ``EVERYTHING``; ``NEW_FILES``, for counties that sent something since their run in force; or a county.
        force: when they are put in force.
        begin: given each job as soon as it is known, the largest first; where files are in a bucket, all at once.
    """
    from relief import database

    roll = call_roll()
    if asked not in (EVERYTHING, NEW_FILES) and asked not in {each.county for each in roll}:
        raise UserError(f"there is no county {asked!r}; relief county list shows them")
    chosen = [each for each in roll if asked in (EVERYTHING, NEW_FILES, each.county)]
    in_force, paused = database.read_in_force(engine), database.read_paused(engine)
    jobs, settled, waiting = list[Job](), list[database.CountyTold](), dict[str, int]()

    def look(each: Standing) -> "Job | CountyTold":
        held = in_force.get(each.county)
        if not each.active:
            return database.CountyTold(county=each.county, state="not certified", run=held, why=each.why)
        if each.county in paused:
            return database.CountyTold(county=each.county, state="paused", run=held, why=paused[each.county])
        return _plan_county(each.county, inbox, as_of, workplace, held, asked, waiting, force)

    at_once = begin is not None and not is_remote(inbox)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for found in pool.map(look, sorted(chosen, key=lambda each: -weigh(inbox, each.county)) if at_once else chosen):
            (jobs if isinstance(found, Job) else settled).append(found)  # type: ignore[arg-type]  # each to its own list
            if at_once and begin is not None and isinstance(found, Job):
                begin([found])
    if begin is not None and not at_once:
        begin(jobs)
    return Plan(as_of=as_of, jobs=jobs, settled=settled, waiting=waiting)


def _plan_county(
    word: str, inbox: str, as_of: date, workplace: Workplace, held: str | None, asked: str, waiting: dict[str, int],
    force: Force,
) -> "Job | CountyTold":  # fmt: skip
    from relief.database import CountyTold, DatabaseFailure

    try:
        delivery = look_into(inbox, word, workplace, now=now().timestamp())
        if delivery.waiting:
            waiting[word] = delivery.waiting
        if not delivery.exports:
            why = f"{delivery.waiting} files are still arriving" if delivery.waiting else "its inbox is empty"
            return CountyTold(county=word, state="nothing came", run=held, why=why)
        run = plan_run(word, delivery.exports, as_of, workplace)
        if held is not None and _is_answered(run, held, delivery, asked):
            return CountyTold(county=word, state="unchanged", run=held, told=_remember(workplace, word, held))
        if force == "newest" and (why := _find_why_past_again(run)):
            return CountyTold(county=word, state="past", run=held, why=why, told={"past run": run.key})
    except DatabaseFailure:
        raise  # no county's own
    except Exception as error:
        why = str(error) if isinstance(error, UserError) else f"{describe(error)}, while looking into its inbox"
        return CountyTold(county=word, state="failed", run=held, why=why)
    keys = tuple(export.key for export in delivery.exports)
    size = sum(export.size for export in delivery.exports)
    return Job(county=word, exports=keys, as_of=as_of, bytes=size, force=force)


def _is_answered(run: Run, held: str, delivery: Delivery, asked: str) -> bool:
    """Whether the run in force answers what is asked: the very same, or, of new files only, the same files.

    One whose worker was lost before the papers that are out were looked at has not answered yet.
    """
    if not was_followed(run, held):
        return False
    if run.key == held:
        return all(is_done(step, run) for step in steps.DECISION)
    if asked != NEW_FILES:
        return False
    before = _read_tally(run.workplace, run.word, held)
    return {each["key"] for each in before.get("exports", ())} == {export.key for export in delivery.exports}


def _find_why_past_again(run: Run) -> str:
    """Why a run is of the past that was done as one before; empty where it is not, or is still to be done."""
    if not all(is_done(step, run) for step in steps.DECISION):
        return ""
    why = find_why_past(run)
    return why if why and is_recorded(run) else ""


def _remember(workplace: Workplace, word: str, key: str) -> dict[str, object]:
    return {"rows": _read_tally(workplace, word, key).get("rows", {}).get("read", 0)}


def _read_tally(workplace: Workplace, word: str, key: str) -> dict[str, Any]:
    from flows.steps.tally import TALLY

    text = open_shelf(workplace, f"runs/{word}/{key[:16]}").read(TALLY)
    found: dict[str, Any] = json.loads(text) if text else {}
    return found
