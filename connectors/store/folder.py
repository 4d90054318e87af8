"""Objects as files below a folder.

A file is written under another name, synced, and then linked to its own: a link never replaces what is
there, so of many writers one wins, and a reader sees all of a file or none.
"""

import fcntl
import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from connectors.store.contract import (
    Conflict,
    Missing,
    StoreFailure,
    TooManyBytes,
    check_key,
    hash_content,
    read_chunks,
)

_INCOMING = ".incoming"
"""Where files are written before they have their names; no key starts with a dot."""


@dataclass(frozen=True, kw_only=True)
class Folder:
    """An object store in a folder of this machine. Made when it is first written to."""

    root: Path
    _swept: list[bool] = field(default_factory=list, repr=False, compare=False)

    def put(self, key: str, source: Path | bytes) -> str:
        """As ``Store``: written, synced, linked, and the folder synced."""
        target = self.root / check_key(key)
        try:
            if target.is_file():
                return _compare(key, target, hash_content(source))
            with self._incoming() as (temporary, descriptor):
                digest = _copy(source, descriptor)
                _make_folder(target.parent)
                try:
                    os.link(temporary, target)
                except FileExistsError:
                    return _compare(key, target, digest)
                _sync_folder(target.parent)
            return digest
        except OSError as error:
            raise StoreFailure(f"{key}: cannot be stored: {error.strerror}") from None

    def fetch(self, key: str, into: Path) -> Path:  # noqa: ARG002 - a bucket needs it
        """As ``Store``: the store's own file."""
        path = self.root / check_key(key)
        if not path.is_file():
            raise Missing(f"{key}: not in the store")
        return path

    def read_bytes(self, key: str, most: int | None = None) -> bytes:
        """As ``Store``: all of the file."""
        try:
            path = self.fetch(key, self.root)
            if most is not None and path.stat().st_size > most:
                raise TooManyBytes(f"{key}: more than {most:,} bytes")
            return path.read_bytes()
        except OSError as error:
            raise StoreFailure(f"{key}: cannot be read: {error.strerror}") from None

    def exists(self, key: str) -> bool:
        """As ``Store``: a linked file is whole."""
        return (self.root / check_key(key)).is_file()

    def tags(self, prefix: str = "") -> dict[str, str]:
        """As ``Store``: when it was written, and its size."""
        found = {key: (self.root / key).stat() for key in self.keys(prefix)}
        return {key: f"{about.st_mtime_ns} {about.st_size}" for key, about in found.items()}

    def keys(self, prefix: str = "") -> list[str]:
        """As ``Store``: without what is still being written."""
        found = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file())
        return sorted(key for key in found if key.startswith(prefix) and not key.startswith(_INCOMING))

    @contextmanager
    def _incoming(self) -> Iterator[tuple[Path, int]]:
        """A new file, locked while its writer lives, gone afterwards."""
        folder = self.root / _INCOMING
        _make_folder(folder)
        if not self._swept:
            _sweep(folder)
            self._swept.append(True)
        path, descriptor = _open_locked(folder)
        try:
            yield path, descriptor
        finally:
            path.unlink(missing_ok=True)
            os.close(descriptor)


def _open_locked(folder: Path) -> tuple[Path, int]:
    while True:
        path = folder / uuid.uuid4().hex
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o440)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # A sweeper may have taken the file in the moment before it was locked.
        if os.fstat(descriptor).st_nlink:
            return path, descriptor
        os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove what writers left who were killed: nobody holds the lock any more."""
    for path in folder.iterdir():
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
            finally:
                os.close(descriptor)


def _copy(source: Path | bytes, descriptor: int) -> str:
    """Write, hash and sync in one pass; the hash is of what was written."""
    digest = hashlib.sha256()
    with open(descriptor, "wb", closefd=False) as file:
        for chunk in read_chunks(source):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(descriptor)
    return digest.hexdigest()


def _compare(key: str, target: Path, digest: str) -> str:
    if hash_content(target) != digest:
        raise Conflict(f"{key}: stored before with other content, which stays")
    # Whoever linked it may have died before syncing the name.
    _sync_folder(target.parent)
    return digest


def _make_folder(folder: Path) -> None:
    """Make a folder and its parents so that they survive a power failure."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
