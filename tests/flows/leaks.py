"""Looking for planted words wherever Prefect may have put them, however they are wrapped."""

import base64
import binascii
import gzip
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import polars as pl

_BASE64 = re.compile(rb"[A-Za-z0-9+/=_\-\n]{24,}")


def find_leaks(places: Iterable[bytes], words: Iterable[str]) -> list[str]:
    """The words that are in any place: as UTF-8, UTF-16, base64, zlib, gzip, or one in another.

    All words are looked for at once: there are thousands, and a server's database has a hundred thousand values.
    """
    wanted = {form: word for word in words for form in _write(word)}
    contents = [content.lower().decode("latin-1") for place in places for content in unwrap(place)]
    found = pl.Series(contents, dtype=pl.String).str.extract_many(list(wanted), overlapping=True)
    return sorted({wanted[form] for form in found.explode().drop_nulls()})


def _write(word: str) -> Iterator[str]:
    """The word's bytes in each encoding, a character each."""
    for encoding in ("utf-8", "utf-16-le"):
        yield word.encode(encoding).lower().decode("latin-1")


def unwrap(content: bytes, depth: int = 3) -> Iterator[bytes]:
    """The content, and what is wrapped in it."""
    yield content
    if not depth:
        return
    for unpack in (zlib.decompress, gzip.decompress):
        with suppress(zlib.error, OSError, EOFError):
            yield from unwrap(unpack(content), depth - 1)
    for part in _BASE64.findall(content):
        with suppress(binascii.Error):
            yield from unwrap(base64.b64decode(part.replace(b"-", b"+").replace(b"_", b"/") + b"=="), depth - 1)


def read_folder(folder: Path) -> Iterator[bytes]:
    """Every file's name and content, and every value of every table of the SQLite databases among them."""
    for path in sorted(folder.rglob("*")):
        yield str(path.relative_to(folder)).encode()
        if path.is_file():
            yield path.read_bytes()
        if path.suffix == ".db":
            yield from read_database(path)


def read_database(path: Path) -> Iterator[bytes]:
    """Every value of every table, as bytes."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                yield from (value if isinstance(value, bytes) else str(value).encode() for value in row)
