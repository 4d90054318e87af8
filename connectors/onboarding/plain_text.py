"""The text of a file, and its cells where a delimiter or the columns' places divide it."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

import polars as pl

from connectors.onboarding.frames import describe_end, frame_rows, is_header
from connectors.onboarding.places import read_places

LOOKED_AT = 16 * 1024 * 1024
"""Bytes of a file that are looked at: enough to see its shape, and no more than fits in memory."""

_DELIMITERS = "~|\t;,^"
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
    for order in (0, 1):  # UTF-16 without a mark: every second byte of plain text is nothing
        if raw[order::2].count(0) > 0.4 * max(1, len(raw) // 2):
            return ("utf-16-be", "utf-16-le")[order]
    try:
        raw[: raw.rfind(b"\n") + 1 or len(raw)].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def read_lines(name: str, text: str) -> tuple[pl.DataFrame, dict[str, Any]]:
    """The table and its shape, by the delimiter that divides most lines alike, else by places."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    delimiter, width = _find_delimiter([line for line in lines if line.strip()])
    if delimiter is None:
        return read_places(name, lines)
    quote = '"' if re.search(rf'(^|{re.escape(delimiter)})"', text, re.MULTILINE) else None
    first = next(place for place, line in enumerate(lines) if _count(line, delimiter, quote) == width)
    rows = [row for row in _divide(lines[first:], delimiter, quote) if any(cell.strip() for cell in row)]
    end = len(list(takewhile(lambda row: len(row) != width, reversed(rows))))
    body = [row for row in rows if len(row) == width]
    header = is_header(body)
    last = next(line for line in reversed(lines) if line.strip())
    return frame_rows(body, header=header), {
        "format": "delimited",
        "delimiter": delimiter,
        "quote": quote,
        "header": header,
        "preamble": first,
        "trailer": describe_end(last, len(body) - header) if end else None,
        "lines": "CRLF" if "\r\n" in text else "LF",
        **({"not records": others} if (others := len(rows) - len(body) + _count_filled(lines[:first])) else {}),
    }


def _count_filled(lines: Sequence[str]) -> int:
    return sum(bool(line.strip()) for line in lines)


def _divide(lines: Sequence[str], delimiter: str, quote: str | None) -> Any:
    if quote is None:
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, quotechar=quote)


def _count(line: str, delimiter: str, quote: str | None) -> int:
    return max((len(row) for row in _divide([line], delimiter, quote)), default=0)


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
