"""How the counties stand, in numbers: coverage, runs, quality, the ledger, tasks, what waits for a person. Nobody's case."""

import json
from typing import Any

import polars as pl
from fastapi import Response

from connectors import load_county
from connectors.onboarding.coverage import list_counties
from flows.alarms import list_alarms
from flows.past import find_in_force
from flows.serving.guard import Admitted
from flows.serving.routes import Route, Rule, Scope
from flows.serving.standings import list_waiting
from flows.serving.visit import Visit
from flows.statewide.changing import add_up_changed, say_changed
from flows.steps.summarize import SUMMARY
from relief import database
from relief.accounts import Role
from relief.errors import UserError
from relief.ledger import Step
from relief.outcomes.waiting import AGES, count_waiting, find_waiting
from relief.packages.numbers import LETTERS
from templates.county_tiles import TILES

PROGRESS: dict[str, tuple[Step, ...]] = {
    "identified": (Step.IDENTIFIED,),
    "in review": (Step.REVIEWED, Step.NEEDS_REVIEW, Step.NOT_CHALLENGED, Step.CHALLENGED, Step.DEFENDER_NOTIFIED,
                  Step.HEARD),
    "with the court": (Step.FILED, Step.ACCEPTED, Step.DEFERRED, Step.REJECTED),
    "granted": (Step.GRANTED, Step.GRANTED_IN_PART, Step.UPHELD),
    "entered": (Step.ENTERED,),
    "reported": (Step.REPORTED, Step.CONFIRMED),
    "without relief": (Step.NOT_ELIGIBLE, Step.DENIED, Step.REINSTATED, Step.REINSTATEMENT_REPORTED, Step.QUESTIONED,
                       Step.REVERSAL_NOTICED, Step.REVERSAL_HEARD, Step.WRONG_AGENCY, Step.NO_COURT_CASE,
                       Step.RECORDS_DESTROYED, Step.DECEASED, Step.ALREADY_RELIEVED),
}  # fmt: skip
"""The road of a conviction in a few parts; every step is in one."""

STATES = ("no file", "a file, no run", "a run in force", "with the courts", "relief granted")
"""How far a county has come."""


def show_counties(visit: Admitted) -> Response:
    """The 58 counties and how far each has come."""
    status = database.read_status(visit.office.engine)
    in_force = {run.county: run for run in status.runs if run.in_force}
    rows: list[dict[str, Any]] = []
    for word, has_file in list_counties().items():
        parts = add_up(status.steps.get(word, {}))
        state = _find_state(has_file, word in in_force, parts)
        eligible = status.outcomes.get(word, {}).get("eligible", 0)
        letters = LETTERS[word.replace("_", " ").upper()]
        rows.append(
            {"word": word, "letters": letters, "state": state, "run": in_force.get(word), "eligible": eligible, **parts}
        )
    tiles = [(row, TILES[row["word"]]) for row in rows]
    return visit.page("counties", rows=rows, tiles=tiles, states=STATES, last=_read_last_state_run(visit))


def _read_last_state_run(visit: Admitted) -> dict[str, Any] | None:
    """The last run of the state that came to its end: number, day, who changed and why; None where there is none."""
    told = database.read_state_run(visit.office.engine)
    if told is not None and told.finished_at is None:
        told = database.read_state_run(visit.office.engine, told.number - 1)
    if told is None or told.finished_at is None:
        return None
    states = [each.state for each in told.counties.values()]
    changed = add_up_changed(each.told for each in told.counties.values() if each.state == "decided")
    return {
        "number": told.number, "as_of": told.as_of, "decided": states.count("decided"),
        "failed": states.count("failed") + states.count("busy"),
        "changed": None if changed is None else say_changed(changed),
    }  # fmt: skip


def show_county(visit: Admitted) -> Response:
    """One county: its runs, what its data is like, where its convictions stand, what waits for whom."""
    word, engine = visit.here, visit.office.engine
    status = database.read_status(engine, county=word)
    tasks = database.read_tasks(engine, county=word).filter(pl.col("state") == "open")
    by_kind = tasks.group_by("owner", "kind").agg(pl.len(), pl.col("raised").min()).sort("owner", "kind").rows()
    return visit.page(
        "county", word=word, name=load_county(word).name, runs=list(reversed(status.runs)),
        exports=list(reversed(status.exports)), outcomes=status.outcomes.get(word, {}),
        progress=add_up(status.steps.get(word, {})), steps=status.steps.get(word, {}), summary=_read_summary(visit),
        tasks=by_kind, reviews=database.count_reviews(engine, county=word), waiting=_count_waiting(visit), ages=AGES,
        alarms=list_alarms([word], visit.office.site.workplace, visit.today).get(word, []),
    )  # fmt: skip


def add_up(steps: dict[str, int]) -> dict[str, int]:
    """Convictions by ``PROGRESS``."""
    return {name: sum(steps.get(step.value, 0) for step in those) for name, those in PROGRESS.items()}


def _find_state(has_file: bool, has_run: bool, parts: dict[str, int]) -> str:
    granted = parts["granted"] + parts["entered"] + parts["reported"]
    if not has_run:
        return STATES[int(has_file)]
    return STATES[4] if granted else STATES[3] if parts["with the court"] else STATES[2]


def _read_summary(visit: Visit) -> dict[str, Any] | None:
    """What the run in force says of itself; None where no run is, or its files are elsewhere."""
    try:
        file = find_in_force(visit.here, visit.office.site.workplace).bring(SUMMARY)
    except UserError:
        return None
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return told


def _count_waiting(visit: Visit) -> list[dict[str, Any]]:
    packages = database.read_packages(visit.office.engine, county=visit.here).filter(state="delivered")
    told = [(visit.here, number, court) for number, court in packages.select("number", "court").rows()]
    stands, courts = list_waiting(visit.office, told)
    return count_waiting(find_waiting(stands, courts, visit.today)).to_dicts()


_STAFF = frozenset({Role.PROGRAM, Role.AUDITOR})

ROUTES = (
    Route(method="GET", path="/counties", act=show_counties, rule=Rule(roles=_STAFF, event="counties.viewed")),
    Route(
        method="GET", path="/counties/{county}", act=show_county,
        rule=Rule(roles=_STAFF | {Role.COUNTY}, scope=Scope.COUNTY, event="county.viewed"),
    ),
)  # fmt: skip
