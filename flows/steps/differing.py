"""A run that goes by an earlier one: what differs between the two deliveries, kept for the steps that follow.

``difference/`` in the run's folder: ``told.json`` (the earlier run, and what both have in common), ``before.parquet`` and
``now.parquet`` (records of the people who changed, with whom they touch and rows of nobody, as they were and as they are)
and ``moved.parquet`` (where the others' rows went, stretch by stretch). There is no ``records.parquet`` then: it is put
together when somebody asks for it (``flows.steps.whole``).
"""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from flows.run import Run
from flows.shelf import open_shelf
from flows.steps.former import Former, find_former, name_question, open_former
from relief.errors import UserError

if TYPE_CHECKING:
    from connectors.differences.align import Numbers
    from connectors.differences.difference import Difference

FOLDER = "difference"
TOLD, BEFORE, NOW, MOVED = (
    f"{FOLDER}/{name}" for name in ("told.json", "before.parquet", "now.parquet", "moved.parquet")
)
_LINES = ("groups.parquet", "line_hashes.parquet", "line_marks.parquet", "line_people.parquet")
"""Files of the earlier run by which lines are compared."""


@dataclass(frozen=True, kw_only=True)
class Differing:
    """A run whose records are an earlier one's but for some people."""

    former: Former
    folder: Path
    """The run's."""

    @property
    def before(self) -> Path:
        """Records of those who changed, as they were."""
        return self.folder / BEFORE

    @property
    def now(self) -> Path:
        """And as they are."""
        return self.folder / NOW

    @cached_property
    def moved(self) -> pl.Series:
        """Of each former ``source_row``, the first at index 0, which it is now; null of the people who changed."""
        return read_moved(self.folder / MOVED, int(self.former.read_counts("read")["rows"]))


def read_moved(path: Path, lines: int) -> pl.Series:
    """``Differing.moved`` of ``moved.parquet``; ``lines`` are the earlier export's."""
    moved = np.full(lines, -1, np.int64)
    for first, now, rows in pl.read_parquet(path).iter_rows():
        moved[first - 1 : first - 1 + rows] = np.arange(now, now + rows)
    return pl.DataFrame({"now": moved}).select(pl.when(pl.col("now") > 0).then("now")).to_series()


def find_differing(run: Run) -> Differing | None:
    """How the run's records differ from an earlier run's; None where they were read whole."""
    shelf = open_shelf(run.workplace, run.prefix)
    text = shelf.read(TOLD)
    told = json.loads(text) if text else {}
    if told.get("question") != name_question(run) or not all(shelf.bring(name) for name in (BEFORE, NOW, MOVED)):
        return None
    former = open_former(run, told["former"], _LINES)
    return Differing(former=former, folder=run.folder) if former else None


def differ(run: Run, out: Path) -> "Difference | None":
    """Compare the run's export with that of the last run of the county; None where it must be read whole."""
    from connectors.differences.difference import Former as FormerExport
    from connectors.differences.difference import find_difference
    from connectors.differences.lines import Lines
    from flows.statewide.keeping import bring_input

    former = _find_former(run)
    if former is None:
        return None
    told = former.question["exports"]
    read = former.read_counts("read")
    if len(told) != 1 or list(read["read by"]) != [told[0]["name"]] or read["notes"] or read["corrections"]:
        return None
    with TemporaryDirectory(dir=out, prefix=".differing") as scratch:
        try:
            before = bring_input(run.workplace, told[0]["sha256"], told[0]["name"], Path(scratch) / "before")
        except UserError:
            return None  # it was not kept
        earlier = FormerExport(
            path=before, name=told[0]["name"], read_by=read["read by"][told[0]["name"]].rpartition(" (")[0],
            lines=Lines.read(former.folder), runs=pl.read_parquet(former.folder / "line_people.parquet"),
            set_aside=former.set_aside, groups=pl.read_parquet(former.folder / "groups.parquet"),
        )  # fmt: skip
        difference = find_difference(Path(run.exports[0].path), run.county, earlier, Path(scratch))
    if difference is not None:
        _keep(difference, former, run, out)
    return difference


def _find_former(run: Run) -> Former | None:
    elected = run.policy.automatic_relief
    if len(run.exports) != 1 or run.decided.height or run.corrections.height or elected.convictions or elected.arrests:
        return None
    former = find_former(run)
    former = open_former(run, former.prefix, _LINES) if former and former.carries_over_to(run) else None
    return former if former and pl.read_parquet(former.folder / "matched.parquet").is_empty() else None


def _keep(difference: "Difference", former: Former, run: Run, out: Path) -> None:
    (out / FOLDER).mkdir()
    difference.before.records.write_parquet(out / BEFORE)
    difference.now.records.write_parquet(out / NOW)
    find_stretches(difference.moved).write_parquet(out / MOVED)
    told = {"former": former.prefix, "question": name_question(run)}
    (out / TOLD).write_text(json.dumps(told), encoding="utf-8")
    difference.export.lines.write(out)
    difference.runs.write_parquet(out / "line_people.parquet")
    difference.groups.write_parquet(out / "groups.parquet")


def find_stretches(moved: "Numbers") -> pl.DataFrame:
    """``first``, ``now`` and ``rows``: rows, from 1, that followed on one another and still do, and where they are now."""
    there = np.flatnonzero(moved >= 0)
    now = moved[there].astype(np.int64)
    begins = np.flatnonzero((np.diff(there, prepend=-2) != 1) | (np.diff(now, prepend=-2) != 1))
    rows = np.diff(begins, append=len(there))
    return pl.DataFrame({"first": there[begins] + 1, "now": now[begins] + 1, "rows": rows})


def count_reading(difference: "Difference", run: Run) -> dict[str, Any]:
    """What the read step counts (``flows.steps.read``)."""
    export, rows = run.exports[0], len(difference.export.lines)
    choice = difference.export.choice
    reasons = Counter(one.fault.reason for one in difference.now.set_aside)
    return {
        "rows": rows,
        "files": {export.key: rows},
        "set aside": dict(sorted(reasons.items())),
        "extractors": [],
        "corrections": {},
        "read by": {export.name: f"{choice.source} {choice.version.name} ({choice.reason})"},
        "weighed": 0,
        "notes": {},
    }
