"""Check: what is wrong with the records, and the rows that nobody could decide on set aside."""

from pathlib import Path

import polars as pl

from flows.run import Run
from flows.step import Counts, Step
from flows.steps.read import RECORDS, UNREAD, WEIGHTS, count, read_if_made
from relief.deliveries import Delivery, digest, find_quiet

SET_ASIDE, CHECKED = "set_aside.parquet", "checked.json"


def check(run: Run, out: Path) -> Counts:
    """Validate the records with the suites that apply; what was found goes beside them."""
    from expectations import Background, Severity
    from expectations import check as validate
    from relief.weights import WEIGHTS as COLUMNS

    declared = {name: source.checks for name, source in run.county.sources.items()}
    weights = read_if_made(run, WEIGHTS, COLUMNS)
    behind = Background(declared=declared, history=run.history, weights=None if weights.is_empty() else weights)
    checking = validate(run.folder / RECORDS, out, county=run.county.doj_name, as_of=run.as_of, background=behind)
    unread = pl.read_parquet(run.folder / UNREAD)
    pl.concat([unread, checking.set_aside]).write_parquet(out / SET_ASIDE)
    came = [
        Delivery(content=run.content, source=name, day=run.as_of, rows=rows, unlisted=checking.unlisted.get(name, ()))
        for name, rows in checking.sources.items()
    ]
    return {
        "rows": checking.rows,
        "expectations": len(checking.results),
        "set aside": count(checking.set_aside["reason"]),
        "warnings": {result.name: result.failing_rows for result in checking.failed(Severity.WARNING)},
        "alarms": [*find_quiet([*run.history, *came], declared, run.as_of), *checking.ended],
        "delivered": {each.source: {"rows": each.rows, "unlisted": each.unlisted} for each in came},
    }


def _ask(run: Run) -> list[str]:
    return [run.county.sources_digest, run.as_of.isoformat(), digest(run.history), run.content]


STEP = Step(name="check", needs=(RECORDS, UNREAD), work=check, after=("read",), asks=_ask)
