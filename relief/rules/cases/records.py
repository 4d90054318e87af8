"""Canonical records from a few plain fields. Everybody in them is invented; names and numbers are counters."""

import calendar
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from relief.records import SCHEMA, SET_ASIDE

HOME = "LOS ANGELES"
Record = dict[str, Any]
_DATES = ("birth_date", "cycle_date", "event_date", "disposition_date")


def read_day(printed: str | date | int | None) -> tuple[date | None, str | None]:
    """The first day and the precision of ``2015-03-01``, ``2015-03``, ``2015``, ``unreadable`` or nothing."""
    if printed is None:
        return None, None
    text = str(printed)
    if text == "unreadable":
        return None, "unreadable"
    parts = [int(part) for part in text.split("-")]
    return date(*[*parts, 1, 1][:3]), ("year", "month", "day")[len(parts) - 1]


def last_day(first: date, precision: str) -> date:
    """The last day that a date of this precision can be."""
    if precision == "year":
        return first.replace(month=12, day=31)
    if precision == "month":
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first


def make_record(**fields: Any) -> Record:
    """One canonical record; dates are given as printed and everything left out is blank."""
    record: Record = dict.fromkeys(SCHEMA)
    record |= {"source_file": "export.dat", "subject_id": "1", "name": "PERSON,ONE", "county": HOME}
    for name, value in fields.items():
        if name in _DATES:
            record[name], record[f"{name}_precision"] = read_day(value)
        else:
            record[name] = value
    if record["charge_text"] is not None:
        record["charge_text"] = record["charge_text"].upper()
    return record


def number_rows(records: Iterable[Record]) -> list[Record]:
    """The records in this order, each with its number in its own file."""
    counts: dict[str, int] = {}
    numbered = []
    for record in records:
        counts[record["source_file"]] = counts.get(record["source_file"], 0) + 1
        numbered.append(record | {"source_row": counts[record["source_file"]]})
    return numbered


def write_records(records: Iterable[Record], path: Path) -> Path:
    """Write numbered records as the Parquet file that ``relief.eligibility.determine`` reads."""
    pl.DataFrame(list(records), schema=SCHEMA).write_parquet(path)
    return path


def set_rows_aside(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """A set-aside frame; each row names at least its subject."""
    filled = [{"source_file": "export.dat", "source_row": 0, "step": "read", "reason": "made for a case", **row}
              for row in rows]  # fmt: skip
    return pl.DataFrame(filled, schema=SET_ASIDE)
