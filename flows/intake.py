"""Exports as they come in: known by a key, so that no file's name has to be a parameter.

``exports/<county>/<key>.json`` in the work folder holds name, path, SHA-256, size and time of last
change of the file that the key stands for. A path is true on one machine: the file stays where it is.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from connectors.content import Size, hash_content, measure
from connectors.county import load_county
from connectors.reading import look_at
from connectors.sources import Source
from flows.workplace import Workplace, make_folder
from relief.errors import UserError


@dataclass(frozen=True, kw_only=True)
class Export:
    """A file, or a folder of RAP sheets, that a county sent."""

    key: str
    """SHA-256 of its name and its content: the same bytes under another name are other source rows."""
    name: str
    path: str
    sha256: str
    size: int
    """Bytes."""
    changed: int
    """When the file last changed, in nanoseconds, as the file system says."""


def take_in(county: str, paths: Sequence[Path], workplace: Workplace) -> list[Export]:
    """Hash the files and write down which is which, in the order of their names.

    Raises:
        UserError: a file cannot be an export at all, or two have one name.
    """
    sources = load_county(county).sources
    for path in paths:
        _refuse(path, sources)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        exports = sorted(pool.map(_look_at, paths), key=lambda export: export.name)
    for one, other in pairwise(exports):
        if one.name == other.name:
            raise UserError(f"two exports are called {one.name}: rename one; a row is known by file and number")
    for export in exports:
        _write(_record(workplace, county, export.key), json.dumps(asdict(export), indent=1))
    return exports


def find_export(county: str, key: str, workplace: Workplace) -> Export:
    """The export that a key stands for; UserError if it never came in here or is not as it was."""
    record = _record(workplace, county, key)
    if not record.exists():
        raise UserError(f"no export with the key {key[:12]} came in for {county}")
    export = Export(**json.loads(record.read_text(encoding="utf-8")))
    path = Path(export.path)
    if not path.exists() or measure(path) != Size(bytes=export.size, changed=export.changed):
        raise UserError(f"{export.name}: the file is gone or has changed since it came in; hand it in again")
    return export


def write_down(county: str, path: Path, key: str, sha256: str, workplace: Workplace) -> Export:
    """Say that a key stands for this file here, whose content is known."""
    size = measure(path)
    export = Export(key=key, name=path.name, path=str(path), sha256=sha256, size=size.bytes, changed=size.changed)
    _write(_record(workplace, county, key), json.dumps(asdict(export), indent=1))
    return export


def _refuse(path: Path, sources: Mapping[str, Source]) -> None:
    """Raise UserError for what cannot be an export, before anything is hashed or made."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise UserError(f"{path}: this is not a regular file; save the export as one")
    look_at(path, sources)


def _look_at(path: Path) -> Export:
    try:
        size, content = measure(path), hash_content(path)
    except OSError as error:
        raise UserError(f"{path}: this file cannot be read: {error.strerror}") from None
    key = hashlib.sha256(f"{path.name}\0{content}".encode()).hexdigest()
    return Export(
        key=key, name=path.name, path=str(path.absolute()), sha256=content, size=size.bytes, changed=size.changed
    )


def _record(workplace: Workplace, county: str, key: str) -> Path:
    return workplace.folder / "exports" / county / f"{key}.json"


def _write(path: Path, text: str) -> None:
    make_folder(path.parent)
    half = path.with_suffix(f".{os.getpid()}")
    half.write_text(text, encoding="utf-8")
    os.replace(half, path)
