"""The numbers of a run of the state: what its counties counted, added up; and what people act on, from the ledger."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from flows.shelf import open_shelf
from flows.statewide.changing import CHANGED, add_up_changed
from flows.steps.tally import CELLS, TALLY
from flows.workplace import Workplace
from relief.database import CountyTold, StateTold


@dataclass(frozen=True, kw_only=True)
class CountySum:
    """A county's part."""

    told: CountyTold
    tally: Mapping[str, Any] | None
    """``flows.steps.tally`` of its run in force; None where it has none."""
    ledger: Mapping[str, int] = field(default_factory=dict)
    """Convictions by their last step."""


@dataclass(frozen=True, kw_only=True)
class StateSum:
    """A run of the state, added up."""

    state: StateTold
    counties: Mapping[str, CountySum]
    cells: pl.DataFrame
    """``county`` and the columns of ``tally.parquet``."""

    def add_up(self, *path: str) -> int:
        """A number of every county's tally, summed."""
        return sum(_dig(each.tally, path) for each in self.counties.values() if each.tally)

    def add_up_by_name(self, *path: str) -> dict[str, int]:
        """Numbers by name of every county's tally, summed, the largest first."""
        found: Counter[str] = Counter()
        for each in self.counties.values():
            found.update((_dig(each.tally, path) or {}) if each.tally else {})
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def ledger(self) -> dict[str, int]:
        """Convictions of all counties by their last step."""
        found: Counter[str] = Counter()
        for each in self.counties.values():
            found.update(each.ledger)
        return dict(found)


def sum_state(state: StateTold, workplace: Workplace) -> StateSum:
    """Add up what the counties of a run of the state counted, in that run or, where it stands, before."""
    from relief import database

    engine = database.open_database(workplace.database)
    try:
        ledger = database.count_last_steps(engine)
    finally:
        engine.dispose()
    counties, cells = dict[str, CountySum](), list[pl.DataFrame]()
    for word, told in state.counties.items():
        shelf = open_shelf(workplace, f"runs/{word}/{told.run[:16]}") if told.run else None
        text = shelf.read(TALLY) if shelf else None
        counties[word] = CountySum(told=told, tally=json.loads(text) if text else None, ledger=ledger.get(word, {}))
        if shelf and text and shelf.bring(CELLS) and told.run:
            path = workplace.folder / f"runs/{word}/{told.run[:16]}" / CELLS
            cells.append(pl.read_parquet(path).insert_column(0, pl.lit(word).alias("county")))
    empty = {"county": pl.String, "section": pl.String, "level": pl.String, "age": pl.String, "outcome": pl.String,
             "convictions": pl.UInt32, "people": pl.UInt32}  # fmt: skip
    return StateSum(state=state, counties=counties, cells=pl.concat(cells) if cells else pl.DataFrame(schema=empty))


def _dig(told: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        told = told.get(name, {})
    return told or 0


def describe_state(found: StateSum) -> dict[str, Any]:
    """The summary as JSON has it."""
    state, cells = found.state, found.cells
    seconds = (state.finished_at - state.started_at).total_seconds() if state.finished_at else None
    return {
        "run": state.number,
        "as_of": state.as_of.isoformat(),
        "asked": state.asked,
        "versions": dict(state.versions),
        "counties": {
            word: {
                "state": each.told.state,
                **({"why": each.told.why} if each.told.why else {}),
                "run": each.told.run,
                **_describe_county(each),
            }
            for word, each in found.counties.items()
        },
        "states": dict(Counter(each.told.state for each in found.counties.values())),
        CHANGED: add_up_changed(each.told.told for each in found.counties.values() if each.told.state == "decided"),
        "rows": {
            "read": found.add_up("rows", "read"),
            "used": found.add_up_by_name("rows", "used"),
            "set aside": found.add_up_by_name("rows", "set aside"),
        },
        "convictions": {"in scope": found.add_up("in scope"), "by outcome": found.add_up_by_name("by outcome")},
        "by relief": found.add_up_by_name("by relief"),
        "impact": found.add_up_by_name("impact"),
        "ledger": found.ledger(),
        "by": {name: _count(cells, name) for name in ("section", "level", "age")},
        "cost": {
            "seconds": None if seconds is None else round(seconds, 2),
            "cpu seconds": round(sum(each.told.told.get("cpu", 0.0) for each in found.counties.values()), 2),
            "peak bytes of a worker": max(
                (each.told.told.get("peak", 0) for each in found.counties.values()), default=0
            ),
        },
    }


def _describe_county(each: CountySum) -> dict[str, Any]:
    tally = each.tally
    if tally is None:
        return {}
    quality = {"set aside": sum(tally["rows"]["set aside"].values()), "warnings": sum(tally["warnings"].values())}
    return {
        "rows": tally["rows"]["read"],
        "in scope": tally["in scope"],
        "by outcome": tally["by outcome"],
        "impact": tally["impact"],
        "ledger": dict(each.ledger),
        "quality": {**quality, "alarms": tally["alarms"], "canary": each.told.told.get("canary", [])},
        "last event": tally["last event"],
        "seconds": each.told.told.get("wall"),
    }


def _count(cells: pl.DataFrame, name: str) -> dict[str, dict[str, int]]:
    counted = cells.group_by(name, "outcome").agg(pl.col("convictions").sum()).sort(name, "outcome")
    found: dict[str, dict[str, int]] = {}
    for value, outcome, number in counted.iter_rows():
        found.setdefault(value, {})[outcome] = int(number)
    return found
