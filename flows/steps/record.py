"""Record: what the run decided put in force in the database, and its papers and ledger steps written down."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from flows.asked import describe_question
from flows.precedence import Past
from flows.run import Run
from flows.shelf import open_shelf
from flows.steps.determine import DETERMINATIONS, IN_QUESTION
from flows.steps.former import open_former
from flows.steps.orders import ORDERS
from flows.steps.papers import FOLDER
from flows.versions import code_version
from relief.deliveries import Delivery

_KNOWN = ("kind", "court", "sha256", "pages", "rows", "edition", "template")

Told = Mapping[str, Mapping[str, Any]]
"""Step to what it counted."""

if TYPE_CHECKING:
    from relief.database import Claim, InForce


def write_record(run: Run, told: Told, claim: "Claim | Past", at: datetime) -> None:
    """Write everything that people act on; whatever is there already stays as it is.

    A what-if, under a policy that is not the county's own, puts nothing in force: only the run itself is
    written down. Of a run of the past the run alone, too: its files are no delivery.

    Args:
        run: the run, whose steps are all done.
        told: what its steps counted; without papers where none were asked for.
        claim: ``relief.database.begin_run``: every commit checks that it still holds; or that the run is of the past.
        at: now.
    """
    from relief import database

    engine = database.open_database(run.workplace.database)
    try:
        _write(run, told, claim, engine, at)
    finally:
        # A worker records county after county: each would keep its connection.
        engine.dispose()


def _write(run: Run, told: Told, claim: "Claim | Past", engine: Any, at: datetime) -> None:
    from relief import database

    if isinstance(claim, Past):
        database.record_past_run(
            engine, key=run.key, county=run.word, as_of=run.as_of, exports=[each.sha256 for each in run.exports],
            owner=database.name_owner(), begun=claim.begun, at=at, counts=count(told), asked=describe_question(run),
        )  # fmt: skip
        return
    for export in run.exports:
        database.record_export(
            engine, county=run.word, sha256=export.sha256, size=export.size,
            rows=told["read"]["files"][export.key], name=export.name, at=at,
        )  # fmt: skip
    database.record_deliveries(engine, claim, _list_delivered(run, told), at=at)
    if run.workplace.policy is None:
        decided, former = read_decided(run.folder), _find_in_force(run, engine)
        database.record_determinations(engine, claim, decided, at=at, former=former)
        names = database.name_convictions(decided)
        known = database.name_convictions(former.determinations) if former else None
        database.identify(engine, county=run.word, convictions=names, day=run.as_of, actor="relief run", known=known)
        if "papers" in told:
            _record_papers(run, told, claim, engine, at)
        _question_grants(run, engine, at)
    database.finish_run(engine, claim, at=at, counts=count(told))


def _find_in_force(run: Run, engine: Any) -> "InForce | None":
    """What is in force in the county, where this program recorded it and the run's files are as they were; else None."""
    from relief import database

    key = database.find_finished(engine, run.word)
    former = open_former(run, f"runs/{run.word}/{key[:16]}") if key and key != run.key else None
    if key is None or former is None or former.question["versions"]["code"] != code_version():
        return None
    return database.InForce(run=key, determinations=read_decided(former.folder))


def _list_delivered(run: Run, told: Told) -> list[Delivery]:
    return [
        Delivery(content=run.content, source=source, day=run.as_of, rows=each["rows"], unlisted=tuple(each["unlisted"]))
        for source, each in told["check"]["delivered"].items()
    ]


def _record_papers(run: Run, told: Told, claim: "Claim", engine: Any, at: datetime) -> None:
    from relief import database

    papers = [
        database.WrittenPaper(key=f"{run.prefix}/{FOLDER}/{paper['file']}", **{name: paper[name] for name in _KNOWN})
        for paper in told["papers"]["files"]
    ]
    database.record_papers(engine, claim, papers, at=at)


def _question_grants(run: Run, engine: Any, at: datetime) -> None:
    """A task for each earlier grant that the rules answer otherwise now: nothing is taken back without a person."""
    from relief import database
    from relief.outcomes.tasks import Kind, Raised

    told: dict[str, Any] = {"county": run.word, "actor": "relief", "day": run.as_of, "at": at}
    tasks = database.read_tasks(engine, county=run.word)
    known = tasks.filter(pl.col("kind").is_in([Kind.GRANT_WRONG.value, Kind.GRANT_IN_DOUBT.value]))["task"]
    if not open_shelf(run.workplace, run.prefix).bring(IN_QUESTION):
        database.note_not_found(engine, tasks=list(known), **told)
        return
    wrong = {"attorney review": Kind.GRANT_IN_DOUBT}
    raised = [
        Raised(
            kind=wrong.get(outcome, Kind.GRANT_WRONG), source=run.key[:16], digest=f"rerun/{rule}",
            owner=run.county.prosecutor.on(run.as_of).name, conviction=conviction,
        )
        for conviction, outcome, rule in pl.read_parquet(run.folder / IN_QUESTION).iter_rows()
    ]  # fmt: skip
    database.note_not_found(engine, tasks=set(known) - {each.name for each in raised}, **told)
    database.raise_tasks(engine, raised=raised, **told)


def read_decided(folder: Path) -> pl.DataFrame:
    """The determinations of a run in scope, with the ``count_order`` that names a conviction in every export."""
    decided = pl.concat([pl.scan_parquet(folder / DETERMINATIONS), pl.scan_parquet(folder / ORDERS)], how="horizontal")
    return decided.filter(pl.col("outcome") != "out of scope").collect()


def count(told: Told) -> dict[str, int]:
    """A run's figures for ``relief status``."""
    aside = sum(told["read"]["set aside"].values()) + sum(told["check"]["set aside"].values())
    return {
        "rows read": told["read"]["rows"],
        "rows set aside": aside,
        "convictions": told["determine"]["convictions"],
        **told["determine"]["by outcome"],
        **({"papers": len(told["papers"]["files"])} if "papers" in told else {}),
    }
