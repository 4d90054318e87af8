"""The whole job on a county's exports, and nothing kept: no ledger, no server, papers that go with the folder."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flows import steps
from flows.failures import StepFailed
from flows.intake import take_in
from flows.progress import do_aloud
from flows.run import Run, plan_run
from flows.step import read_counts
from flows.steps.papers import FOLDER
from flows.steps.summarize import SUMMARY
from flows.workplace import Workplace, make_folder
from relief.errors import UserError


@dataclass(frozen=True, kw_only=True)
class DryRun:
    """What a run would have done."""

    run: Run
    counts: Mapping[str, Mapping[str, Any]]
    """By step, those that were done."""
    stopped: str | None
    """Why it went no further, in the words of the step that stopped."""
    summary: Mapping[str, Any] | None

    @property
    def papers(self) -> Sequence[Path]:
        """Its papers, by name."""
        return sorted((self.run.folder / FOLDER).rglob("*.pdf"))


def try_run(word: str, exports: Sequence[Path], as_of: date, folder: Path) -> DryRun:
    """Do every step but ``record``, in ``folder``. UserError for a file that cannot be an export at all."""
    workplace = Workplace.choose(str(folder))
    make_folder(workplace.folder)
    run = plan_run(word, take_in(word, exports, workplace), as_of, workplace)
    counts: dict[str, Mapping[str, Any]] = {}
    stopped = None
    try:
        for step in steps.STEPS:
            do_aloud(step, run)
            counts[step.name] = read_counts(step, run)
    except StepFailed as failed:
        # An error of the user's names file, row and field, and nothing that is written there.
        stopped = f"{failed.step}: {failed.cause}" if isinstance(failed.cause, UserError) else str(failed)
    told = run.folder / SUMMARY
    summary = json.loads(told.read_text(encoding="utf-8")) if stopped is None else None
    return DryRun(run=run, counts=counts, stopped=stopped, summary=summary)
