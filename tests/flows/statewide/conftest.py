"""A small fictional state, its inbox and its workplace."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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
ROWS = int(os.environ.get("RELIEF_STATE_ROWS", "3000000"))
"""Of a state of which these counties are the smallest part: about 1,300 rows; a hundred times as many with ``make prove``."""
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


@contextmanager
def killing_a_worker(state: State) -> Iterator[threading.Event]:
    """The first worker process of this one that is in the middle of a step is killed; the event says that it was."""
    killed, over = threading.Event(), threading.Event()

    def kill() -> None:
        while not over.is_set() and not killed.is_set():
            for process in Path("/proc").glob("[0-9]*"):
                mine = f"PPid:\t{os.getpid()}\n" in _read(process / "status")
                if mine and "flows.statewide.worker" in _read(process / "cmdline") and _is_midway(state):
                    os.kill(int(process.name), signal.SIGKILL)
                    killed.set()
            time.sleep(0.005)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    try:
        yield killed
    finally:
        over.set()
        killer.join()


def _is_midway(state: State) -> bool:
    return any(state.workplace.folder.glob("runs/*/*/.half/*/*"))


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


@pytest.fixture(scope="session")
def delivered(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The state as it is before its first run: only copies of it are worked in."""
    return made_once("delivered", _make_delivered)


def _make_delivered(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        make_state(folder, patch)


@pytest.fixture(scope="session")
def ran_once(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The state after one run that nothing disturbed, and what the run told: only copies of it are worked in."""
    folder = tmp_path_factory.mktemp("ran")
    with pytest.MonkeyPatch.context() as patch:
        return folder, copy_state(delivered, folder, patch).run()


@pytest.fixture
def state(delivered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    """A state of the test's own, before its first run."""
    return copy_state(delivered, tmp_path, monkeypatch)


@pytest.fixture
def decided(ran_once: tuple[Path, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    """A state of the test's own, after its first run."""
    return copy_state(ran_once[0], tmp_path, monkeypatch)


def copy_state(kept: Path, folder: Path, patch: pytest.MonkeyPatch) -> State:
    """A state like the one kept, in another folder."""
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    patch.setenv(FOLDER, str(folder / "counties"))
    return State(inbox=folder / "inbox", counties=folder / "counties", workplace=Workplace.choose(str(folder / "work")))
