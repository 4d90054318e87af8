"""A file of unknown shape as one table of text, with what was found about its shape."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from connectors.onboarding.objects import read_objects
from connectors.onboarding.plain_text import LOOKED_AT, read_lines, read_text
from connectors.onboarding.sheets import read_workbook
from connectors.readers.archives import is_archive, unpacked
from relief.errors import UserError

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the bytes of a workbook begin, whatever the file is called."""
_NAMES = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, kw_only=True)
class Table:
    """Every cell as text, null where blank; ``shape`` in the words of a county file's ``file``."""

    frame: pl.DataFrame
    shape: dict[str, Any]


def read_table(path: Path) -> Table:
    """The file's records. UserError where it is no table of a known kind."""
    if not path.is_file():
        raise UserError(f"{path.name}: there is no such file")
    size = path.stat().st_size
    if not size:
        raise UserError(f"{path.name}: the file is empty")
    if is_archive(path):
        return _read_archive(path)
    if path.suffix.lower() in _NAMES or _begins(path).startswith(_WORKBOOKS):
        frame, shape = read_workbook(path)
        return Table(frame=frame, shape=shape)
    part = {"looked at": f"the first {LOOKED_AT:,} bytes"} if size > LOOKED_AT else {}
    text, encoding = read_text(path)
    text = text.removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        frame, shape = read_objects(path.name, text, whole=not part)
    else:
        frame, shape = read_lines(path.name, text)
    return Table(frame=frame, shape={**shape, "encoding": encoding, **part})


def _read_archive(path: Path) -> Table:
    """The largest of its files: the others are read by the same layout, or by that of another source."""
    with TemporaryDirectory(prefix="relief-look-") as scratch, unpacked(path, Path(scratch)) as parts:
        return read_table(max((part.path for part in parts), key=lambda part: part.stat().st_size))


def _begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)
