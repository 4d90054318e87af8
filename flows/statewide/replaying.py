"""A past run once more: from the inputs that were kept, under what was decided and declared then, to the same bytes."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from connectors.content import measure
from flows import asked, steps
from flows.intake import Export
from flows.past import open_past
from flows.run import Run
from flows.statewide.keeping import bring_input, refuse_other_content
from flows.statewide.past_question import PastQuestion
from flows.step import do
from flows.steps.differing import FOLDER, TOLD
from flows.steps.whole import RECORDS
from flows.versions import list_versions
from flows.workplace import Workplace, make_folder
from relief.deliveries import Delivery
from relief.errors import UserError


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What a replay came to."""

    county: str
    run: str
    files: int
    """Files that were made again."""
    differ: tuple[str, ...]
    """Those that are not the same, byte for byte."""


def find_runs(workplace: Workplace, wanted: str) -> list[tuple[str, str]]:
    """Counties and keys that ``wanted`` names: the number of a run of the state, or the beginning of a county's run's key."""
    from relief import database

    engine = database.open_database(workplace.database)
    try:
        if wanted.isdigit() and len(wanted) < 8:
            state = database.read_state_run(engine, int(wanted))
            found = [(word, each.run) for word, each in state.counties.items() if each.run] if state else []
        else:
            runs = database.read_status(engine).runs
            found = [(run.county, run.key) for run in runs if run.key.startswith(wanted) and run.status == "finished"]
    finally:
        engine.dispose()
    if not found:
        raise UserError(f"{workplace.out} has no finished run {wanted}")
    return found


def replay(word: str, key: str, workplace: Workplace) -> Replayed:
    """Do a run's decision path again, away from everything, and compare every file with what the run made.

    Raises:
        UserError: the program is another than then, and which revision to check out; or an input was not kept.
    """
    question = PastQuestion(past=open_past(word, workplace, key))
    _refuse_other_program(question)
    scratch = workplace.folder / "replays"
    make_folder(scratch)
    with TemporaryDirectory(dir=scratch) as name:
        run = _open_run(question, workplace, Path(name))
        made = [(step.name, do(step, run)) for step in steps.DECISION]
        differ, files = list[str](), 0
        for step, _ in made:
            before, again = (_read_files(folder, step) for folder in (question.past.folder, run.folder))
            if before is None:
                continue  # papers were asked for without the state's tally
            names = _list_comparable(before, again or {})
            files += len(names)
            differ += sorted(name for name in names if before.get(name) != (again or {}).get(name))
    return Replayed(county=word, run=key, files=files, differ=tuple(differ))


def _refuse_other_program(question: PastQuestion) -> None:
    now, then = list_versions(), question.versions
    if now["code"] != then["code"]:
        revision = question.told.get("revision")
        advice = f"check out revision {revision}" if revision else "install that version"
        raise UserError(
            f"run {question.past.key[:12]} of {question.told['county']} was made by code {then['code'][:12]}, and this is "
            f"{now['code'][:12]}: {advice}, and replay it there"
        )


def _open_run(question: PastQuestion, workplace: Workplace, scratch: Path) -> Run:
    """The run as it was asked, in a workplace of its own, with the same key."""
    told = question.told
    exports = tuple(_open_export(each, workplace, scratch / "inputs") for each in told["exports"])
    decided, corrections = asked.read_frames(_bring_all(question))
    return Run(
        county=question.county, word=told["county"], exports=exports, policy=question.policy, as_of=question.as_of,
        workplace=Workplace.choose(str(scratch / "work")), decided=decided, corrections=corrections,
        history=tuple(_read_delivery(each) for each in told["history"]), key=question.past.key,
    )  # fmt: skip


def _bring_all(question: PastQuestion) -> Path:
    for name in (asked.DECIDED, asked.CORRECTIONS):
        question.past.bring(name)
    return question.past.folder


def _open_export(told: dict[str, Any], workplace: Workplace, into: Path) -> Export:
    path = bring_input(workplace, told["sha256"], told["name"], into)
    refuse_other_content(path, told["sha256"])
    size = measure(path)
    return Export(
        key=told["key"], name=told["name"], path=str(path), sha256=told["sha256"], size=size.bytes, changed=size.changed
    )


def _read_delivery(told: dict[str, Any]) -> Delivery:
    return Delivery(**{**told, "day": date.fromisoformat(told["day"]), "unlisted": tuple(told["unlisted"])})


def _read_files(folder: Path, step: str) -> dict[str, Any] | None:
    path = folder / "steps" / f"{step}.json"
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["files"]
    return found


def _list_comparable(before: dict[str, Any], again: dict[str, Any]) -> set[str]:
    """Files to be compared: where the run went by an earlier one it kept what differs, and wrote no records (``flows.steps.differing``)."""
    names = {name for name in before.keys() | again.keys() if not name.startswith(f"{FOLDER}/")}
    return names - ({RECORDS} if TOLD in before else set())


def tabulate(found: list[Replayed]) -> pl.DataFrame:
    """One row a county: files, and how many differ."""
    return pl.DataFrame({"county": [each.county for each in found], "files": [each.files for each in found], "differ": [len(each.differ) for each in found]})  # fmt: skip
