"""Files in other encodings, as UTF-8: a copy that is private and goes when it was read."""

import codecs
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from relief.errors import UserError

Encoding = Literal["utf-8", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "latin-1"]
_BLOCK = 1 << 20
_FIRST = 1 << 16


@contextmanager
def as_utf8(path: Path, encoding: Encoding, scratch: Path | None) -> Iterator[Path]:
    """The file itself where it is UTF-8, else a copy in the folder ``scratch`` with the file's own name.

    ``scratch``: None for a folder of the machine's, where only its owner can read.

    Raises:
        UserError: the file is not in the encoding; names the line.
    """
    if encoding == "utf-8":
        yield path
        return
    with _private_folder(scratch) as folder:
        copy = folder / path.name
        with path.open("rb") as original, _create(copy) as written:
            _convert(original, written, encoding, path.name)
        yield copy


@contextmanager
def first_as_utf8(path: Path, encoding: Encoding) -> Iterator[Path]:
    """As `as_utf8`, but only the beginning, for a look at it."""
    if encoding == "utf-8" or not path.is_file():
        yield path
        return
    with _private_folder(None) as folder:
        copy = folder / path.name
        with path.open("rb") as original:
            first = original.read(_FIRST)
        text = _decoder(encoding).decode(first)
        copy.write_bytes(text.encode())
        yield copy


@contextmanager
def _private_folder(within: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="utf8-", dir=within) as folder:
        yield Path(folder)


def _create(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def _decoder(encoding: Encoding, errors: str = "replace") -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(encoding)(errors)


def _convert(original: IO[bytes], written: IO[bytes], encoding: Encoding, name: str) -> None:
    decoder, line = _decoder(encoding, "strict"), 1
    while True:
        block = original.read(_BLOCK)
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            line += error.object[: error.start].count(b"\n")
            raise UserError(
                f"{name}: line {line}: not {encoding}. Ask the sender in which encoding the file is, "
                "and declare it in the county file."
            ) from None
        line += text.count("\n")
        written.write(text.encode())
        if not block:
            return
