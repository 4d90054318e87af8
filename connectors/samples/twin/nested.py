"""Cells as JSON or JSON Lines."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from connectors.readers.nested import Json, JsonLines
from connectors.readers.nested.nested import RECORDS
from connectors.readers.nested.tree import split_path
from connectors.readers.trailer import ROWS
from relief.errors import UserError

Object = dict[str, Any]


def write_nested(path: Path, cells: pl.DataFrame, file: JsonLines) -> None:
    """Write each row as a record with one item in each of its lists, and around them what ``file`` declares."""
    records = [_nest(row, file.lists) for row in cells.iter_rows(named=True)]
    around = _count(file, len(records))
    if isinstance(file, Json):
        text = json.dumps(_wrap(records, file.records, around), ensure_ascii=False, indent=1)
    else:
        lines = [*records, *([around] if around else [])]
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_bytes((text + "\n").encode(file.encoding))


def _nest(row: dict[str, str | None], lists: tuple[str, ...]) -> Object:
    """A record of a row's dotted paths; what stands below a list is in its one item."""
    record: Object = {}
    for column, cell in row.items():
        *outer, last = split_path(column)
        here = record
        for place, key in enumerate(outer, start=1):
            listed = ".".join(part.replace(".", "\\.") for part in outer[:place]) in lists
            below = here.setdefault(key, [{}] if listed else {})
            here = below[0] if listed else below
        here[last] = cell
    return record


def _count(file: JsonLines, rows: int) -> Object:
    """What stands beside the records: their number wherever it is declared, and nothing in what is not read."""
    if unknown := sorted({*file.totals} - {ROWS, RECORDS}):
        raise UserError(f"no sample can be written with a total of {unknown[0]}")
    around: Object = {}
    for path, value in [*((each, None) for each in file.beside), *((each, rows) for each in file.totals.values())]:
        _set(around, path, value)
    return around


def _wrap(records: list[Object], place: str | None, around: Object) -> Any:
    if place is None:
        return records
    _set(around, place, records)
    return around


def _set(root: Object, path: str, value: Any) -> None:
    *outer, last = split_path(path)
    for key in outer:
        root = root.setdefault(key, {})
    root[last] = value
