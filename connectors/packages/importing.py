"""The file that a court's case system loads: our rows in its columns, as ``systems/<name>.yaml`` declares them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import polars as pl

from relief.declared import read_declared, read_yaml
from relief.errors import UserError
from relief.packages.manifest import COLUMNS

_FOLDER = Path(__file__).with_name("systems")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the court's file."""

    head: str
    is_: str | None = None
    """A column of the manifest; None where ``always`` says what stands in it."""
    always: str | None = None
    """The same text in each row."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Our word to the system's; a word that is not there is an error, never guessed."""
    day: str | None = None
    """How days are written, as ``%m/%d/%Y``; one that is not known to the day stays as much as is known."""
    upper: bool = False
    width: int | None = None
    """Characters, for a fixed width; a longer text is an error, never cut."""


@dataclass(frozen=True, kw_only=True)
class Import:
    """How a case system wants rows."""

    name: str
    about: str
    shape: Literal["delimited", "fixed width"]
    columns: tuple[Column, ...]
    extension: str = "csv"
    separator: str = ","
    heads: bool = True
    trailer: str | None = None
    """A last line, in which ``{rows}`` is their number."""
    encoding: Literal["utf-8", "cp1252"] = "utf-8"
    line_end: Literal["\n", "\r\n"] = "\r\n"
    confidential: bool = False
    """Holds birth date or CII number: lodged under seal, as the confidential manifest."""


def list_systems() -> list[str]:
    """The case systems that are declared."""
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


@cache
def load_import(system: str) -> Import:
    """What a case system wants. UserError for one that is not declared, or a column that no manifest has."""
    if system not in list_systems():
        raise UserError(f"court.delivery.system: there is none of this name; there are {', '.join(list_systems())}")
    file = _FOLDER / f"{system}.yaml"
    return read_import(file.read_text(encoding="utf-8"), file.name)


def read_import(text: str, path: str) -> Import:
    """A declared column map, checked."""
    layout: Import = read_declared(Import, read_yaml(text, path), path)
    for number, column in enumerate(layout.columns, 1):
        where = f"{path}: columns: {number}"
        if (column.is_ is None) == (column.always is None):
            raise UserError(f"{where}: say what it is, or what it always holds")
        if column.is_ is not None and column.is_ not in COLUMNS:
            raise UserError(f"{where}: no manifest has the column {column.is_}; there are {', '.join(COLUMNS)}")
        if column.is_ in ("dob", "cii") and not layout.confidential:
            raise UserError(f"{where}: {column.is_} makes the file confidential; say so")
        if layout.shape == "fixed width" and column.width is None:
            raise UserError(f"{where}: a fixed width needs one")
    return layout


def write_import(rows: pl.DataFrame, layout: Import) -> bytes:
    """The court's file of these rows, each under its ``row_id`` where an error has to name it.

    Args:
        rows: ``relief.packages.manifest.COLUMNS``, confidential ones included.
    """
    lines = [_join([column.head for column in layout.columns], layout)] if layout.heads else []
    lines += [_join([_write(row, column) for column in layout.columns], layout) for row in rows.iter_rows(named=True)]
    if layout.trailer is not None:
        lines.append(layout.trailer.replace("{rows}", str(rows.height)))
    text = "".join(f"{line}{layout.line_end}" for line in lines)
    try:
        return text.encode(layout.encoding)
    except UnicodeEncodeError as error:
        line = text[: error.start].count("\n") + 1
        raise UserError(
            f"{layout.name}: line {line} holds a letter that {layout.encoding} has not; write the system's encoding as utf-8"
        ) from None


def _write(row: Mapping[str, str], column: Column) -> str:
    text = column.always if column.is_ is None else row[column.is_]
    assert text is not None, "a column is something or always the same"
    where = f"{row['row_id']}: {column.head}"
    if column.words and text not in column.words:
        raise UserError(f"{where}: the case system has no word for {column.is_} as it is here; add it to its words")
    text = column.words.get(text, text)
    if column.day is not None and len(text) == len("YYYY-MM-DD"):
        text = date.fromisoformat(text).strftime(column.day)
    text = text.upper() if column.upper else text
    if column.width is not None and len(text) > column.width:
        raise UserError(f"{where}: longer than {column.width} characters; it would be cut")
    return text


def _join(cells: list[str], layout: Import) -> str:
    if layout.shape == "fixed width":
        return "".join(cell.ljust(column.width or 0) for cell, column in zip(cells, layout.columns, strict=True))
    return layout.separator.join(_quote(cell, layout.separator) for cell in cells)


def _quote(cell: str, separator: str) -> str:
    """In quotes where it must be: a cell with the separator, a quote or a line's end in it."""
    if any(mark in cell for mark in (separator, '"', "\r", "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell
