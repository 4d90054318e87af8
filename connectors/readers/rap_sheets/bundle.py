"""The PDFs of one source: a folder, a ZIP archive of nothing else, or a single file, in the order of their names."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from connectors.content import list_files
from connectors.readers.archives import is_archive, look_at_archive
from relief.errors import UserError

_SUFFIX = ".pdf"
_MARK = b"%PDF-"
_WITHIN = 1024
"""Bytes in which a PDF's mark must stand."""


def is_bundle(path: Path) -> bool:
    """Whether a path is a folder, or an archive of which every file is a PDF by its name."""
    if path.is_dir():
        return True
    return is_archive(path) and all(_is_pdf(member.filename) for member in look_at_archive(path))


def list_sheets(path: Path) -> list[str]:
    """The names of the PDFs, below the folder or in the archive, or the file's own.

    Raises:
        UserError: there is none, or there are other files, which would be left out.
    """
    names, others = [], 0
    for name in _list_names(path):
        names.append(name)
        others += not _is_pdf(name)
    if others:
        raise UserError(f"{path.name}: {others} of its {len(names)} files are no PDFs by their names. Take them out.")
    if not names:
        raise UserError(f"{path.name}: there is no PDF in it. Of a directory of other exports, name the files.")
    if path.is_file() and not is_archive(path) and not _begins_as_pdf(path):
        raise UserError(f"{path.name}: its content is not a PDF. Ask the sender for it again.")
    return sorted(names)


def read_sheets(path: Path, names: Sequence[str]) -> Iterator[bytes]:
    """The content of some of the PDFs; empty where one cannot be unpacked."""
    if path.is_dir():
        yield from (path.joinpath(name).read_bytes() for name in names)
    elif is_archive(path):
        with zipfile.ZipFile(path) as archive:
            yield from (_unpack(archive, name) for name in names)
    else:
        yield path.read_bytes()


def _list_names(path: Path) -> list[str]:
    if path.is_dir():
        return [each.relative_to(path).as_posix() for each in list_files(path)]
    return [member.filename for member in look_at_archive(path)] if is_archive(path) else [path.name]


def _unpack(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        return b""


def _is_pdf(name: str) -> bool:
    return name.lower().endswith(_SUFFIX)


def _begins_as_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return _MARK in file.read(_WITHIN)
