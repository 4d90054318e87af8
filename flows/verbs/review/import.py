"""``relief review import``: the workbook, filled in."""  # noqa: N999 - the verb is called so

from pathlib import Path
from typing import Annotated

from typer import Argument

from flows.verbs.options import County, Database, Out
from flows.verbs.review.options import Day, Signer, read_past_day


def act(
    county: County,
    file: Annotated[Path, Argument(metavar="FILE", help="the XLSX that was filled in", show_default=False)],
    out: Out,
    signer: Signer,
    day: Day = None,
    database: Database = None,
) -> int:
    """Sign every decision of the workbook, all or none."""
    from connectors.review_book import read_book
    from flows.clock import now
    from flows.review_queue import decide
    from flows.workplace import Workplace

    workplace, decisions, when = Workplace.choose(out, database=database), read_book(file), read_past_day(day)
    try:
        done = decide(county, workplace, decisions, signer=signer, day=when, at=now())
    finally:
        workplace.forget()
    print(f"{len(decisions):,} decisions read, {done:,} in force with the next run")
    return 0
