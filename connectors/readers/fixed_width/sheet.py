"""A layout sheet: at which places of a line each column stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from relief.errors import UserError

_PLACE = re.compile(r"(\d+)(?:-(\d+))?")


@dataclass(frozen=True, kw_only=True)
class Span:
    """Places of a line, from 0."""

    start: int
    end: int
    """The first place after it."""

    @property
    def width(self) -> int:
        """Places in it."""
        return self.end - self.start


def read_span(told: str, path: str) -> Span:
    """Places as a sheet prints them, from 1 and both included: ``15-22``, or ``23`` alone."""
    found = _PLACE.fullmatch(told.strip())
    start = int(found[1]) if found else 0
    end = int(found[2] or found[1]) if found else 0
    if not 0 < start <= end:
        raise UserError(f"{path}: must be places from 1 on, as 15-22, or one place, as 23.")
    return Span(start=start - 1, end=end)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The places of one record."""

    spans: Mapping[str, Span]

    @cached_property
    def width(self) -> int:
        """Places of a whole line."""
        return max(span.end for span in self.spans.values())


def read_sheet(positions: Mapping[str, str]) -> Sheet:
    """The declared positions; UserError where a place belongs to no column, or to two."""
    if not positions:
        raise UserError("file: positions: must be a mapping of columns to places, as CASE_NO: 1-14.")
    spans = {name: read_span(told, f"file: positions: {name}") for name, told in positions.items()}
    at, before = 0, ""
    for name, span in sorted(spans.items(), key=lambda item: item[1].start):
        if span.start < at:
            raise UserError(
                f"file: positions: {name} begins at {span.start + 1}, within {before}. Correct one of them."
            )
        if span.start > at:
            raise UserError(
                f"file: positions: {at + 1}-{span.start} belongs to no column. Name it, as FILLER: "
                f"{at + 1}-{span.start}, and if it is not read add it to ignored."
            )
        at, before = span.end, name
    return Sheet(spans=spans)
