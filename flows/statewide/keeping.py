"""Inputs kept by content, so that a past run can be asked again: ``inputs/<sha256>``, once for all runs that read them."""

import contextlib
import os
import shutil
from pathlib import Path

from flows.intake import Export
from flows.run import Run
from flows.workplace import Workplace, is_remote, make_folder
from relief.errors import UserError

FOLDER = "inputs"


def keep_inputs(run: Run) -> None:
    """Keep each of the run's exports, by a link where it is on the same disk: what is linked is not to be written in."""
    for export in run.exports:
        if is_remote(run.workplace.out) and not Path(export.path).is_dir():
            put_input(export, run.workplace)
        else:
            _keep(Path(export.path), run.workplace.folder / FOLDER / export.sha256)


def bring_input(workplace: Workplace, sha256: str, name: str, into: Path) -> Path:
    """A kept export under the name that it had, below ``into``. UserError where it was not kept."""
    place = workplace.folder / FOLDER / sha256
    if is_remote(workplace.out) and not place.exists():
        from connectors.store import Missing, open_store

        with contextlib.suppress(Missing):
            open_store(workplace.out).fetch(f"{FOLDER}/{sha256}", workplace.folder)
    if not place.exists():
        raise UserError(
            f"{name}: its content {sha256[:12]} is not kept in {workplace.out}; the run cannot be asked again"
        )
    make_folder(into)
    (into / name).symlink_to(place)
    return into / name


def refuse_other_content(path: Path, sha256: str) -> None:
    """UserError where an export's bytes are not those that were handed in: what is kept is a link, and whoever writes in the
    file that was delivered writes in it too."""
    from connectors.content import hash_content

    if hash_content(path) != sha256:
        raise UserError(
            f"{path.name}: its content has changed since it came in. Remove {FOLDER}/{sha256} from the work folder, if it "
            "is there, and put a copy of the file as it was delivered in its place; or hand it in again and do the run anew"
        )


def _keep(source: Path, place: Path) -> None:
    if place.exists():
        return
    make_folder(place.parent)
    half = place.with_name(f".{place.name}.{os.getpid()}")
    if source.is_dir():
        shutil.copytree(source, half, dirs_exist_ok=True)
    else:
        half.unlink(missing_ok=True)
        try:
            os.link(source.resolve(), half)
        except OSError:  # another disk, or one without links
            shutil.copyfile(source, half)
    with contextlib.suppress(FileExistsError, OSError):
        half.rename(place)


def put_input(export: Export, workplace: Workplace) -> None:
    """Keep a file in the store under its hash."""
    from connectors.store import open_store

    store, key = open_store(workplace.out), f"{FOLDER}/{export.sha256}"
    if not store.exists(key):
        store.put(key, Path(export.path))
