"""A file of unknown shape as one table of text, with what was found about its shape."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import CalamineWorkbook

from connectors.onboarding.plain_text import LOOKED_AT, is_header, make_frame, read_delimited, read_text
from relief.errors import UserError

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, kw_only=True)
class Table:
    """Every cell as text, null where blank; ``shape`` in the words of a county file's ``file``."""

    frame: pl.DataFrame
    shape: dict[str, Any]


def read_table(path: Path) -> Table:
    """The file's records. UserError where it is no table of a known kind."""
    if not path.is_file():
        raise UserError(f"{path.name}: there is no such file")
    if not path.stat().st_size:
        raise UserError(f"{path.name}: the file is empty")
    if path.suffix.lower() in _WORKBOOKS:
        return _read_workbook(path)
    text, encoding = read_text(path)
    part = _tell_part(path)
    if part and text.lstrip()[:1] == "[":
        raise UserError(f"{path.name}: more than {LOOKED_AT:,} bytes of one JSON list; give the first of its records")
    if text.lstrip()[:1] in ("{", "["):
        return _read_json(path, text, encoding)
    frame, shape = read_delimited(path.name, text)
    return Table(frame=frame, shape={**shape, "encoding": encoding, **part})


def _tell_part(path: Path) -> dict[str, str]:
    """What a profile says of a file that was not looked at to its end."""
    return {"looked at": f"the first {LOOKED_AT:,} bytes"} if path.stat().st_size > LOOKED_AT else {}


def _read_workbook(path: Path) -> Table:
    """The sheet with most rows; its header is the first row that fills most of the columns."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except Exception:
        raise UserError(f"{path.name}: not a workbook that can be opened; is it protected?") from None
    name, longest = max(sheets.items(), key=lambda item: len(item[1]))
    rows = [[_as_text(cell) for cell in row] for row in longest]
    filled = [sum(cell is not None for cell in row) for row in rows]
    if not filled or max(filled) < 2:
        raise UserError(f"{path.name}: no sheet holds a table")
    title = next(place for place, number in enumerate(filled) if number >= 0.6 * max(filled))
    body = [[cell or "" for cell in row] for row in rows[title:]]
    header = is_header(body)
    others = [other for other, cells in sheets.items() if other != name and cells]
    shape = {"format": "workbook", "sheet": name, "preamble": title, "header": header}
    shape |= {"other_sheets": others} if others else {}
    if trailer := _tell_trailer(body, header=header):
        body, shape = body[:-1], {**shape, "trailer": trailer}
    frame = make_frame(body[1:], body[0]) if header else make_frame(body, [""] * len(body[0]))
    return Table(frame=frame, shape=shape)


def _tell_trailer(body: list[list[str]], *, header: bool) -> str | None:
    """The pattern of a last row that counts the records above it."""
    said = " ".join(filter(None, body[-1]))
    found = re.fullmatch(r"([A-Za-z: ]+)(\d+)", said)
    if found is None or int(found[2]) != len(body) - 1 - header:
        return None
    return f"{found[1]}(?P<rows>\\d+)"


def _as_text(cell: object) -> str | None:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() or None


def _read_json(path: Path, text: str, encoding: str) -> Table:
    """Objects flattened to paths; the deepest list of objects gives the records."""
    lines = text.lstrip()[:1] == "{" and "\n{" in text.strip()
    try:
        found = [json.loads(line) for line in text.splitlines() if line.strip()] if lines else json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(f"{path.name}: line {error.lineno}: not JSON") from None
    records = [record for item in (found if isinstance(found, list) else [found]) for record in _flatten(item, "")]
    names = list(dict.fromkeys(name for record in records for name in record))
    rows = [[record.get(name) for name in names] for record in records]
    shape = {"format": "json lines" if lines else "json", "encoding": encoding}
    part = _tell_part(path)
    return Table(frame=make_frame(rows, names), shape={**shape, **part})


def _flatten(item: Any, path: str) -> list[dict[str, str | None]]:
    """The records of a value: a list of objects gives one each, with what stands around them."""
    if not isinstance(item, dict):
        return [{path or "value": _as_text(item) if item is not None else None}]
    around: dict[str, str | None] = {}
    within: list[dict[str, str | None]] = [{}]
    for name, value in item.items():
        below = f"{path}.{name}" if path else str(name)
        if isinstance(value, list):
            each = [record for one in value for record in _flatten(one, f"{below}[]")]
            within = [{**outer, **inner} for outer in within for inner in each or [{}]]
        elif isinstance(value, dict):
            nested = _flatten(value, below)
            within = [{**outer, **inner} for outer in within for inner in nested]
        else:
            around[below] = None if value is None else _as_text(value)
    return [{**around, **record} for record in within]
