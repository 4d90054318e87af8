"""What is owed to the Department of Justice, written to a file and marked as reported."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from connectors import load_county
from connectors.store import open_store
from connectors.store.contract import hash_content
from flows.outcomes.named import read_people
from flows.outcomes.standing import read_standing
from flows.review_queue import opened
from flows.spreadsheet import disarm
from flows.workplace import Workplace
from relief import database
from relief.errors import UserError
from relief.outcomes.doj import REPORT, find_overdue, find_owed, mark_reported, write_report
from relief.outcomes.tasks import Kind, Raised


def export_owed(word: str, workplace: Workplace, file: Path, *, actor: str, day: date, at: datetime) -> dict[str, Any]:
    """Write what DOJ has to be told now, and mark it; nothing where nothing is owed.

    The file is confidential: it names people by name, birth date and CII number. A copy is kept in the object store, under
    a key that says nothing of them.

    Returns:
        owed, reported and held back (numbers), overdue (rows), and key (of the copy; None where nothing was written).
    """
    county = load_county(word)
    stand = read_standing(word, workplace)
    owed = find_owed(stand.standings, stand.lives)
    people = read_people(word, county, workplace, owed["conviction"])
    rows, held = write_report(owed, people)
    key = None
    if rows.height:
        content = disarm(rows.select(REPORT)).write_csv().encode()
        key = f"doj/{word}/{hash_content(content)}.csv"
        open_store(workplace.out).put(key, content)
        _write_private(file, content)
    tasks = [
        Raised(
            kind=Kind.NOT_TO_DOJ, source="export-doj", digest="export-doj", owner=stand.agency, conviction=conviction
        )
        for conviction in held["conviction"]
    ]
    counts = {"owed": owed.height, "reported": rows.height, "held back": held.height}
    with opened(workplace) as engine:
        steps = mark_reported(owed, rows, day=day, actor=actor)
        database.record_steps(engine, county=word, steps=steps)
        database.raise_tasks(engine, county=word, raised=tasks, actor=actor, day=day, at=at)
        if key:
            database.record_audit(
                engine, at=at, actor=actor, event="doj.exported", county=word, subject=key, counts=counts
            )
    told = pl.concat([steps.select("conviction"), pl.DataFrame(schema={"conviction": pl.String})])
    overdue = find_overdue(stand.standings.join(told, on="conviction", how="anti"), day)
    listed = overdue.join(stand.courts, on="conviction", how="left").drop("conviction").to_dicts()
    return {**counts, "overdue": listed, "key": key}


def _write_private(file: Path, content: bytes) -> None:
    """A file that only its owner may read, from its first byte on."""
    try:
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened_file:
            opened_file.write(content)
    except OSError as error:
        raise UserError(f"{file.name}: cannot be written: {error.strerror}") from None
