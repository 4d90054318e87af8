"""The text of a file, and its cells where a delimiter or the columns' positions divide it."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from relief.errors import UserError

LOOKED_AT = 16 * 1024 * 1024
"""Bytes of a file that are looked at: enough to see its shape, and no more than fits in memory."""

_DELIMITERS = "~|\t;,"
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_text(path: Path) -> tuple[str, str]:
    """The first megabytes, whole lines, with their encoding."""
    with path.open("rb") as file:
        raw = file.read(LOOKED_AT)
        more = bool(file.read(1))
    encoding = next((name for mark, name in _MARKS.items() if raw.startswith(mark)), None) or _guess(raw)
    text = raw.decode(encoding, errors="replace")
    return (text[: text.rfind("\n") + 1] if more else text), encoding


def _guess(raw: bytes) -> str:
    try:
        raw[: raw.rfind(b"\n") + 1 or len(raw)].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def read_delimited(name: str, text: str) -> tuple[pl.DataFrame, dict[str, Any]]:
    """The table and its ``file`` declaration, by the delimiter that divides most lines alike, else by positions."""
    lines = [line for line in text.splitlines() if line.strip()]
    delimiter, width = _find_delimiter(lines)
    if delimiter is None:
        return _read_fixed_width(name, lines)
    quote = '"' if re.search(rf'(^|{re.escape(delimiter)})"', text, re.MULTILINE) else None
    rows = list(_divide(lines, delimiter, quote))
    preamble = next(place for place, row in enumerate(rows) if len(row) == width)
    trailer = next(place for place, row in enumerate(reversed(rows)) if len(row) == width)
    body = [row for row in rows[preamble : len(rows) - trailer] if len(row) == width]
    header = is_header(body)
    shape = {"format": "delimited", "delimiter": delimiter, "quote": quote, "header": header, "preamble": preamble}
    return _frame(body, header=header), {
        **shape,
        "trailer": _describe_end([delimiter.join(row) for row in rows[len(rows) - trailer :]], body, header=header),
        "lines": _line_ends(text),
        **_count_others(rows, body),
    }


def _describe_end(lines: Sequence[str], body: Sequence[object], *, header: bool) -> str | None:
    """A pattern of the last line where lines stand below the table: a number that counts its records is named."""
    if not lines:
        return None
    rows = str(len(body) - header)
    counted, parts = False, []
    for part in re.split(r"(\d+)", lines[-1]):
        counts = part.isdigit() and part.lstrip("0") == rows and not counted
        counted = counted or counts
        parts.append(r"(?P<rows>\d+)" if counts else r"\d+" if part.isdigit() else re.escape(part).replace(r"\ ", " "))
    return "".join(parts)


def _count_others(rows: Sequence[object], body: Sequence[object]) -> dict[str, int]:
    """Lines that do not have the table's number of cells."""
    return {"not records": len(rows) - len(body)} if len(rows) > len(body) else {}


def _line_ends(text: str) -> str:
    return "CRLF" if "\r\n" in text else "LF"


def _divide(lines: Sequence[str], delimiter: str, quote: str | None) -> Any:
    if quote is None:
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=delimiter, quotechar=quote)


def _find_delimiter(lines: Sequence[str]) -> tuple[str | None, int]:
    """The delimiter under which most lines have the same number of cells, and that number."""
    best: tuple[float, int, str | None] = (0.0, 0, None)
    for delimiter in _DELIMITERS:
        quote = '"' if delimiter in ",;" or any(f'{delimiter}"' in line for line in lines[:50]) else None
        widths = Counter(len(row) for row in _divide(lines[:2000], delimiter, quote))
        width, alike = max(widths.items(), key=lambda item: (item[1] * (item[0] > 2), item[0]))
        share = alike / widths.total()
        if width > 2 and share >= 0.6 and (round(share, 1), width) > best[:2]:
            best = (round(share, 1), width, delimiter)
    return best[2], best[1]


def is_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: words without digits at their start, that the column never repeats."""
    first = [cell.strip() for cell in rows[0]]
    named = [cell for cell in first if re.fullmatch(r"[A-Za-z][\w .#/()'-]{0,40}", cell)]
    if len(named) < 0.8 * len(first) or len({cell.upper() for cell in named}) < 0.9 * len(named):
        return False
    later = [{row[place].strip().upper() for row in rows[1:500]} for place in range(len(first))]
    digits = sum(any(re.search(r"\d", cell) for cell in cells) for cells in later)
    repeated = sum(cell.upper() in cells for cell, cells in zip(first, later, strict=True))
    return digits > 0 and repeated == 0 and sum(bool(re.search(r"\d{3}", cell)) for cell in first) == 0


def _frame(rows: Sequence[Sequence[str]], *, header: bool) -> pl.DataFrame:
    return make_frame(rows[1:], rows[0]) if header else make_frame(rows, [""] * len(rows[0]))


def make_frame(rows: Sequence[Sequence[str | None]], names: Sequence[str]) -> pl.DataFrame:
    """Text columns under distinct names; a nameless column is called by its place, ``column_1`` the first."""
    distinct: list[str] = []
    for place, name in enumerate(names, start=1):
        plain = name.strip() or f"column_{place}"
        distinct.append(plain if plain not in distinct else f"{plain}_{place}")
    cells = [[row[place] if place < len(row) else None for row in rows] for place in range(len(distinct))]
    columns = [pl.Series(name, column, dtype=pl.String) for name, column in zip(distinct, cells, strict=True)]
    return pl.DataFrame(columns).with_columns(pl.all().str.strip_chars().replace("", None))


def _read_fixed_width(name: str, lines: Sequence[str]) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Columns break where nearly every record has a blank before a character that is filled."""
    length = Counter(len(line.rstrip()) // 8 for line in lines).most_common(1)[0][0] * 8
    types = Counter(line[:1] for line in lines)
    body = [line for line in lines if len(line.rstrip()) >= length * 0.6]
    size = max(map(len, body), default=0)
    blanks = [sum(place >= len(line) or line[place] == " " for line in body) for place in range(size)]
    gaps = [place for place in range(size) if blanks[place] == len(body)]
    starts = [place for place in range(size) if place not in gaps and (place == 0 or place - 1 in gaps)]
    if len(starts) < 3:
        raise UserError(f"{name}: neither a delimiter nor fixed columns are to be seen; give the county's layout sheet")
    ends = [*starts[1:], size]
    rows = [[line[start:end].strip() for start, end in zip(starts, ends, strict=True)] for line in body]
    header = is_header(rows)
    shape = {"format": "fixed width", "starts": [start + 1 for start in starts], "header": header}
    return _frame(rows, header=header), {**shape, "record types": len(types), "not records": len(lines) - len(body)}
