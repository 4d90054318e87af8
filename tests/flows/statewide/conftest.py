"""A small fictional state, its inbox and its workplace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connectors.samples.state import write_state
from flows.statewide.conduct import conduct_state
from flows.workplace import Workplace
from relief.own_folder import FOLDER

WORDS = ("alpine", "mono", "sierra")
ROWS = 3_000_000
"""Of a state of which these counties are the smallest part: about 1,300 rows."""
DAY = date(2020, 7, 1)


@dataclass(frozen=True, kw_only=True)
class State:
    """Where everything of a fictional state is."""

    inbox: Path
    counties: Path
    workplace: Workplace

    def run(self, as_of: date = DAY, **options: Any) -> Any:
        """A run of the state in this process, without Prefect."""
        return conduct_state(str(self.inbox), as_of, self.workplace, **{"prefect": False, "here": True, **options})

    def deliver(self, word: str, name: str, text: bytes) -> Path:
        """Put a file into a county's inbox, whole."""
        path = self.inbox / word / name
        path.write_bytes(text)
        (path.parent / "_COMPLETE").touch()
        return path

    def export(self, word: str) -> Path:
        """The county's newest file."""
        return max(path for path in (self.inbox / word).iterdir() if not path.name.startswith("_"))

    def files(self, word: str, key: str) -> Path:
        """The folder of a run."""
        return self.workplace.folder / "runs" / word / key[:16]


def make_state(folder: Path, monkeypatch: pytest.MonkeyPatch, words: Sequence[str] = WORDS) -> State:
    monkeypatch.setenv(FOLDER, str(folder / "counties"))
    write_state(folder / "inbox", rows=ROWS, seed=1, day=date(2020, 6, 30), words=words, processes=1)
    return State(inbox=folder / "inbox", counties=folder / "counties", workplace=Workplace.choose(str(folder / "work")))


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    return make_state(tmp_path, monkeypatch)
