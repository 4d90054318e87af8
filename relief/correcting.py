"""Corrections: facts that staff looked up, in place of what a county's data says, until the county says the same.

A correction names a row by its content and never by its place alone: the source, the person's key, the count's
order, and which of how many different rows of that count it is. It holds for what was read when it was written:
where the county's data says something else again, it conflicts and is not applied; where it has come to say what
the correction says, it agrees and is not needed any more.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

import polars as pl

from relief.correctable import FIELDS, Field, printed, value
from relief.records import SCHEMA

_OF_COUNT = ["source", "subject_id", "count_order"]
_COMPARED = [name for name in SCHEMA if name not in ("source_file", "source_row")]
PLACE = ["source_file", "source_row"]
KEY = [*_OF_COUNT, "part", "parts"]
"""What names a row in every delivery."""


class State(StrEnum):
    """What became of a correction in a run."""

    APPLIED = "applied"
    AGREED = "agreed"
    """The county's own data says so now."""
    CONFLICT = "conflict"
    """The county's data says something else than when it was written: not applied."""
    NOT_FOUND = "not found"
    """No row of the run is the one it is about: not applied."""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One fact of one row, or of one person."""

    record: str
    """``name_record``."""
    field: str
    """A name of ``relief.correctable.FIELDS``."""
    source: str
    subject_id: str
    count_order: str | None
    part: int
    """Which of the count's different rows, in the order of their content; 0 for a fact of a person."""
    parts: int
    """How many different rows the count has; 0 for a fact of a person."""
    read: str
    """Digest of what the rows said when it was written."""
    shown: str
    """The same as coded text, or masked."""
    becomes: str | None
    """The fact, as text; None: the correction is withdrawn."""
    reason: str
    evidence: str
    """Where the fact was found."""
    author: str
    """An account, never a person's name."""
    day: date


COLUMNS = [each.name for each in fields(Correction)]
CORRECTIONS: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(COLUMNS, pl.String), "part": pl.UInt32, "parts": pl.UInt32, "day": pl.Date,
}  # fmt: skip
"""One row a correction in force: the fields of ``Correction``."""

CORRECTED: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_file": pl.String, "source_row": pl.UInt32, "state": pl.String, "was": pl.String, **CORRECTIONS,
}  # fmt: skip
"""One row a row of the export that a correction is about; file and row are null where none was found.
``was`` is what was read, as ``relief.correctable.value``."""


def tabulate(corrections: Iterable[Correction]) -> pl.DataFrame:
    """Corrections as ``CORRECTIONS``, by record and field."""
    rows = [tuple(getattr(each, name) for name in COLUMNS) for each in corrections]
    return pl.DataFrame(rows, schema=CORRECTIONS, orient="row").sort("record", "field")


def digest(corrections: pl.DataFrame) -> str:
    """SHA-256 of all that is corrected; empty where nothing is. Two who correct the same alike decide the same."""
    if corrections.is_empty():
        return ""
    told = corrections.select("record", "field", "read", "becomes", "reason", "evidence", "author", "day")
    return hashlib.sha256(json.dumps(told.sort("record", "field").rows(), default=str).encode()).hexdigest()


def name_record(source: str, subject_id: str, count_order: str | None, part: int, parts: int) -> str:
    """A short name of what is corrected, which tells nothing of the person."""
    told = json.dumps([source, subject_id, count_order, part, parts])
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def name_reading(record: str, field: str, texts: Iterable[str | None]) -> str:
    """Digest of what rows say in a field: of the different texts, whatever their order."""
    told = [record, field, sorted({"" if text is None else f"={text}" for text in texts})]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def gather(records: pl.LazyFrame, people: pl.DataFrame) -> pl.DataFrame:
    """All rows of these people, by file and row.

    Args:
        records: ``relief.records.SCHEMA``.
        people: columns ``source`` and ``subject_id``.
    """
    who = people.select("source", "subject_id").drop_nulls().unique().lazy()
    return records.join(who, on=["source", "subject_id"], how="semi").collect(engine="streaming").sort(PLACE)


def identify(rows: pl.DataFrame, field: Field) -> pl.DataFrame:
    """Whole people's rows with ``part`` and ``parts``: rows that say the same are the same part.

    The field itself comes last in the order of parts, so that a county that mends it moves nothing.
    """
    if field.of_person:
        return rows.with_columns(part=pl.lit(0, dtype=pl.UInt32), parts=pl.lit(0, dtype=pl.UInt32))
    own = [name for name in _COMPARED if name in (field.name, f"{field.name}_precision", f"{field.name}_text")]
    told = [name for name in _COMPARED if name not in own] + own
    text = pl.concat_str([pl.format("={}", pl.col(n).cast(pl.String)).fill_null("") for n in told], separator="\0")
    ranked = rows.with_columns(part=text.rank("dense").over(_OF_COUNT).cast(pl.UInt32))
    return ranked.with_columns(parts=pl.col("part").max().over(_OF_COUNT))


def judge(records: pl.LazyFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """What becomes of every correction, and in which rows: columns ``CORRECTED``, by record, field, file and row.

    Args:
        records: as read, columns ``relief.records.SCHEMA``.
        corrections: columns ``CORRECTIONS``.
    """
    standing = corrections.filter(pl.col("becomes").is_not_null())
    if standing.is_empty():
        return pl.DataFrame(schema=CORRECTED)
    rows = gather(records, standing)
    found = [_judge_field(rows, mine) for (_,), mine in standing.group_by("field", maintain_order=True)]
    return pl.concat(found).sort("record", "field", *PLACE, nulls_last=True)


def _judge_field(rows: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    field = FIELDS[corrections["field"][0]]
    on = ["source", "subject_id"] if field.of_person else KEY
    told = identify(rows, field).select(*on, *PLACE, was=value(field), _printed=printed(field))
    joined = corrections.join(told, on=on, how="left", nulls_equal=True, maintain_order="left")
    states = pl.DataFrame(
        [(name, _state(mine)) for (name,), mine in joined.group_by("record")],
        schema={"record": pl.String, "state": pl.String}, orient="row",
    )  # fmt: skip
    judged = joined.join(states, on="record", how="left", maintain_order="left")
    # Of a person's rows those that say it already stay as they are.
    same = (pl.col("was") == pl.col("becomes")).fill_null(False) & (pl.col("state") == State.APPLIED)
    return judged.filter(~same).select(pl.col(name).cast(kind) for name, kind in CORRECTED.items())


def _state(rows: pl.DataFrame) -> str:
    """Of one correction: ``rows`` are all that it is about, or one without a place."""
    if rows["source_file"].null_count():
        return State.NOT_FOUND
    correction = rows.row(0, named=True)
    if (rows["was"] == correction["becomes"]).fill_null(value=False).all():
        return State.AGREED
    now = name_reading(correction["record"], correction["field"], rows["_printed"])
    return State.APPLIED if now == correction["read"] else State.CONFLICT
