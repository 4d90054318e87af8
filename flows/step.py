"""A step: a plain function from files to files, done once.

It writes into a folder of its own; when it is through, its files are moved to their names in the
run's folder, and its manifest (``steps/<step>.json``: counts, and size and SHA-256 of each file) is
written last. So a file under its final name is whole, a manifest means that all of a step's files
are there, and a step whose manifest still holds is not done again.

A step that says what of the run it depends on is not done again either where another run of the county
asked the same of it: ``made/<county>/<step>/<key>.json`` names that run, and its files are taken over.
"""

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from flows.failures import safely
from flows.run import Run
from flows.shelf import About, Shelf, describe, open_shelf
from flows.versions import code_version
from flows.workplace import make_folder

Counts = Mapping[str, Any]
"""What a step tells of its work: numbers by name, nested where they are broken down; nothing of a person."""

HALF = ".half"
"""Folder, in the run's, of what is being written."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a run."""

    name: str
    needs: tuple[str, ...] = ()
    """Files of earlier steps that it reads, relative to the run's folder."""
    work: Callable[[Run, Path], Counts]
    """Reads the run's earlier files, writes its own into the given empty folder, and counts."""
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Earlier steps that it depends on, and on which of their files; on none by name: on any."""
    asks: Callable[[Run], Sequence[str]] | None = None
    """What else of the run its files depend on; None: on all of it."""
    then: Callable[[Run], None] | None = None
    """Called once its files and its manifest are kept."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step that is done."""

    step: str
    counts: Counts
    seconds: float
    again: bool = False
    """It was done before, here or in another run, and only looked up."""


def do(step: Step, run: Run) -> Done:
    """Do a step, or find that it is done. Raises StepFailed, whose text holds nothing of the data."""
    begun = time.monotonic()
    with safely(step.name):
        shelf = open_shelf(run.workplace, run.prefix)
        manifest = read_manifest(step.name, run, shelf)
        again = manifest is not None
        if manifest is None:
            key = name_work(step, run, shelf)
            manifest = _take_over(step, run, shelf, key)
            again = manifest is not None
            manifest = manifest or _do_anew(step, run, shelf)
            if key and not again:
                shelf.note(f"{_made(run, step)}/{key}.json", json.dumps({"prefix": run.prefix}))
        if step.then is not None:
            step.then(run)
        return Done(step=step.name, counts=manifest["counts"], seconds=time.monotonic() - begun, again=again)


def name_work(step: Step, run: Run, shelf: Shelf) -> str | None:
    """The hash of all that a step's files depend on; None where that is the whole run."""
    if step.asks is None:
        return None
    before = {name: _list_files(name, only, run, shelf) for name, only in step.after.items()}
    told = [step.name, code_version(), run.word, run.county.doj_name, *step.asks(run), before]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _list_files(step: str, only: tuple[str, ...], run: Run, shelf: Shelf) -> dict[str, Any] | None:
    """A step's files that are asked for, each with its size and hash; None where it is not done."""
    manifest = read_manifest(step, run, shelf)
    return manifest and {name: about for name, about in manifest["files"].items() if not only or name in only}


def _take_over(step: Step, run: Run, shelf: Shelf, key: str | None) -> dict[str, Any] | None:
    """The manifest of the same work in another run of the county, whose files are this run's too; None if there is none."""
    noted = shelf.read_note(f"{_made(run, step)}/{key}.json") if key else None
    if noted is None:
        return None
    name, there = _manifest_name(step.name), open_shelf(run.workplace, json.loads(noted)["prefix"])
    other = there.read(name)
    files = json.loads(other)["files"] if other else None
    if other is None or files is None or not all(there.holds(file, About(**about)) for file, about in files.items()):
        return None
    for file in (*files, name):
        shelf.take_over(there, file)
    manifest: dict[str, Any] = json.loads(other)
    return manifest


def _made(run: Run, step: Step) -> str:
    return f"made/{run.word}/{step.name}"


def is_done(step: Step, run: Run) -> bool:
    """Whether the step was done; what it made is looked at when it is asked for."""
    return open_shelf(run.workplace, run.prefix).bring(_manifest_name(step.name))


def read_counts(step: Step, run: Run) -> Counts:
    """What a step that is done counted."""
    name = _manifest_name(step.name)
    if not open_shelf(run.workplace, run.prefix).bring(name):
        raise FileNotFoundError(name)
    manifest: dict[str, Any] = json.loads((run.folder / name).read_text(encoding="utf-8"))
    counts: Counts = manifest["counts"]
    return counts


def read_manifest(step: str, run: Run, shelf: Shelf) -> dict[str, Any] | None:
    """What a step made, if it did and all of it is still there."""
    name = _manifest_name(step)
    if not shelf.bring(name):
        return None
    manifest: dict[str, Any] = json.loads((run.folder / name).read_text(encoding="utf-8"))
    whole = all(shelf.holds(file, About(**about)) for file, about in manifest["files"].items())
    return manifest if whole else None


def _do_anew(step: Step, run: Run, shelf: Shelf) -> dict[str, Any]:
    for name in step.needs:
        if not shelf.bring(name):
            raise FileNotFoundError(f"{name} of an earlier step")
    with own_folder(run.folder / HALF, step.name) as folder:
        return _do_in(folder, step, run, shelf)


def _do_in(folder: Path, step: Step, run: Run, shelf: Shelf) -> dict[str, Any]:
    counts = step.work(run, folder)
    made = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    files = {name: asdict(describe(folder / name)) for name in made}
    # As it will be read when it is only looked up: keys are text, numbers are JSON's.
    text = json.dumps({"step": step.name, "counts": counts, "files": files}, indent=1)
    shelf.keep_all(folder, made)
    half = folder / "manifest.json"
    half.write_text(text, encoding="utf-8")
    shelf.keep(half, _manifest_name(step.name))
    manifest: dict[str, Any] = json.loads(text)
    return manifest


@contextmanager
def own_folder(halves: Path, name: str) -> Iterator[Path]:
    """An empty folder below ``halves`` that no other process writes in: two that do the same make the same files.

    Where the block ends well, it is removed, and with it what processes that are gone left half written.
    """
    folder = halves / str(os.getpid()) / name
    shutil.rmtree(folder, ignore_errors=True)
    make_folder(folder)
    yield folder
    _clear(halves)


def _clear(halves: Path) -> None:
    """Remove what this process, and processes that are gone, left half written."""
    for folder in halves.iterdir():
        if int(folder.name) == os.getpid() or not Path("/proc", folder.name).exists():
            shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):  # another process is still at work in it
        halves.rmdir()


def _manifest_name(step: str) -> str:
    return f"steps/{step}.json"
