"""Some rows of a file, as text: what every reader gives, whatever the file's format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as each

import polars as pl

ROW = "source_row"
"""The column of a block that numbers its rows in the file."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why a record is set aside."""

    reason: str
    """One of a closed list of phrases."""
    field: str | None = None
    """The export's column in which it is, where there is one; never a value."""


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """A record that cannot be read."""

    number: int
    """From 1, in the file's own order."""
    fault: Fault
    subject_id: str | None = None
    """The person's key, where it can be read."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """Rows that could be read, and those that could not."""

    frame: pl.DataFrame
    """``source_row`` (UInt32, from 1, header not counted) and the columns that were asked for, as text or, where the
    reader can, in the type that was asked for. Blank: null or empty."""
    set_aside: Sequence[SetAside] = ()
    notes: Mapping[str, int] = each(default_factory=dict)
    """What was made good or passed over, and how often, by one of a closed list of phrases."""
