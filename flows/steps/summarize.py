"""Summarize: one page of numbers that add up, for people (``summary.md``) and machines (``summary.json``).

Counts, keys and words from closed lists only: no name, no case number. Seconds are left to the
terminal, so that the same run writes the same bytes.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.failures import Incomplete
from flows.run import Run
from flows.step import Counts, Step, read_counts
from flows.steps import check, determine, match, papers, read
from flows.summary_text import as_markdown

SUMMARY, MARKDOWN = "summary.json", "summary.md"


def summarize(run: Run, out: Path) -> Counts:
    """Gather what the steps counted, and refuse if a row got lost between them."""
    told = {
        step.name: read_counts(step, run) for step in (read.STEP, check.STEP, match.STEP, determine.STEP, papers.STEP)
    }
    summary = gather(run, told)
    (out / SUMMARY).write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    (out / MARKDOWN).write_text(as_markdown(summary), encoding="utf-8")
    return {"rows": summary["rows"]["read"]}


def gather(run: Run, told: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The summary from the steps' counts. Raises Incomplete if they do not add up."""
    checked, decided, printed = (told[name] for name in ("check", "determine", "papers"))
    rows = count_rows(told["read"], checked, decided)
    listed = sum(printed["not printed"].values())
    if printed["rows"] != printed["printed"] + listed:
        raise Incomplete(
            f"{printed['rows']} convictions are eligible, but {printed['printed']} printed and {listed} listed"
        )
    return {
        "county": run.word,
        "run": run.key,
        "as_of": run.as_of.isoformat(),
        "exports": told["read"]["files"],
        "policy": run.policy.digest(),
        "rows": rows,
        "read by": told["read"]["read by"],
        **({"notes": told["read"]["notes"]} if told["read"]["notes"] else {}),
        **_sources(told["match"]),
        **({"corrections": told["read"]["corrections"]} if told["read"]["corrections"] else {}),
        **({"alarms": checked["alarms"]} if checked["alarms"] else {}),
        "people": decided["impact"]["people"],
        "convictions": {"in scope": decided["in scope"], "by section": decided["by section"]},
        "determinations": {name: decided[f"by {name}"] for name in ("outcome", "relief", "rule")},
        **({"decisions": decided["by decision"]} if "by decision" in decided else {}),
        "impact": decided["impact"],
        "checks": {"expectations": checked["expectations"], "warnings": checked["warnings"]},
        "papers": {
            name: printed[name]
            for name in ("papers", "pages", "courts", "printed", "unknown courthouses", "not printed")
        },
    }


def _sources(matched: Counts) -> dict[str, Any]:
    """What matching found; of a single source there is nothing to tell."""
    if "sources" not in matched:
        return {}
    named = ("sources", "links", "by tier", "reconciliation", "only in", "disagreements")
    return {"sources": {name: dict(matched[name]) for name in named}}


def count_rows(reading: Counts, checked: Counts, decided: Counts) -> dict[str, Any]:
    """What became of every row. Raises Incomplete if one is missing or counted twice."""
    aside = {**reading["set aside"]}
    for reason, number in checked["set aside"].items():
        aside[reason] = aside.get(reason, 0) + number
    use = {name: number for name, number in decided["use"].items() if not name.startswith("set aside")}
    if reading["weighed"]:
        use["weight"] = reading["weighed"]
    used, set_aside = sum(use.values()), sum(aside.values())
    if reading["rows"] != used + set_aside:
        raise Incomplete(f"{reading['rows']} rows were read, but {used} used and {set_aside} set aside")
    return {"read": reading["rows"], "used": use, "set aside": aside}


STEP = Step(name="summarize", work=summarize)
