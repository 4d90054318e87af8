"""``relief outcomes export-doj``: disposition data owed to the Department of Justice."""

from json import dumps
from pathlib import Path
from typing import Annotated

from typer import Argument

from flows.verbs.options import County, Database, Json, Out
from flows.verbs.outcomes.options import By
from flows.verbs.review.options import Day, read_past_day


def act(
    county: County,
    file: Annotated[Path, Argument(metavar="FILE", help="the CSV to write; it is confidential", show_default=False)],
    out: Out,
    by: By,
    day: Day = None,
    database: Database = None,
    json: Json = False,
) -> int:
    """Write every order that was entered and DOJ was not told of, and mark it as reported; list what is over 30 days."""
    from flows.clock import now
    from flows.outcomes.reporting import export_owed
    from flows.review_queue import check_account
    from flows.workplace import Workplace

    check_account(by)
    workplace, when = Workplace.choose(out, database=database), read_past_day(day)
    try:
        told = export_owed(county, workplace, file, actor=by, day=when, at=now())
    finally:
        workplace.forget()
    if json:
        print(dumps(told, indent=2, default=str))
        return 0
    print(f"{told['owed']:,} owed: {told['reported']:,} written and marked, {told['held back']:,} held back as tasks")
    print(f"{len(told['overdue']):,} overdue: ordered more than 30 days ago, and DOJ not told")
    for row in told["overdue"]:
        print(f"  due {row['due']}  {row['batch']} row {row['row']}, {row['court']}: {row['step']}")
    return 0
