"""Files that come in a ZIP archive, each unpacked to read it, in the order of their names."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from relief.errors import UserError

_ENCRYPTED = 0x1
_SYSTEM = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_LARGEST_RATIO = 1000
"""Times that a member may grow: text of records shrinks to a tenth, a made-up archive to a millionth."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A file to be read."""

    name: str
    """How its rows are known: the file's name, or the archive's and the member's."""
    path: Path


def is_archive(path: Path) -> bool:
    """Whether a file's name says that it is a ZIP archive."""
    return path.suffix.lower() == ".zip"


def look_at_archive(path: Path) -> list[zipfile.ZipInfo]:
    """The files of an archive by name; UserError where it cannot be unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if not each.is_dir() and not _is_system(each.filename)]
    except (OSError, zipfile.BadZipFile):
        raise UserError(f"{path.name}: not a ZIP archive that can be opened. Ask the sender for it again.") from None
    if not members:
        raise UserError(f"{path.name}: the archive has no files. Ask the sender for it again.")
    for member in members:
        _refuse(path.name, member)
    bases = [Path(member.filename).name for member in members]
    if len(set(bases)) < len(bases):
        raise UserError(f"{path.name}: two of its files have one name. Unpack it and rename one.")
    return sorted(members, key=lambda member: member.filename)


def _is_system(name: str) -> bool:
    return name.startswith(_SYSTEM) or name.rsplit("/", 1)[-1] in _SYSTEM


def _refuse(name: str, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise UserError(f"{name}: the archive is protected by a password. Unpack it and name the files.")
    if is_archive(Path(member.filename)):
        raise UserError(f"{name}: it has another archive in it. Unpack it and name the files.")
    if member.file_size > _LARGEST_RATIO * max(member.compress_size, 1 << 10):
        raise UserError(f"{name}: one of its files would grow more than a thousand times. Unpack it and look at it.")


@contextmanager
def unpacked(path: Path, scratch: Path) -> Iterator[list[Part]]:
    """The file itself, or the files of an archive in the private folder ``scratch``, gone afterwards."""
    if not is_archive(path):
        yield [Part(name=path.name, path=path)]
        return
    members = look_at_archive(path)
    with tempfile.TemporaryDirectory(prefix="unpacked-", dir=scratch) as folder, zipfile.ZipFile(path) as archive:
        yield [_unpack(archive, member, Path(folder), path.name) for member in members]


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, name: str) -> Part:
    target = folder / Path(member.filename).name
    try:
        with archive.open(member) as packed, os.fdopen(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as plain:
            shutil.copyfileobj(packed, plain, 1 << 20)
    except (zipfile.BadZipFile, EOFError, NotImplementedError):
        raise UserError(f"{name}: {target.name} in it is damaged. Ask the sender for the archive again.") from None
    return Part(name=f"{name}/{target.name}", path=target)
