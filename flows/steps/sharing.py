"""The largest counties, decided by several workers: each decides some of its parts, by hash of the person.

A county of more than ``rows_at_once`` rows is decided in parts anyway (``relief.parts``), one after the other. Where there
are several workers, each decides a share of them beforehand and lays them, by key, beside the runs:
``parts/<county>/<run>/<how many>/<part>/``. Who decides the county takes the parts that are there and decides the others.
So a share that fails, comes late or never costs time and nothing else.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.run import Run
from flows.shelf import About, Shelf, describe, open_shelf
from flows.workplace import make_folder
from relief.errors import UserError

if TYPE_CHECKING:
    from relief.eligibility import Decision
    from relief.parts import Asked, Part

ROWS = "RELIEF_ROWS_AT_ONCE"
"""Variable of the environment: rows decided at once; the same for all processes of a run."""
_FRAMES = ("determinations", "facts", "known")
_QUESTIONS = "questions"
_TOLD = "told.json"
_BYTES_OF_A_ROW = 400
"""As DOJ's exports have them. Of shorter rows there are fewer shares than parts; more would be tasks that find nothing to decide,
and their counties would wait behind all others."""
_MOST = 64

Answered = tuple["Part", pl.DataFrame | None]
"""A part, and the grants in question in it (``flows.steps.determine``)."""
Revising = Callable[[list[pl.DataFrame]], "Callable[[Decision], Decision]"]
"""Given a list to which questions are added, what is made of a part's decision."""


def rows_at_once() -> int:
    """Rows that a process decides at once. UserError where the environment names none."""
    from relief.parts import AT_ONCE

    named = os.environ.get(ROWS)
    if named and (not named.isdecimal() or int(named) < 1):
        raise UserError(f"{ROWS}={named}: a number of rows, as 3000000")
    return int(named) if named else AT_ONCE


def count_shares(size: int) -> int:
    """Among how many workers a county whose exports have so many bytes is divided; 1 for nearly all counties."""
    return min(_MOST, max(1, size // (rows_at_once() * _BYTES_OF_A_ROW)))


def decide_share(run: Run, asked: "Asked", revising: Revising, *, known: Path, share: int, shares: int) -> list[int]:
    """Decide and keep every part whose number leaves ``share`` over when divided by ``shares``; gives their numbers."""
    from relief.parts import count_parts

    parts = count_parts(asked, rows_at_once())
    shelf = open_shelf(run.workplace, _prefix(run, parts))
    chosen = [part for part in range(share, parts, shares) if parts > 1 and not shelf.bring(f"{part}/{_TOLD}")]
    folder = run.workplace.folder / _prefix(run, parts) / f".half{os.getpid()}"
    make_folder(folder)
    try:
        for part, answered in zip(chosen, _decide(asked, revising, chosen, parts, folder, known), strict=True):
            _keep(shelf, folder, part, answered)
    finally:
        shutil.rmtree(folder)
    return chosen


def decide_all(run: Run, asked: "Asked", revising: Revising, scratch: Path, *, known: Path) -> Iterator[Answered]:
    """Every part in its order; those that a share has left are not decided again."""
    from relief.parts import count_parts

    parts = count_parts(asked, rows_at_once())
    shelf, kept = open_shelf(run.workplace, _prefix(run, parts)), dict[int, Answered]()
    for part in range(parts if parts > 1 else 0):
        found = _read(shelf, run.workplace.folder / _prefix(run, parts), part)
        if found is not None:
            kept[part] = found
    others = _decide(asked, revising, [part for part in range(parts) if part not in kept], parts, scratch, known)
    for part in range(parts):
        yield kept.pop(part) if part in kept else next(others)


def _prefix(run: Run, parts: int) -> str:
    return f"parts/{run.word}/{run.key[:16]}/{parts}"


def _decide(
    asked: "Asked", revising: Revising, chosen: Iterable[int], parts: int, scratch: Path, known: Path
) -> Iterator[Answered]:
    from relief.parts import decide_each

    questions: list[pl.DataFrame] = []
    for part in decide_each(asked, chosen, parts, scratch, known=known, revise=revising(questions)):
        yield part, pl.concat(questions) if questions else None
        questions.clear()


def _keep(shelf: Shelf, folder: Path, number: int, answered: Answered) -> None:
    part, questions = answered
    frames = {name: getattr(part, name) for name in _FRAMES} | ({} if questions is None else {_QUESTIONS: questions})
    make_folder(folder / str(number))
    names = [f"{number}/{name}.parquet" for name in frames]
    for name, frame in zip(names, frames.values(), strict=True):
        frame.write_parquet(folder / name)
    files = {name: asdict(describe(folder / name)) for name in names}
    told = {"tally": dict(part.tally), "impact": asdict(part.impact), "files": files}
    shelf.keep_all(folder, names)
    (folder / _TOLD).write_text(json.dumps(told), encoding="utf-8")
    shelf.keep(folder / _TOLD, f"{number}/{_TOLD}")


def _read(shelf: Shelf, folder: Path, number: int) -> Answered | None:
    from relief.impact import Impact
    from relief.parts import Part

    text = shelf.read(f"{number}/{_TOLD}")
    if text is None:
        return None
    told = json.loads(text)
    if not all(
        shelf.bring(name) and describe(folder / name) == About(**about) for name, about in told["files"].items()
    ):
        return None
    frames = {Path(name).stem: pl.read_parquet(folder / name) for name in told["files"]}
    questions = frames.pop(_QUESTIONS, None)
    return Part(tally=told["tally"], impact=Impact(**told["impact"]), **frames), questions
