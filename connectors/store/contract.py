"""What every object store does, and how it says that it could not."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

CHUNK = 1 << 20
"""Bytes read at a time."""

_SEGMENT = r"[A-Za-z0-9_][A-Za-z0-9_.=-]*"
_KEY = re.compile(rf"{_SEGMENT}(/{_SEGMENT})*")
_LONGEST = 512


class StoreFailure(Exception):
    """The store could not do it. The message holds a key and a code, never content."""


class StoreAway(StoreFailure, ConnectionError):
    """The store did not answer, or said "not now", however often it was asked; later it may."""


class Conflict(StoreFailure):
    """Another content is stored under this key already."""


class Missing(StoreFailure):
    """Nothing is stored under this key."""


class TooManyBytes(StoreFailure):
    """An object is larger than was asked for; not all of it was read."""


class Store(Protocol):
    """Objects under keys, each written once.

    A key is words of ASCII letters, digits and ``_ . = -`` between slashes, at most 512 characters; no
    word starts with a dot or a dash. Anything else is a ValueError: a person's name as an export prints
    it (``LAST,FIRST MIDDLE``) cannot be one.
    """

    def put(self, key: str, source: Path | bytes) -> str:
        """Store a file's or the given bytes under ``key`` and return their SHA-256, in hexadecimal.

        The same content under the same key again is success. Conflict: another content is there, and stays.
        """

    def fetch(self, key: str, into: Path) -> Path:
        """A file that holds the object: below the folder ``into``, or the store's own, which must not be changed."""

    def read_bytes(self, key: str, most: int | None = None) -> bytes:
        """The object's content; Missing if there is none, TooManyBytes if it has more than ``most``."""

    def exists(self, key: str) -> bool:
        """Whether the object is there, and then whole."""

    def tags(self, prefix: str = "") -> dict[str, str]:
        """Keys that start with ``prefix``, any that others wrote too, and a tag of each that changes with its content."""

    def keys(self, prefix: str = "") -> list[str]:
        """All keys that start with ``prefix``, sorted. To look at, never to decide by: a manifest decides."""


def check_key(key: str) -> str:
    """``key`` itself; a ValueError that does not repeat it if it is none."""
    if len(key) > _LONGEST or not _KEY.fullmatch(key):
        raise ValueError(
            "an object's key is words of letters, digits and _ . = - between slashes, at most 512 characters"
        )
    return key


def read_chunks(source: Path | bytes) -> Iterator[bytes]:
    """The content in pieces of ``CHUNK`` bytes."""
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def hash_content(source: Path | bytes) -> str:
    """SHA-256 of the content, in hexadecimal."""
    digest = hashlib.sha256()
    for chunk in read_chunks(source):
        digest.update(chunk)
    return digest.hexdigest()
