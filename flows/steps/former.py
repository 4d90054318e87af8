"""An earlier run of the county that a run can go by: of the same county's sources, by the same code.

Each run that is decided is noted under ``name_question``, whatever its day, its policy and what people had decided: its
answers are asked again where those are other ones now (``relief.reanswering``).
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from flows import asked
from flows.run import Run
from flows.shelf import About, Shelf, open_shelf
from flows.versions import code_version

if TYPE_CHECKING:
    from relief.former import Former as FormerAnswers
    from relief.parts import Asked

READ = ("set_aside.parquet", "matched.parquet", "counted.json", "counted_values.parquet", "counted_words.parquet",
        "determinations.parquet", "facts.parquet", "orders.parquet", "steps/read.json", "steps/check.json",
        "steps/match.json", "steps/determine.json", asked.QUESTION)  # fmt: skip
"""Files of the earlier run from which a later one is made."""


@dataclass(frozen=True, kw_only=True)
class Former:
    """An earlier run of the county, whose files are as it made them."""

    prefix: str
    shelf: Shelf
    folder: Path

    def read_manifest(self, step: str) -> dict[str, Any]:
        """What a step made and counted."""
        manifest: dict[str, Any] = json.loads((self.folder / f"steps/{step}.json").read_text(encoding="utf-8"))
        return manifest

    def read_counts(self, step: str) -> dict[str, Any]:
        """What a step counted."""
        counts: dict[str, Any] = self.read_manifest(step)["counts"]
        return counts

    @cached_property
    def question(self) -> dict[str, Any]:
        """``flows.asked.read_question``."""
        return asked.read_question(self.folder)

    @property
    def as_of(self) -> date:
        """Its day."""
        return asked.read_day(self.question)

    @cached_property
    def set_aside(self) -> pl.DataFrame:
        """``relief.records.SET_ASIDE``."""
        return pl.read_parquet(self.folder / "set_aside.parquet")

    def has_read_the_same(self, run: Run) -> bool:
        """Whether its records, and all else that the readers made, are the run's."""
        return self._has_made_the_same(run, "read", None)

    def rests_on_the_same(self, run: Run) -> bool:
        """Whether facts found in it are the run's too, while the law is the same: records, rows set aside, people made one."""
        aside, matched = {"set_aside.parquet"}, {"matched.parquet"}
        asked_of = (("read", None), ("check", aside), ("match", matched))
        return all(self._has_made_the_same(run, step, names) for step, names in asked_of)

    def _has_made_the_same(self, run: Run, step: str, names: set[str] | None) -> bool:
        """Whether a step of the run made these files, or all, to the same bytes."""
        text = open_shelf(run.workplace, run.prefix).read(f"steps/{step}.json")
        made = (json.loads(text) if text else {"files": {}})["files"], self.read_manifest(step)["files"]
        one, other = ({name: each for name, each in files.items() if names is None or name in names} for files in made)
        return bool(one) and one == other

    def carries_over_to(self, run: Run) -> bool:
        """Whether what it counted and found of people who are the same now holds on the run's day."""
        from expectations import counted
        from relief.reanswering import tell_law

        if self.as_of == run.as_of:
            return True
        kept = counted.redate(counted.read(self.folder), self.as_of, run.as_of)
        return kept is not None and tell_law(self.as_of) == tell_law(run.as_of)

    def read_answers(self, then: "Asked", run: Run) -> "FormerAnswers | None":
        """What it answered, had it been asked on the run's day under the run's policy, and nobody had decided anything.

        None where the law is another one, so that the records have to be read for it.

        Args:
            then: its records, and all else that it was asked; day and policy are the run's.
            run: the run that goes by it.
        """
        from relief.former import Former as FormerAnswers
        from relief.impact import Impact
        from relief.reanswering import as_asked_now, tell_law

        told = self.read_counts("determine")
        found = FormerAnswers(
            asked=then, determinations=pl.read_parquet(self.folder / "determinations.parquet"),
            facts=pl.read_parquet(self.folder / "facts.parquet"), tally=told["use"], impact=Impact(**told["impact"]),
        )  # fmt: skip
        if self._was_asked_by_rules_alone(run):
            return found
        return as_asked_now(found) if tell_law(self.as_of) == tell_law(run.as_of) else None

    def _was_asked_by_rules_alone(self, run: Run) -> bool:
        """Whether day and policy are the run's, and nobody's decision is among the answers."""
        from relief.reviewing import digest

        versions = self.question["versions"]
        nobody = digest(run.decided.clear())
        return (self.as_of, versions["policy"], versions["decisions"]) == (run.as_of, run.policy.digest(), nobody)


def name_question(run: Run) -> str:
    """What two runs have in common of which one can go by the other."""
    told = [code_version(), run.county.doj_name, run.county.sources_digest]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def note_former(run: Run) -> None:
    """Say that later runs can go by this one: the next nights, or, where it is of a past day, the next of those."""
    shelf = open_shelf(run.workplace, run.prefix)
    shelf.note(_choose_note(run, shelf), json.dumps({"prefix": run.prefix, "as of": run.as_of.isoformat()}))


def find_former(run: Run) -> Former | None:
    """The run that was decided last and can be gone by; None where there is none, or its files are not as they were."""
    shelf = open_shelf(run.workplace, run.prefix)
    noted = shelf.read_note(_choose_note(run, shelf))
    prefix = json.loads(noted)["prefix"] if noted else run.prefix
    return open_former(run, prefix) if prefix != run.prefix else None


def _choose_note(run: Run, shelf: Shelf) -> str:
    """The note of the latest days; of an earlier one, that of past days, so that a backfill is in no night's way."""
    latest, past = (f"made/{run.word}/former/{name_question(run)}{of}.json" for of in ("", "-past"))
    noted = shelf.read_note(latest)
    return past if noted and run.as_of.isoformat() < json.loads(noted)["as of"] else latest


def open_former(run: Run, prefix: str, more: tuple[str, ...] = ()) -> Former | None:
    """An earlier run by its prefix; None where files that are needed of it, those of ``READ`` and ``more``, are not there as
    they were."""
    former = Former(prefix=prefix, shelf=open_shelf(run.workplace, prefix), folder=run.workplace.folder / prefix)
    names = (*READ, *more)
    if not all(former.shelf.bring(name) for name in names if "/" in name):
        return None
    return former if _is_as_it_was(former, names) and all(former.shelf.bring(name) for name in names) else None


def _is_as_it_was(former: Former, names: tuple[str, ...]) -> bool:
    """Whether files are, byte for byte, those that the earlier run made; copies that are not are gone then."""
    made: dict[str, Any] = {}
    for step in ("read", "check", "match", "determine"):
        made |= former.read_manifest(step)["files"]
    wanted = [name for name in names if "/" not in name]
    return all(name in made and former.shelf.holds(name, About(**made[name])) for name in wanted)
