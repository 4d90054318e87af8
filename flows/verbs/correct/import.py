"""``relief correct import``: the workbook, filled in."""  # noqa: N999 - the verb is called so

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from flows.verbs.options import County, Database, Out
from flows.verbs.review.options import Day, read_past_day


def act(
    county: County,
    file: Annotated[Path, Argument(metavar="FILE", help="the XLSX that was filled in", show_default=False)],
    out: Out,
    author: Annotated[
        str | None, Option("--author", metavar="ACCOUNT", help="who corrects, where a row does not say: no name")
    ] = None,
    day: Day = None,
    database: Database = None,
) -> int:
    """Write every correction of the workbook, all or none; the next run puts them in place."""
    from connectors.correction_book import read_facts
    from flows.clock import now
    from flows.correcting import take_corrections
    from flows.workplace import Workplace

    workplace, told, when = Workplace.choose(out, database=database), read_facts(file), read_past_day(day)
    try:
        new = take_corrections(county, workplace, told, author=author, day=when, at=now())
    finally:
        workplace.forget()
    print(f"{len(told):,} corrections read, {new:,} new; the next run puts them in place")
    return 0
