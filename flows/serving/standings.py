"""What is read once and kept: where convictions stand until the ledger grows, and manifests, which never change."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from relief import database
from relief.ledger import Step
from relief.outcomes.filing import list_filed
from relief.outcomes.standings import find_standings


@dataclass(kw_only=True)
class Standings:
    """Of every county that was asked for. A ledger only grows, so that the number of its steps says whether it did."""

    _kept: dict[str, tuple[int, pl.DataFrame]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, engine: Any, county: str) -> pl.DataFrame:
        """``relief.outcomes.standings.STANDINGS`` as the ledger is now, and ``partly``: whether it was granted in part."""
        with self._lock:
            steps = database.count_steps(engine, county=county)
            kept = self._kept.get(county)
            if kept is None or kept[0] != steps:
                lives = database.read_lives(engine, county=county)
                partly = lives.filter(pl.col("step") == Step.GRANTED_IN_PART.value)["conviction"]
                found = find_standings(lives, list_filed(lives))
                found = found.with_columns(partly=pl.col("conviction").is_in(partly.implode()))
                kept = self._kept[county] = (lives.height, found)
            return kept[1]


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
