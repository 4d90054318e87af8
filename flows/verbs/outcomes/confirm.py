"""``relief outcomes confirm``: what the Department of Justice says its records show."""

from json import dumps
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from flows.verbs.options import County, Database, Json, Out
from flows.verbs.outcomes.options import By
from flows.verbs.review.options import Day, read_past_day


def act(
    county: County,
    file: Annotated[Path, Argument(metavar="FILE", help="CSV or XLSX with batch and row", show_default=False)],
    out: Out,
    by: By,
    day: Day = None,
    ignore: Annotated[list[str] | None, Option("--ignore", metavar="HEAD", help="a column not to be read")] = None,
    database: Database = None,
    json: Json = False,
) -> int:
    """Take every row that says nothing else as confirmed, on its own day or on --day; what cannot be taken becomes a task."""
    from flows.clock import now, today
    from flows.outcomes.taking import take_file
    from flows.review_queue import check_account
    from flows.workplace import Workplace

    check_account(by)
    workplace, default = Workplace.choose(out, database=database), read_past_day(day) if day else None
    try:
        taken = take_file(
            county, workplace, file, ignore=ignore or (), default=default, actor=by, day=today(), at=now(),
            outcome="confirmed",
        )  # fmt: skip
    finally:
        workplace.forget()
    if json:
        print(dumps(taken, indent=2, default=str))
        return 0
    print(
        f"{taken['rows']:,} rows: {taken['applied']:,} confirmed, {taken['known']:,} already known, {taken['tasks']:,} tasks"
    )
    return 0
