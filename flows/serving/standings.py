"""Where convictions stand, read from the ledger once for each time that it grew."""

import threading
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
