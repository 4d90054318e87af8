"""What a new answer asks of papers that are out: withdrawn before they are filed, a task after; a grant is a person's
to question (``flows.steps.record`` raises it, ``relief reversal open`` begins it).

Nothing here makes a paper: what is eligible and in none is what the next package takes.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from flows.clock import now
from flows.run import Run
from flows.shelf import open_shelf
from flows.steps.determine import DETERMINATIONS
from flows.steps.record import read_decided
from relief.ledger import Step
from relief.outcomes.tasks import Kind, Raised

OPEN = (Step.FILED, Step.ACCEPTED, Step.DEFERRED)
"""Last steps of what the court has and has not ruled on."""
_ACTOR = "relief"


def follow_up(run: Run) -> Mapping[str, int]:
    """Take out of packages what may not be filed any more, and raise a task for what was; how many of each."""
    from relief import database

    engine = database.open_database(run.workplace.database)
    try:
        packages = database.read_packages(engine, county=run.word)
        filed = database.list_standing(engine, county=run.word, steps=OPEN)
        tasks = database.read_tasks(engine, county=run.word).filter(pl.col("kind") == Kind.FILED_WRONG.value)
        raised = _raise(run, filed, tasks, engine) if filed.len() or tasks.height else 0
    finally:
        engine.dispose()
    return {"withdrawn": _withdraw(run) if packages.height else 0, "tasks": raised}


def note_followed(run: Run) -> None:
    """Say that papers that are out were looked at after the run came into force."""
    open_shelf(run.workplace, run.prefix).note(_name_note(run, run.key), "{}")


def was_followed(run: Run, key: str) -> bool:
    """Whether that was said of a run of the county; its worker may have been lost before it was done."""
    return open_shelf(run.workplace, run.prefix).read_note(_name_note(run, key)) is not None


def _name_note(run: Run, key: str) -> str:
    return f"made/{run.word}/followed/{key}.json"


def _withdraw(run: Run) -> int:
    from flows.packages.keeping import withdraw_what_changed
    from relief.database import Doing

    doing = Doing(county=run.word, actor=_ACTOR, day=run.as_of, at=now())
    return sum(withdraw_what_changed(run.word, run.workplace, doing).values())


def _raise(run: Run, filed: pl.Series, tasks: pl.DataFrame, engine: Any) -> int:
    """A task for each conviction that the court has and that is not eligible now; of others it is noted that they are."""
    from relief import database

    assert (run.folder / DETERMINATIONS).exists()
    decided = read_decided(run.folder)
    eligible = decided.filter(pl.col("outcome").cast(pl.String) == "eligible")
    right = database.name_convictions(eligible)
    wrong = filed.filter(~filed.is_in(right.implode()))
    again = tasks.filter(pl.col("conviction").is_in(right.implode()))["task"]
    told: dict[str, Any] = {"county": run.word, "actor": _ACTOR, "day": run.as_of, "at": now()}
    database.note_not_found(engine, tasks=list(again), **told)
    owner = run.county.prosecutor.on(run.as_of).name
    raised = [
        Raised(kind=Kind.FILED_WRONG, source=run.key[:16], digest="rerun/filed", owner=owner, conviction=conviction)
        for conviction in wrong
    ]
    database.raise_tasks(engine, raised=raised, **told)
    return len(raised)
