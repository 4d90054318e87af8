"""Canonical records of fictional people, two rows each: an arrest, and the court action that convicts."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from relief.records import SCHEMA

AS_OF = date(2020, 7, 1)
Change = Mapping[str, object]


def person(number: int) -> list[dict[str, object]]:
    """An arrest and a conviction with a sentence, of which nothing is wrong."""
    common: dict[str, object] = {
        "source_file": "export.dat",
        "subject_id": f"{70_000_000 + number}",
        "cii_number": f"A{90_000_000 + number}",
        "name": f"QUILLWORTH{number},ZEPHYRINE{number}",
        "birth_date": date(1970, 3, 4),
        "cycle_date": date(1998, 5, 6),
        "county": "LOS ANGELES",
        "charge_text": "11357(A) HS",
        "charge_source": "disposition",
        "charge_level": "felony",
        "disposition_date": date(1998, 9, 1),
    }
    common |= {f"{name}_precision": "day" for name in ("birth_date", "cycle_date", "event_date", "disposition_date")}
    arrest = {
        "event": "arrest",
        "event_date": date(1998, 5, 6),
        "ori": "CA0190000",
        "agency": "LAPD FICTION",
        "count_order": "101001001000",
    }
    court = {
        "event": "court action",
        "event_date": date(1998, 9, 1),
        "ori": "CA0194200",
        "agency": "CASC FICTION",
        "count_order": "101002001000",
        "case_number": f"BX{number:06d}",
        "disposition": "convicted",
        "disposition_text": "CONVICTED-PROBATION",
        "conviction_level": "felony",
        "sentence_place": "probation",
        "sentence_length": 3,
        "sentence_unit": "year",
    }
    return [common | arrest, common | court]


def changed(number: int, *changes: Change, event: int = 1) -> list[dict[str, object]]:
    """A person whose court action (or arrest, event 0) is changed; each further change adds a row like it, changed."""
    rows = person(number)
    first, *more = changes
    return [*rows[:event], rows[event] | dict(first), *rows[event + 1 :], *(rows[event] | dict(each) for each in more)]


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    """Write rows as records.parquet, numbered in order unless they carry a number."""
    numbered = [{"source_row": number} | row for number, row in enumerate(rows, 1)]
    pl.DataFrame(numbered, schema=SCHEMA).write_parquet(path)
    return path
