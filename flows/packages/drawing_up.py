"""The papers of one package, drawn up, marked, rendered and read back in a folder: nothing of them is stored before all are."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from connectors import County
from flows.packages.placing import choose_kinds, place_paper
from flows.past import PastRun
from flows.steps.holding import hold_back
from flows.workplace import make_folder
from relief.errors import UserError
from relief.papers import Filing, Paper, draft, list_groups
from relief.profiles import Delivery
from templates.codes import name_mark
from templates.compiling import TypesettingError
from templates.rendering import EXHIBITS, Written, render_all


@dataclass(frozen=True, kw_only=True)
class Task:
    """One package to write."""

    word: str
    county: County
    filing: Filing
    past: PastRun
    number: str
    court: str
    day: date
    rows: pl.DataFrame
    """Determinations with ``package_row`` and ``whole_case``."""
    withdrawn: Mapping[int, str]

    @property
    def delivery(self) -> Delivery:
        """How it comes to its courthouse."""
        return self.filing.court.deliver_to(self.court)


@dataclass(frozen=True, kw_only=True)
class DrawnUp:
    """A package's papers, whole."""

    papers: Sequence[tuple[Paper, str]]
    """Each with its name in the package."""
    written: Mapping[str, Written]
    """By that name."""
    folder: Path
    """Holds each file under its name in the package, those to be edited too."""


class NotReadBack(Exception):
    """Papers do not say, read back, what they should: no paper of the package is to be used."""

    def __init__(self, rows: Mapping[int, str]) -> None:
        super().__init__("papers do not say, read back, what they should")
        self.rows = rows
        """Rows of the package that are to be held back, and why."""


def draw_up(task: Task, folder: Path) -> DrawnUp:
    """Write the papers into ``folder``; where a file is larger than the court takes, with fewer convictions in each.

    Raises:
        NotReadBack: with the rows that have to be taken out first.
        UserError: a file that no division makes small enough.
    """
    limits = task.filing.court.limits
    most = limits.convictions_per_file
    while True:
        drawn = _render(task, _draft(task, most), folder)
        largest = max(each.size for each in drawn.written.values())
        if largest <= limits.document_bytes:
            return drawn
        others = (each.size for each in drawn.written.values() if each.kind not in EXHIBITS)
        if most <= 1 or largest == max(others, default=0):
            raise UserError(
                f"{task.number}: a paper has more bytes than the court takes; see court.limits.document_bytes"
            )
        most = max(1, min(most, task.rows.height) // 2)


def _draft(task: Task, most: int) -> list[tuple[Paper, str]]:
    """The papers, each with its name in the package and what its codes say."""
    filing = _elect(task, most)
    papers = list(draft(task.rows, filing, batch=task.number, as_of=task.past.as_of))
    folders = task.delivery.case_folders
    placed = [(paper, place_paper(paper, folders)) for paper in papers]
    assert len({name for _, name in placed}) == len(placed), "each paper of a package has a file of its own"
    return [
        (replace(paper, group=task.number, file=f"{task.number}/{name}", mark=name_mark(task.number, name)), name)
        for paper, name in placed
    ]


def _elect(task: Task, most: int) -> Filing:
    """What the county elects of a package's papers, with at most so many convictions in a file."""
    limits = replace(task.filing.court.limits, convictions_per_file=most)
    court = replace(task.filing.court, limits=limits)
    return replace(task.filing, court=court, kinds=choose_kinds(task.filing.kinds))


def _render(task: Task, papers: Sequence[tuple[Paper, str]], folder: Path) -> DrawnUp:
    shutil.rmtree(folder, ignore_errors=True)
    named = {f"{task.number}/{name}": name for _, name in papers}
    refused: list[tuple[Paper, TypesettingError]] = []

    def keep(file: str, content: bytes) -> None:
        place = folder / file.removeprefix(f"{task.number}/")
        make_folder(place.parent)
        place.write_bytes(content)

    done = render_all(
        [paper for paper, _ in papers], task.word, keep, editable=task.filing.court.editable,
        refused=lambda paper, error: refused.append((paper, error)),
    )  # fmt: skip
    if refused:
        raise NotReadBack(_find_rows(task, refused))
    return DrawnUp(papers=papers, written={named[each.file]: each for each in done}, folder=folder)


def _find_rows(task: Task, refused: Sequence[tuple[Paper, TypesettingError]]) -> dict[int, str]:
    """The rows that are held back, and why."""
    filing = _elect(task, task.filing.court.limits.convictions_per_file)
    groups = list_groups(task.rows, filing, batch=task.number, as_of=task.past.as_of)
    listed = [each for group in groups.values() for each in group]
    rows = {(each.source_file, each.source_row): int(each.id.rpartition("-")[2]) for each in listed}
    return {rows[place]: why for place, why in hold_back(refused, task.word, {task.number: listed}).items()}
