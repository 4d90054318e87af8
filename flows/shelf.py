"""Where a run's finished files are kept: its folder, and behind that the object store when it is not one."""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from flows.workplace import Workplace, is_remote, make_folder

if TYPE_CHECKING:
    from connectors.store import Store

_BLOCK = 1 << 20
_MANY = 256
"""Files that are synced faster together than one after the other."""


@dataclass(frozen=True, kw_only=True)
class About:
    """A finished file's size and hash."""

    size: int
    sha256: str


class Shelf(Protocol):
    """Names are relative to the run's folder."""

    def keep(self, made: Path, name: str) -> None:
        """Move a whole file to its name: nobody ever sees a part of it there."""

    def keep_all(self, folder: Path, names: Sequence[str]) -> None:
        """Keep each of these files of a folder under its own name."""

    def holds(self, name: str, about: About, /) -> bool:
        """Whether the file is kept and is what it was."""

    def bring(self, name: str) -> bool:
        """See that the file, if it is kept, is in the run's folder; say whether it is."""

    def read(self, name: str) -> str | None:
        """The text of a file; None if it is not kept."""

    def take_over(self, other: "Shelf", name: str, /) -> None:
        """Keep a file that another run's shelf keeps, under the same name."""

    def note(self, key: str, text: str) -> None:
        """Write a short text beside all runs in place of what was noted; of two writers at once either may be the last."""

    def read_note(self, key: str) -> str | None:
        """What was noted; None if nothing was."""


def open_shelf(workplace: Workplace, prefix: str) -> Shelf:
    """The shelf of the run whose files are under ``prefix``."""
    if not is_remote(workplace.out):
        return FolderShelf(folder=workplace.folder / prefix, root=workplace.folder)
    from connectors.store import open_store

    return StoreShelf(folder=workplace.folder / prefix, store=open_store(workplace.out), prefix=prefix)


@dataclass(frozen=True, kw_only=True)
class FolderShelf:
    """The store is a folder: files are moved, never copied."""

    folder: Path
    root: Path
    """The folder of all runs' files."""

    def keep(self, made: Path, name: str) -> None:
        """As ``Shelf``; synced, so that a manifest never outlives what it lists."""
        place = self.folder / name
        make_folder(place.parent)
        _sync(made)
        os.replace(made, place)
        _sync(place.parent)

    def keep_all(self, folder: Path, names: Sequence[str]) -> None:
        """As ``Shelf``; a hundred thousand files are synced at once, since one after the other would take half an hour."""
        if len(names) < _MANY:
            for name in names:
                self.keep(folder / name, name)
            return
        os.sync()
        places = {name: self.folder / name for name in names}
        for place in sorted({place.parent for place in places.values()}):
            make_folder(place)
        for name, place in places.items():
            os.replace(folder / name, place)
        os.sync()

    def holds(self, name: str, about: About) -> bool:
        """As ``Shelf``, by hash."""
        path = self.folder / name
        return path.is_file() and _is_as_described(path, about)

    def bring(self, name: str) -> bool:
        """As ``Shelf``."""
        return (self.folder / name).is_file()

    def read(self, name: str) -> str | None:
        """As ``Shelf``."""
        return (self.folder / name).read_text(encoding="utf-8") if self.bring(name) else None

    def take_over(self, other: Shelf, name: str) -> None:
        """As ``Shelf``: the same file under two names, since neither is ever written in."""
        assert isinstance(other, FolderShelf)
        half = self.folder / f".{os.getpid()}.link"
        make_folder((self.folder / name).parent)
        half.unlink(missing_ok=True)
        os.link(other.folder / name, half)
        os.replace(half, self.folder / name)
        half.unlink(missing_ok=True)  # a link renamed onto itself stays

    def note(self, key: str, text: str) -> None:
        """As ``Shelf``."""
        place = self.root / key
        make_folder(place.parent)
        half = place.with_suffix(f".{os.getpid()}")
        half.write_text(text, encoding="utf-8")
        os.replace(half, place)

    def read_note(self, key: str) -> str | None:
        """As ``Shelf``."""
        place = self.root / key
        return place.read_text(encoding="utf-8") if place.is_file() else None


@dataclass(kw_only=True)
class StoreShelf:
    """The store is elsewhere: finished files go there first, and the folder holds copies to work with."""

    folder: Path
    store: "Store"
    prefix: str

    def keep(self, made: Path, name: str) -> None:
        """As ``Shelf``: in the store first, so that a copy here says that it is there."""
        self.store.put(f"{self.prefix}/{name}", made)
        place = self.folder / name
        make_folder(place.parent)
        os.replace(made, place)

    def keep_all(self, folder: Path, names: Sequence[str]) -> None:
        """As ``Shelf``."""
        for name in names:
            self.keep(folder / name, name)

    def holds(self, name: str, about: About) -> bool:
        """As ``Shelf``: what is stored is never changed, and the store checks hashes itself; a copy here that is no longer the
        same is removed, so that it is fetched again."""
        copy = self.folder / name
        if copy.is_file() and not _is_as_described(copy, about):
            copy.unlink()
        return f"{self.prefix}/{name}" in self._keys

    def bring(self, name: str) -> bool:
        """As ``Shelf``; fetched unless a copy is here."""
        if f"{self.prefix}/{name}" not in self._keys:
            return False
        if not (self.folder / name).is_file():
            self.store.fetch(f"{self.prefix}/{name}", self._root)
        return True

    def read(self, name: str) -> str | None:
        """As ``Shelf``."""
        return (self.folder / name).read_text(encoding="utf-8") if self.bring(name) else None

    def take_over(self, other: Shelf, name: str) -> None:
        """As ``Shelf``: a copy under this run's prefix."""
        assert isinstance(other, StoreShelf)
        other.bring(name)
        copy = self.folder / f".{os.getpid()}.copy"
        make_folder(self.folder)
        shutil.copyfile(other.folder / name, copy)
        self.keep(copy, name)

    def note(self, key: str, text: str) -> None:
        """As ``Shelf``: what is stored is never changed, so that a later text is another object, and the last one counts."""
        from connectors.store import Conflict

        noted = self._list_notes(key)
        if noted and self.store.read_bytes(noted[-1]).decode() == text:
            return
        with contextlib.suppress(Conflict):
            self.store.put(f"{key}.{len(noted):06d}" if noted else key, text.encode())

    def read_note(self, key: str) -> str | None:
        """As ``Shelf``."""
        noted = self._list_notes(key)
        return self.store.read_bytes(noted[-1]).decode() if noted else None

    def _list_notes(self, key: str) -> list[str]:
        return self.store.keys(key)

    @property
    def _root(self) -> Path:
        """The folder that the prefix is below."""
        return self.folder.parents[self.prefix.count("/")]

    @cached_property
    def _keys(self) -> frozenset[str]:
        """What was stored when the shelf was first asked: a shelf is opened anew for each step."""
        return frozenset(self.store.keys(f"{self.prefix}/"))


_DESCRIBED: dict[tuple[object, ...], About] = {}
"""Files, with how they looked to the file system, that this process has described."""


def _is_as_described(path: Path, about: About) -> bool:
    return path.stat().st_size == about.size and _describe_once(path) == about


def _describe_once(path: Path) -> About:
    """``describe``, done once by a process while the file system says that nothing changed: each step asks of all before it."""
    look = path.stat()
    stamp = (path, look.st_ino, look.st_size, look.st_mtime_ns, look.st_ctime_ns)
    if stamp not in _DESCRIBED:
        _DESCRIBED[stamp] = describe(path)
    return _DESCRIBED[stamp]


def describe(path: Path) -> About:
    """A file's size and hash."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
        return About(size=os.fstat(file.fileno()).st_size, sha256=digest.hexdigest())


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
