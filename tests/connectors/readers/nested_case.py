"""A fictional county's nested export: a case, its defendants, their charges."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from connectors.layouts import Layout, read_layout
from connectors.readers.block import ROW, SetAside

COLUMNS = [
    "number", "filed", "court.name", "defendants.id", "defendants.name.last", "defendants.name.first",
    "defendants.birth", "defendants.charges.section", "defendants.charges.result", "defendants.charges.notes",
]  # fmt: skip


def nested_layout(file: Mapping[str, Any], columns: Sequence[str] = COLUMNS, **more: Any) -> Layout:
    """The layout of such an export; what a test does not declare is ignored."""
    declared = {
        "title": "nested export",
        "columns": list(columns),
        "text": {"subject_id": "defendants.id"},
        "ignored": [column for column in columns if column != "defendants.id"],
    }
    return read_layout(
        {"file": {"lists": ["defendants", "defendants.charges"], **file}, **declared, **more}, "made-up.yaml"
    )


def charge(section: str, **cells: Any) -> dict[str, Any]:
    return {"section": section, "result": "CONVICTED", "notes": {"by": "clerk"}} | cells


def defendant(key: str, *charges: dict[str, Any], **cells: Any) -> dict[str, Any]:
    return {"id": key, "name": {"last": "INVENTED", "first": "P"}, "birth": "1970-01-02", "charges": [*charges]} | cells


def case(number: int, *defendants: dict[str, Any], **cells: Any) -> dict[str, Any]:
    return {"number": number, "filed": None, "court": {"name": "FICTION"}, "defendants": [*defendants]} | cells


WANTED = [column for column in COLUMNS if column != "defendants.charges.notes"]


def read_nested(path: Path, layout: Layout) -> tuple[list[dict[str, Any]], list[SetAside]]:
    """The rows and the records set aside, after the look that comes before every reading."""
    layout.file.look(path, layout)
    rows, aside = list[dict[str, Any]](), list[SetAside]()
    wanted = {column: pl.String() for column in layout.columns if column in WANTED}
    for block in layout.file.read(path, layout, wanted, path.parent):
        rows += block.frame.to_dicts()
        aside += block.set_aside
    numbers = sorted([*(row[ROW] for row in rows), *(one.number for one in aside)])
    assert numbers == list(range(1, len(numbers) + 1)), "every row once"
    return rows, aside


def lines(*records: Any) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)
