"""``relief outcomes import``: a file that a court gave back."""  # noqa: N999 - the verb is called so

from json import dumps
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from flows.verbs.options import County, Database, Json, Out
from flows.verbs.outcomes.options import By
from flows.verbs.review.options import Day, read_past_day


def act(
    county: County,
    file: Annotated[Path, Argument(metavar="FILE", help="CSV, XLSX, or stamped PDF", show_default=False)],
    out: Out,
    by: By,
    day: Day = None,
    ignore: Annotated[list[str] | None, Option("--ignore", metavar="HEAD", help="a column not to be read")] = None,
    database: Database = None,
    json: Json = False,
) -> int:
    """Match each row to what was filed and write its outcome; what cannot be taken becomes a task. --day: of rows without one."""
    from flows.clock import now, today
    from flows.outcomes.taking import take_file
    from flows.review_queue import check_account
    from flows.workplace import Workplace

    check_account(by)
    workplace, default = Workplace.choose(out, database=database), read_past_day(day) if day else None
    try:
        taken = take_file(
            county, workplace, file, ignore=ignore or (), default=default, actor=by, day=today(), at=now()
        )
    finally:
        workplace.forget()
    if json:
        print(dumps(taken, indent=2, default=str))
        return 0
    if taken["before"]:
        print(f"this file was taken in on {taken['day']}: nothing was written")
    print(
        f"{taken['rows']:,} rows: {taken['applied']:,} applied, {taken['known']:,} already known, {taken['tasks']:,} tasks"
    )
    for kind, number in taken["by kind"].items():
        print(f"  {number:>8,}  {kind}")
    return 0
