"""Rows of text as a frame, and whether the first of them names the columns."""

import re
from collections.abc import Sequence

import polars as pl


def is_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: words without digits at their start, that the column never repeats."""
    first = [cell.strip() for cell in rows[0]]
    named = [cell for cell in first if re.fullmatch(r"[A-Za-z][\w .#/()'?,&-]{0,60}", cell)]
    if len(named) < 0.8 * len(first) or len({cell.upper() for cell in named}) < 0.9 * len(named):
        return False
    later = [{row[place].strip().upper() for row in rows[1:500]} for place in range(len(first))]
    digits = sum(any(re.search(r"\d", cell) for cell in cells) for cells in later)
    repeated = sum(cell.upper() in cells for cell, cells in zip(first, later, strict=True))
    return digits > 0 and repeated == 0 and sum(bool(re.search(r"\d{3}", cell)) for cell in first) == 0


def make_frame(rows: Sequence[Sequence[str | None]], names: Sequence[str]) -> pl.DataFrame:
    """Text columns under distinct names; a nameless column is called by its place, ``column_1`` the first."""
    distinct: list[str] = []
    for place, name in enumerate(names, start=1):
        plain = name.strip() or f"column_{place}"
        distinct.append(plain if plain not in distinct else f"{plain}_{place}")
    cells = [[row[place] if place < len(row) else None for row in rows] for place in range(len(distinct))]
    columns = [pl.Series(name, column, dtype=pl.String) for name, column in zip(distinct, cells, strict=True)]
    return pl.DataFrame(columns).with_columns(pl.all().str.strip_chars().replace("", None))


def frame_rows(rows: Sequence[Sequence[str]], *, header: bool) -> pl.DataFrame:
    """The frame of rows that may begin with a heading."""
    return make_frame(rows[1:], rows[0]) if header else make_frame(rows, [""] * len(rows[0]))


def describe_end(line: str, rows: int) -> str:
    """A pattern of a last line that is no record: a number that counts the ``rows`` above it is named."""
    counted, parts = False, []
    for part in re.split(r"(\d[\d,]*)", line):
        plain = part.replace(",", "")
        counts = plain.isdigit() and int(plain) == rows and not counted
        counted = counted or counts
        digits = r"[\d,]+" if "," in part else r"\d+"
        parts.append(f"(?P<rows>{digits})" if counts else digits if plain.isdigit() else _escape(part))
    return "".join(parts)


def _escape(text: str) -> str:
    return re.escape(text).replace(r"\ ", " ").replace(r"\-", "-")
