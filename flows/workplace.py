"""Where a run reads and writes: the object store, the database, and the folder its steps work in.

It is configuration of the process, like any deployment's, and not a parameter of the flow: paths
and URLs may hold names and passwords, and parameters are kept by Prefect.

Below ``--out`` (a folder, or ``s3://bucket/prefix``):

* ``exports/<county>/<key>.json``: which file an export's key stands for (``flows.intake``);
* ``runs/<county>/<run>/``: everything a run made (``flows.steps``), and ``steps/<step>.json``, what a
  step made and its SHA-256, written last (``flows.step``);
* ``relief.db``: the database, unless another is named;
* ``.prefect/``: what the temporary Prefect server keeps; safe to delete.
"""

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from relief.errors import SettingMissing, UserError
from relief.own_folder import FOLDER, own_folder

_OUT, _DATABASE, _POLICY = "RELIEF_OUT", "RELIEF_DATABASE", "RELIEF_POLICY"
_ALL = (_OUT, _DATABASE, _POLICY, FOLDER)


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """Where the work is done."""

    out: str
    """A folder, or ``s3://bucket/prefix``."""
    database: str
    """URL."""
    policy: Path | None = None
    """A policy to use instead of the county's own, for a what-if."""

    @classmethod
    def choose(cls, out: str, *, database: str | None = None, policy: Path | None = None) -> Self:
        """A workplace with the database in its folder unless another is named."""
        if database is None and is_remote(out):
            raise UserError(f"--out {out} has no room for a database file: name one with --database")
        return cls(out=out, database=database or f"sqlite:///{Path(out).absolute() / 'relief.db'}", policy=policy)

    @classmethod
    def read(cls) -> Self:
        """The workplace that this process's environment names: RELIEF_OUT, RELIEF_DATABASE, RELIEF_POLICY."""
        out, policy = os.environ.get(_OUT), os.environ.get(_POLICY)
        if not out:
            raise SettingMissing(f"{_OUT} is not set: a folder, or s3://bucket/prefix")
        return cls.choose(out, database=os.environ.get(_DATABASE), policy=Path(policy) if policy else None)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Make this the workplace that ``read`` gives, for as long as the block lasts."""
        policy = {_POLICY: str(self.policy.absolute())} if self.policy else {}
        chosen = {_OUT: self.out, _DATABASE: self.database, FOLDER: str(own_folder()), **policy}
        before = {name: os.environ.get(name) for name in _ALL}
        _set({**dict.fromkeys(before), **chosen})
        try:
            yield
        finally:
            _set(before)

    @property
    def folder(self) -> Path:
        """Where steps work: the store itself where it is a folder, else a private copy of what they need."""
        return _private_copy(self.out) if is_remote(self.out) else Path(self.out).absolute()

    def forget(self) -> None:
        """Remove the private copy of a store that is elsewhere: people's histories do not stay behind."""
        if is_remote(self.out):
            shutil.rmtree(self.folder)

    @property
    def prefect_home(self) -> Path:
        """Where the temporary Prefect server keeps its database."""
        return self.folder / ".prefect"


def is_remote(out: str) -> bool:
    """Whether ``--out`` names a bucket and not a folder."""
    return "://" in out


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, and those above it."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{path}: this folder cannot be made: {error.strerror}") from None


def _private_copy(out: str) -> Path:
    """The same folder for the same store, so that a run that was killed finds its work again."""
    name = hashlib.sha256(out.encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"relief-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    # Others may write in the temporary folder: what is there must be ours, and no link.
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid() or about.st_mode & 0o077:
        raise UserError(f"{folder}: not a folder that is yours alone; remove it")
    return folder


def _set(values: dict[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
