"""What is read once and kept: where convictions stand until the ledger grows, and manifests, which never change."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from relief import database
from relief.ledger import Step
from relief.outcomes.filing import list_filed
from relief.outcomes.standings import STANDINGS, find_standings

STOOD: dict[str, Any] = {**STANDINGS, "partly": pl.Boolean, "in_package": pl.Int64}
"""As ``relief.outcomes.standings.STANDINGS``; ``partly``: it was granted in part; ``in_package``: its row in the package that
was asked for, where batch and row are those of its last filing."""


@dataclass(kw_only=True)
class Standings:
    """Of the convictions of packages. A ledger only grows: the number of its steps says whether it did."""

    _kept: dict[tuple[str, str], tuple[int, pl.DataFrame]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, engine: Any, county: str, number: str) -> pl.DataFrame:
        """``STOOD``, one row a row of the package, as the ledger is now."""
        steps = database.count_package_steps(engine, county=county, number=number)
        with self._lock:
            kept = self._kept.get((county, number))
        if kept is None or kept[0] != steps:
            kept = (steps, _read(engine, county, number))
            with self._lock:
                self._kept[county, number] = kept
        return kept[1]


def list_waiting(office: Any, packages: Iterable[tuple[str, str, str]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Standings of what packages filed last, and the court of each conviction.

    Args:
        packages: county, number and court of each.
    """
    empty = pl.DataFrame(schema={**STOOD, "court": pl.String})
    parts = [
        office.standings.read(office.engine, county, number).filter(batch=number).with_columns(court=pl.lit(court))
        for county, number, court in packages
    ]
    both = pl.concat([empty, *parts])
    return both.select(list(STANDINGS)), both.select("conviction", "court")


def _read(engine: Any, county: str, number: str) -> pl.DataFrame:
    lives = database.read_package_lives(engine, county=county, number=number)
    rows = database.read_package_rows(engine, county=county, number=number)
    partly = lives.filter(pl.col("step") == Step.GRANTED_IN_PART.value)["conviction"]
    found = find_standings(lives, list_filed(lives)).with_columns(partly=pl.col("conviction").is_in(partly.implode()))
    joined = rows.select("conviction", in_package="row").join(found, on="conviction", how="left", maintain_order="left")
    return joined.select(pl.col(name).cast(dtype) for name, dtype in STOOD.items())


_MOST = 200
"""Manifests kept; of the longest, some two thousand rows each."""


@dataclass(kw_only=True)
class Manifests:
    """The rows of packages, by what names their content; those not asked for the longest are forgotten first."""

    _kept: OrderedDict[tuple[str, str, int], pl.DataFrame] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, place: tuple[str, str, int], fetch: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """The rows of a package, fetched where they are not kept."""
        with self._lock:
            kept = self._kept.pop(place, None)
        found = fetch() if kept is None else kept
        with self._lock:
            self._kept[place] = found
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return found
