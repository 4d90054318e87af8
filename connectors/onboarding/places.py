"""A table whose columns stand at the same places of every line: where each begins, and which lines are no records."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from connectors.onboarding.frames import describe_end, is_header, make_frame
from relief.errors import UserError

_RULE = re.compile(r" *[-=]+( +[-=]+){2,} *")
"""A line of dashes under the headings, one run a column."""
_TOP = 30


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """Where the columns begin, from 0; lines above the first record, and the heading's cells where it has one."""

    starts: list[int]
    preamble: int
    heading: list[str]


def read_places(name: str, lines: Sequence[str]) -> tuple[pl.DataFrame, dict[str, Any]]:
    """The table and its shape. UserError where no columns are to be seen."""
    seen = _read_rule(lines) or _find_gaps(name, lines)
    below = [line for line in lines[seen.preamble :] if line.strip()]
    body = [line for line in below if _is_record(line, seen.starts)]
    ends = [*(start for start in seen.starts[1:]), max(map(len, body))]
    rows = [_cut(line, seen.starts, ends) for line in body]
    trailer = describe_end(below[-1], len(body)) if not _is_record(below[-1], seen.starts) else None
    frame = make_frame(rows, seen.heading or [""] * len(ends))
    least = min(len(line.rstrip()) for line in body) if len({len(line) for line in body}) > 1 else max(ends)
    whole = [column for column, end in zip(frame.columns, ends, strict=True) if end <= least]
    others = sum(bool(line.strip()) for line in lines) - len(body)
    return frame, {
        "format": "fixed width",
        "positions": [_print(start, end) for start, end in zip(seen.starts, ends, strict=True)],
        "header": bool(seen.heading),
        "preamble": seen.preamble,
        "trailer": trailer,
        **({"lines_end_after": whole[-1]} if whole and len(whole) < len(ends) else {}),
        **({"not records": others} if others else {}),
    }


def _print(start: int, end: int) -> str:
    """Places as a layout sheet prints them: from 1, both included."""
    return f"{start + 1}-{end}" if end > start + 1 else f"{start + 1}"


def _cut(line: str, starts: Sequence[int], ends: Sequence[int]) -> list[str]:
    return [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _is_record(line: str, starts: Sequence[int]) -> bool:
    """Whether there is a blank before each column, and the line goes beyond the first of them."""
    return len(line.rstrip()) > starts[1] and all(line[start - 1 : start] in (" ", "") for start in starts[1:])


def _read_rule(lines: Sequence[str]) -> _Seen | None:
    """The columns of a line of dashes, and the heading above it."""
    place = next((place for place, line in enumerate(lines[:_TOP]) if _RULE.fullmatch(line)), None)
    if place is None:
        return None
    starts = [found.start() for found in re.finditer(r"[-=]+", lines[place])]
    starts[0] = 0
    above = lines[place - 1] if place else ""
    ends = [*starts[1:], max(len(above), len(lines[place]))]
    return _Seen(starts=starts, preamble=place + 1, heading=_cut(above, starts, ends) if above.strip() else [])


def _find_gaps(name: str, lines: Sequence[str]) -> _Seen:
    """Columns break where every record has a blank; records are the lines of the commonest length."""
    filled = [line for line in lines if line.strip()]
    length = Counter(len(line.rstrip()) // 8 for line in filled).most_common(1)[0][0] * 8
    body = [line for line in filled if len(line.rstrip()) >= length * 0.6]
    size = max(map(len, body), default=0)
    gaps = {place for place in range(size) if all(line[place : place + 1] in (" ", "") for line in body)}
    starts = [place for place in range(size) if place not in gaps and (place == 0 or place - 1 in gaps)]
    if len(starts) < 3:
        raise UserError(f"{name}: neither a delimiter nor fixed columns are to be seen; give the county's layout sheet")
    starts[0] = 0
    ends = [*starts[1:], size]
    first = lines.index(body[0])
    if is_header([_cut(line, starts, ends) for line in body]):
        return _Seen(starts=starts, preamble=first + 1, heading=_cut(body[0], starts, ends))
    return _Seen(starts=starts, preamble=first, heading=[])
