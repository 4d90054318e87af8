"""A county's own code: one file beside the county's, ``<county>.py``, with one function.

    def rows(file: Path) -> Iterator[Row | Unread]:

``file`` is in UTF-8, whatever the export's encoding. It gives one item a record, in the file's order: a mapping of
exactly the layout's columns to text (None or "" where blank), or ``Unread`` with one of the reasons that the layout
declares. It decides nothing and cleans nothing: what a column means is the layout's, as with every other format.
"""

import hashlib
import runpy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from connectors.county_files import SHIPPED
from relief.errors import UserError
from relief.own_folder import own_folder

Row = Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A record that is there and cannot be read."""

    reason: str
    """One of the layout's ``reasons``."""
    field: str | None = None
    """The column in which it is."""
    subject_id: str | None = None
    """Whose it is, where that can be read."""


Rows = Callable[[Path], Iterable[Row | Unread]]


def find_code(word: str) -> Path:
    """The file of a county's own function; UserError where there is none."""
    for folder in (own_folder(), SHIPPED):
        path = folder / f"{word}.py"
        if word.isidentifier() and path.is_file():
            return path
    raise UserError(f"file: rows: there is no {word}.py beside the county's file. It holds one function, rows(file).")


def load_rows(path: Path) -> Rows:
    """The function ``rows`` of a file; UserError where the file cannot be run or has none."""
    try:
        rows = runpy.run_path(str(path)).get("rows")
    except Exception as error:  # it is a county's code: whatever is wrong with it, its author must know
        raise UserError(f"{path.name}: it cannot be run ({type(error).__name__}). Correct it.") from error
    if not callable(rows):
        raise UserError(f"{path.name}: it has no function rows(file).")
    return rows  # type: ignore[no-any-return]  # what it gives is looked at, item by item


def hash_code(path: Path) -> str:
    """SHA-256 of a file of code."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
