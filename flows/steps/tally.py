"""Tally: a county's numbers, as runs of the state add them up."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from flows.asked import describe_question
from flows.run import Run
from flows.step import Counts, Step, read_counts
from flows.steps import check, determine, match, read
from flows.steps.determine import DETERMINATIONS
from flows.steps.summarize import count_rows

TALLY, CELLS = "tally.json", "tally.parquet"
BANDS = {25: "under 25", 35: "25 to 34", 45: "35 to 44", 55: "45 to 54", 65: "55 to 64"}
OLDEST, UNTOLD = "65 and over", "not stated"


def tally(run: Run, out: Path) -> Counts:
    """Write ``tally.json`` (rows, people, quality, freshness) and ``tally.parquet`` (convictions in scope, by cell)."""
    told = {step.name: read_counts(step, run) for step in (read.STEP, check.STEP, match.STEP, determine.STEP)}
    rows = count_rows(told["read"], told["check"], told["determine"])
    count_cells(pl.scan_parquet(run.folder / DETERMINATIONS), run).write_parquet(out / CELLS)
    (out / TALLY).write_text(json.dumps(_gather(run, told, rows), indent=1) + "\n", encoding="utf-8")
    return {"rows": rows["read"]}


def _gather(run: Run, told: dict[str, Counts], rows: dict[str, Any]) -> dict[str, Any]:
    decided = told["determine"]
    return {
        **describe_question(run),
        "rows": rows,
        "convictions": decided["convictions"],
        "in scope": decided["in scope"],
        "by outcome": decided["by outcome"],
        "by relief": decided["by relief"],
        "impact": decided["impact"],
        "decisions": decided.get("by decision", {}),
        "warnings": told["check"]["warnings"],
        "alarms": told["check"]["alarms"],
        "corrections": told["read"]["corrections"],
        "sources": told["match"].get("sources", {}),
        "last event": told["check"]["last event"],
    }


def count_cells(determinations: pl.LazyFrame, run: Run) -> pl.DataFrame:
    """Convictions in scope, and people, by section, level, age band and outcome; sorted."""
    cells = ["section", "level", "age", "outcome"]
    return (
        determinations.filter(pl.col("outcome") != "out of scope")
        .select(
            pl.col("code_section").fill_null(UNTOLD).alias("section"),
            pl.col("level").cast(pl.String).fill_null(UNTOLD),
            band_ages(run.as_of).alias("age"),
            pl.col("outcome").cast(pl.String),
            "subject_id",
        )
        .group_by(cells)
        .agg(convictions=pl.len(), people=pl.col("subject_id").n_unique())
        .sort(cells)
        .collect()
    )


def band_ages(as_of: date) -> pl.Expr:
    """The age band on the as-of day, by the calendar, of ``birth_date``."""
    day = pl.col("birth_date")
    packed = day.dt.year().cast(pl.Int32) * 10_000 + day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32)
    age = (as_of.year * 10_000 + as_of.month * 100 + as_of.day - packed) // 10_000
    band: Any = pl.when(age.is_null()).then(pl.lit(UNTOLD))
    for below, name in BANDS.items():
        band = band.when(age < below).then(pl.lit(name))
    banded: pl.Expr = band.otherwise(pl.lit(OLDEST))
    return banded


STEP = Step(name="tally", needs=(DETERMINATIONS,), work=tally)
