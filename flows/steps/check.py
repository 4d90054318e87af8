"""Check: what is wrong with the records, and the rows that nobody could decide on set aside."""

from pathlib import Path

import polars as pl

from flows.run import Run
from flows.step import Counts, Step
from flows.steps.read import RECORDS, UNREAD, count

SET_ASIDE = "set_aside.parquet"


def check(run: Run, out: Path) -> Counts:
    """Validate the records with the whole suite; the report goes beside them."""
    from expectations import Severity
    from expectations import check as validate

    checking = validate(run.folder / RECORDS, out, county=run.county.doj_name, as_of=run.as_of)
    unread = pl.read_parquet(run.folder / UNREAD)
    pl.concat([unread, checking.set_aside]).write_parquet(out / SET_ASIDE)
    return {
        "rows": checking.rows,
        "expectations": len(checking.results),
        "set aside": count(checking.set_aside["reason"]),
        "warnings": {result.name: result.failing_rows for result in checking.failed(Severity.WARNING)},
    }


STEP = Step(name="check", needs=(RECORDS, UNREAD), work=check)
