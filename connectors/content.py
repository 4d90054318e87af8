"""What was handed in, a file or a folder of files, as bytes: how many, when they last changed, and their hash."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Size:
    """How a file or a folder's files are now, without reading them."""

    bytes: int
    changed: int
    """When the latest changed, in nanoseconds, as the file system says."""


def list_files(path: Path) -> Iterator[Path]:
    """The file itself, or those below a folder in the order of their paths, hidden ones left out."""
    if not path.is_dir():
        yield path
        return
    yield from sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))


def measure(path: Path) -> Size:
    """Size and last change; OSError where it cannot be read."""
    found = [each.stat() for each in list_files(path)]
    changed = max([path.stat().st_mtime_ns, *(each.st_mtime_ns for each in found)])
    return Size(bytes=sum(each.st_size for each in found), changed=changed)


def hash_content(path: Path) -> str:
    """SHA-256 in hexadecimal of a file's bytes, or of the names and hashes of a folder's files."""
    if not path.is_dir():
        with path.open("rb", buffering=0) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    digest = hashlib.sha256()
    for each in list_files(path):
        digest.update(f"{each.relative_to(path).as_posix()}\0{hash_content(each)}\n".encode())
    return digest.hexdigest()
