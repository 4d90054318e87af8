"""An earlier answer about a county, and its sums without some people as they were and with them as they are.

What a county counts adds up over its people: what is taken out and put in gives what deciding everybody would.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import polars as pl

from relief.impact import Impact
from relief.parts import Asked


@dataclass(frozen=True, kw_only=True)
class Former:
    """An earlier answer to the same question about other records: same rules, policy, day and no decisions of persons."""

    asked: Asked
    determinations: pl.DataFrame
    """As it was written: no categories."""
    facts: pl.DataFrame
    tally: Mapping[str, int]
    impact: Impact


def adjust(whole: Mapping[str, int], out: Mapping[str, int], put: Mapping[str, int]) -> dict[str, int]:
    """Numbers by name without some people as they were, and with them as they are."""
    names = sorted({*whole, *put})
    sums = {name: whole.get(name, 0) - out.get(name, 0) + put.get(name, 0) for name in names}
    return {name: number for name, number in sums.items() if number}


def adjust_impact(whole: Impact, out: Impact, put: Impact) -> Impact:
    """As ``adjust``."""
    return Impact(
        **{
            each.name: getattr(whole, each.name) - getattr(out, each.name) + getattr(put, each.name)
            for each in fields(Impact)
        }
    )
