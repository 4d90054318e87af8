"""A court's folder, which it looks into: a package is written beside it and appears at once, by one renaming.

That it appears, and that it is taken back, exclude each other: both look, and act, while they hold the folder.
"""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from connectors.packages.layout import COMPLETE, Package
from connectors.packages.routes.door import (
    MOST_RETURNED,
    RETURNS,
    LostOnTheWay,
    PackageConflict,
    TooLarge,
    given_up,
    is_half,
    list_wanted,
)
from relief.errors import UserError

_NO_FOLDER = "court.delivery.address: there is no such folder; make it, or mount it"


class FolderCourt:
    """A court that takes packages in a folder of this machine or a mounted one."""

    def __init__(self, *, address: str) -> None:
        self._root = Path(address)

    def take(self, package: Package) -> None:
        """As ``Court``: the folder of a package is there whole or not at all."""
        if not self._root.is_dir():
            raise UserError(_NO_FOLDER)
        target = self._root / package.number
        try:
            if not target.exists():
                with self._own_folder(package.number) as own:
                    _write_all(package, own)
                    with self._alone(), suppress(FileExistsError):  # somebody else delivered it in the meantime
                        if self._withdrawn(package.number).exists():
                            raise given_up(package.number)
                        _rename_new(own, target)
            _compare(package, target)
        except OSError as error:
            raise LostOnTheWay(f"{package.number}: the court's folder failed: {error.strerror}") from None

    def read(self, number: str, name: str) -> bytes | None:
        """As ``Court``."""
        path = self._root / number / name
        return path.read_bytes() if path.is_file() else None

    def list_returns(self, before: datetime) -> list[str]:
        """As ``Court``: regular files only. UserError where the folder is not there: nobody knows what is in it."""
        if not self._root.is_dir():
            raise UserError(_NO_FOLDER)
        try:
            found = [
                path
                for path in (self._root / RETURNS).rglob("*")
                if path.is_file() and not path.is_symlink() and path.stat().st_mtime <= before.timestamp()
            ]
        except OSError as error:
            raise LostOnTheWay(f"the court's folder failed: {error.strerror}") from None
        return sorted(name for path in found if not is_half(name := path.relative_to(self._root).as_posix()))

    def fetch_return(self, name: str) -> bytes:
        """As ``Court``."""
        try:
            with (self._root / name).open("rb") as file:
                content = file.read(MOST_RETURNED + 1)
        except OSError as error:
            raise LostOnTheWay(f"the court's folder failed: {error.strerror}") from None
        if len(content) > MOST_RETURNED:
            raise TooLarge
        return content

    def mark_withdrawn(self, number: str) -> None:
        """As ``Court``. PackageConflict where the package has appeared, and so is whole."""
        try:
            with self._alone():
                if (self._root / number).exists():
                    raise PackageConflict(
                        f"{number}: the court has all of it by now; deliver it again to write that down"
                    )
                self._withdrawn(number).write_text(f"{number}\n")
        except OSError as error:
            raise LostOnTheWay(f"{number}: the court's folder failed: {error.strerror}") from None

    def _withdrawn(self, number: str) -> Path:
        """A hidden file, so that the court sees nothing of a package that never appeared."""
        return self._root / f".{number}.withdrawn"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        descriptor = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def _own_folder(self, number: str) -> Iterator[Path]:
        """A folder to write in, locked while its writer lives; those of writers who were killed are removed."""
        for left in self._root.glob(f".{number}.*"):
            _remove_if_left(left)
        own = self._root / f".{number}.{uuid.uuid4().hex}"
        own.mkdir(mode=0o700)
        descriptor = os.open(own, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            yield own
        finally:
            os.close(descriptor)
            shutil.rmtree(own, ignore_errors=True)


def _write_all(package: Package, folder: Path) -> None:
    for name in [*list_wanted(package), COMPLETE]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(package.read(name))
            file.flush()
            os.fsync(file.fileno())
    for each in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        _sync(each)


def _rename_new(own: Path, target: Path) -> None:
    """Give the folder its name unless that is taken: a folder with files in it is never replaced."""
    try:
        own.rename(target)
    except OSError:
        if target.exists():
            raise FileExistsError from None
        raise
    target.chmod(0o750)
    _sync(target.parent)


def _compare(package: Package, target: Path) -> None:
    there = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    if not there <= set(package.in_order()):
        raise PackageConflict(f"{package.number}: the court's folder holds files that are not of this package")
    for name in package.in_order():
        if name not in there or (target / name).read_bytes() != package.read(name):
            raise PackageConflict(f"{package.number}: the court has another package under this number")


def _remove_if_left(folder: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
