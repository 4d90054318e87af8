"""A run that goes by an earlier one: what differs between the two deliveries, kept for the steps that follow.

``difference/`` in the run's folder: ``told.json`` (the earlier run, and what both were asked), ``before.parquet`` and
``now.parquet`` (records of the people who changed, with whom they touch and rows of nobody, as they were and as they are)
and ``moved.parquet`` (where the others' rows went, stretch by stretch). There is no ``records.parquet`` then: it is put
together when somebody asks for it (``flows.steps.whole``).
"""

import hashlib
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
from flows.shelf import About, Shelf, open_shelf
from flows.versions import code_version
from relief.errors import UserError

if TYPE_CHECKING:
    from connectors.differences.align import Numbers
    from connectors.differences.difference import Difference

FOLDER = "difference"
TOLD, BEFORE, NOW, MOVED = (
    f"{FOLDER}/{name}" for name in ("told.json", "before.parquet", "now.parquet", "moved.parquet")
)
_READ = ("set_aside.parquet", "matched.parquet", "groups.parquet", "line_hashes.parquet", "line_marks.parquet",
         "line_people.parquet", "counted.json", "counted_values.parquet", "counted_words.parquet", "determinations.parquet",
         "facts.parquet", "orders.parquet", "steps/read.json", "steps/check.json", "steps/determine.json",
         "asked/question.json")  # fmt: skip
"""Files of the earlier run from which this one is made."""
_SEEN = set[tuple[object, ...]]()
"""Earlier runs, with how their files looked, that were found as they were."""


@dataclass(frozen=True, kw_only=True)
class Former:
    """An earlier run of the county."""

    prefix: str
    shelf: Shelf
    folder: Path

    def read_counts(self, step: str) -> dict[str, Any]:
        """What a step counted."""
        counts: dict[str, Any] = json.loads((self.folder / f"steps/{step}.json").read_text(encoding="utf-8"))["counts"]
        return counts

    @cached_property
    def set_aside(self) -> pl.DataFrame:
        """``relief.records.SET_ASIDE``."""
        return pl.read_parquet(self.folder / "set_aside.parquet")


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
        told = pl.read_parquet(self.folder / MOVED)
        lines = int((self.former.read_counts("read"))["rows"])
        moved = np.full(lines, -1, np.int64)
        for first, now, rows in told.iter_rows():
            moved[first - 1 : first - 1 + rows] = np.arange(now, now + rows)
        return pl.DataFrame({"now": moved}).select(pl.when(pl.col("now") > 0).then("now")).to_series()


def name_question(run: Run) -> str:
    """What a run is asked, whatever its records: two that are asked the same can go by one another."""
    told = [code_version(), run.county.doj_name, run.county.sources_digest, run.as_of.isoformat(), run.policy.digest()]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def note_former(run: Run) -> str | None:
    """Say that later runs can go by this one; gives the prefix of the one before it, if there is one."""
    shelf, key = open_shelf(run.workplace, run.prefix), f"made/{run.word}/former/{name_question(run)}.json"
    noted = shelf.read_note(key)
    shelf.note(key, json.dumps({"prefix": run.prefix}))
    prefix = json.loads(noted)["prefix"] if noted else None
    return None if prefix == run.prefix else prefix


def find_differing(run: Run) -> Differing | None:
    """How the run's records differ from an earlier run's that was asked the same; None where they were read whole."""
    shelf = open_shelf(run.workplace, run.prefix)
    text = shelf.read(TOLD)
    told = json.loads(text) if text else {}
    if told.get("question") != name_question(run) or not all(shelf.bring(name) for name in (BEFORE, NOW, MOVED)):
        return None
    former = _open(run, told["former"])
    return Differing(former=former, folder=run.folder) if former and _is_still_as_it_was(former) else None


def differ(run: Run, out: Path) -> "Difference | None":
    """Compare the run's export with that of the last run that was asked the same; None where it must be read whole."""
    from connectors.differences.difference import Former as FormerExport
    from connectors.differences.difference import find_difference
    from connectors.differences.lines import Lines
    from flows.statewide.keeping import bring_input

    former = _find_former(run)
    if former is None:
        return None
    told = json.loads((former.folder / "asked/question.json").read_text(encoding="utf-8"))["exports"]
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
    noted = open_shelf(run.workplace, run.prefix).read_note(f"made/{run.word}/former/{name_question(run)}.json")
    prefix = json.loads(noted)["prefix"] if noted else run.prefix
    former = _open(run, prefix) if prefix != run.prefix else None
    if former is None or not _is_still_as_it_was(former) or pl.read_parquet(former.folder / "matched.parquet").height:
        return None
    return former


def _is_as_it_was(former: Former) -> bool:
    """Whether the files that are needed are, byte for byte, those that the earlier run made."""
    made: dict[str, Any] = {}
    for step in ("read", "check", "match", "determine"):
        text = former.shelf.read(f"steps/{step}.json")
        made |= json.loads(text)["files"] if text else {}
    needed = [name for name in _READ if "/" not in name]
    return all(name in made and former.shelf.holds(name, About(**made[name])) for name in needed)


def _is_still_as_it_was(former: Former) -> bool:
    """The same, found once by a process while the file system says that nothing changed: each step asks."""
    looks = [(former.folder / name).stat() for name in _READ]
    stamp = (former.folder, *((look.st_ino, look.st_size, look.st_mtime_ns, look.st_ctime_ns) for look in looks))
    if stamp not in _SEEN and _is_as_it_was(former):
        _SEEN.add(stamp)
    return stamp in _SEEN


def _open(run: Run, prefix: str) -> Former | None:
    """An earlier run with all files that are needed of it."""
    shelf = open_shelf(run.workplace, prefix)
    if not all(shelf.bring(name) for name in _READ):
        return None
    return Former(prefix=prefix, shelf=shelf, folder=run.workplace.folder / prefix)


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
