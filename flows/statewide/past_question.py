"""A past run of a county as it was asked: from its own files, whatever has been decided or declared since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from connectors.county import County, read_county
from flows import asked
from flows.past import PastRun
from flows.statewide.keeping import bring_input
from flows.steps.check import SET_ASIDE
from flows.steps.determine import DETERMINATIONS, POLICY
from flows.steps.match import MATCHED
from flows.steps.orders import ORDERS
from flows.steps.read import CORRECTED, WEIGHTS
from flows.steps.whole import RECORDS, put_together
from flows.versions import code_version
from relief.errors import UserError
from relief.parts import Asked
from relief.policy import Policy, read_policy
from relief.uniting import CHANGED
from relief.weights import WEIGHTS as WEIGHED

PLACE = ["source_file", "source_row"]


@dataclass(frozen=True, kw_only=True)
class Some:
    """Some of a run's people."""

    records: Path
    set_aside: pl.DataFrame
    """Of them, and all that could not be read."""


@dataclass(frozen=True, kw_only=True)
class PastQuestion:
    """What a finished run was asked, and what it read."""

    past: PastRun
    some: "Some | None" = None
    """Those alone who are to be asked about; else everybody."""

    @cached_property
    def told(self) -> dict[str, Any]:
        """``flows.asked.read_question``."""
        self.past.bring(asked.QUESTION)
        return asked.read_question(self.past.folder)

    @property
    def versions(self) -> Mapping[str, str]:
        """What its key is the hash of, by name."""
        found: Mapping[str, str] = self.told["versions"]
        return found

    @property
    def exports(self) -> frozenset[str]:
        """Keys of its exports."""
        return frozenset(each["key"] for each in self.told["exports"])

    @property
    def as_of(self) -> date:
        """Its day."""
        return asked.read_day(self.told)

    @cached_property
    def county(self) -> County:
        """The county's file as it was."""
        return read_county(self.told["county"], self.past.bring(asked.COUNTY).read_text(encoding="utf-8"))

    @cached_property
    def decided(self) -> pl.DataFrame:
        """Decisions as they were."""
        return pl.read_parquet(self.past.bring(asked.DECIDED))

    @cached_property
    def policy(self) -> Policy:
        """The policy that decided."""
        self.past.bring(POLICY)
        return read_policy(self.told["policy"], source=f"run {self.past.key[:12]}")

    def ask(self) -> Asked:
        """The whole question, as the rules are asked it."""
        weights = self.past.folder / WEIGHTS
        return Asked(
            records=self._bring_records(), set_aside=self.some.set_aside if self.some else self.read_set_aside(),
            county=self.county.doj_name, policy=self.policy, as_of=self.as_of,
            matched=pl.read_parquet(self.past.bring(MATCHED)),
            weights=pl.read_parquet(weights) if self.past.shelf.bring(WEIGHTS) else pl.DataFrame(schema=WEIGHED),
        )  # fmt: skip

    def read_determinations(self, *columns: str) -> pl.DataFrame:
        """The determinations in scope, or some columns of them, each with the conviction's name; without the records."""
        from relief.database import name_convictions

        scan = pl.scan_parquet(self.past.bring(DETERMINATIONS))
        if not self.past.shelf.bring(ORDERS):  # of an earlier version of this program
            return self.name(scan.filter(pl.col("outcome") != "out of scope"))
        beside = pl.concat([scan, pl.scan_parquet(self.past.bring(ORDERS))], how="horizontal")
        if columns:
            beside = beside.select({*columns, *PLACE, "subject_id", "charge_text", "count_order", "outcome"})
        found = beside.filter(pl.col("outcome") != "out of scope").collect()
        return found.with_columns(conviction=name_convictions(found))

    def name(self, determinations: pl.LazyFrame) -> pl.DataFrame:
        """Determinations of this run's records with the column ``conviction``."""
        from relief.database import name_convictions

        orders = pl.scan_parquet(self._bring_records()).select(*PLACE, "count_order")
        joined = determinations.join(orders, on=PLACE, how="left", maintain_order="left").collect()
        return joined.with_columns(conviction=name_convictions(joined))

    def _bring_records(self) -> Path:
        return self.some.records if self.some else self.past.bring(RECORDS)

    def read_set_aside(self) -> pl.DataFrame:
        """``relief.records.SET_ASIDE`` of everybody."""
        return pl.read_parquet(self.past.bring(SET_ASIDE))

    def read_counts(self, step: str) -> dict[str, Any]:
        """What a step counted."""
        told: dict[str, Any] = json.loads(self.past.bring(f"steps/{step}.json").read_text(encoding="utf-8"))["counts"]
        return told

    def read_corrected(self) -> pl.DataFrame:
        """``relief.correcting.CORRECTED``: what became of the corrections."""
        return pl.read_parquet(self.past.bring(CORRECTED))

    def read_matched(self) -> pl.DataFrame:
        """``relief.uniting.CHANGED``."""
        return pl.read_parquet(self.past.bring(MATCHED)).select(list(CHANGED))


def read_records_again(past: PastRun) -> bool:
    """Put together the records of a run that went by another, from the export that was kept.

    UserError where the export was not kept as it was, or where another program would read it now.
    """
    question = PastQuestion(past=past)
    if question.versions["code"] != code_version():
        raise UserError(
            f"run {past.key[:12]} of {question.told['county']} went by an earlier one, and its records were never written; "
            "the program has changed since and might read them otherwise: do the run again"
        )
    (export,) = question.told["exports"]
    with TemporaryDirectory(dir=past.folder, prefix=".again") as scratch:
        path = bring_input(past.workplace, export["sha256"], export["name"], Path(scratch))
        put_together(path, export["sha256"], question.county, past.shelf, past.folder, question.read_counts("read"))
    return past.shelf.bring(RECORDS)
