"""``relief outcomes filed``: a package's manifest, as it was handed to the court."""

from pathlib import Path
from typing import Annotated

from typer import Argument

from flows.verbs.options import County, Database, Out
from flows.verbs.outcomes.options import By
from flows.verbs.review.options import Day, read_past_day


def act(
    county: County,
    file: Annotated[Path, Argument(metavar="MANIFEST", help="the package's manifest.csv", show_default=False)],
    out: Out,
    by: By,
    day: Day = None,
    database: Database = None,
) -> int:
    """Write into the ledger that every row of the manifest was filed, all or none."""
    from flows.outcomes.filed import file_manifest
    from flows.review_queue import check_account
    from flows.workplace import Workplace

    check_account(by)
    workplace, when = Workplace.choose(out, database=database), read_past_day(day)
    try:
        rows, new = file_manifest(county, workplace, file, day=when, actor=by)
    finally:
        workplace.forget()
    print(f"{rows:,} rows, {new:,} newly filed")
    return 0
