"""What a run asks of the rules."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.run import Run
from flows.steps.check import SET_ASIDE
from flows.steps.match import MATCHED
from flows.steps.read import WEIGHTS, read_if_made
from flows.steps.whole import bring_records

if TYPE_CHECKING:
    from relief.parts import Asked


def ask(run: Run) -> "Asked":
    """What is asked of the rules in this run."""
    return ask_of(run, bring_records(run))


def ask_of(run: Run, records: Path) -> "Asked":
    """The same of these records, which are not looked at here."""
    from relief.parts import Asked
    from relief.weights import WEIGHTS as COLUMNS

    return Asked(
        records=records, set_aside=pl.read_parquet(run.folder / SET_ASIDE), county=run.county.doj_name,
        policy=run.policy, as_of=run.as_of, matched=pl.read_parquet(run.folder / MATCHED),
        weights=read_if_made(run, WEIGHTS, COLUMNS),
    )  # fmt: skip
