"""Report: what the check found, as Great Expectations' own pages."""

import json
from pathlib import Path

from flows.run import Run
from flows.step import Counts, Step
from flows.steps.check import CHECKED

DATA_DOCS = "data_docs"


def report(run: Run, out: Path) -> Counts:
    """Write the pages."""
    from expectations import write_report

    write_report(run.folder / CHECKED, out / DATA_DOCS)
    told = json.loads((run.folder / CHECKED).read_text(encoding="utf-8"))["results"]
    return {"rows": max((each["rows"] for each in told), default=0), "expectations": len(told)}


STEP = Step(name="report", needs=(CHECKED,), work=report)
