"""``relief review export``: the queue as a workbook to fill in."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from flows.verbs.options import County, Database, Out


def act(
    county: County,
    file: Annotated[Path, Argument(metavar="FILE", help="the XLSX to write", show_default=False)],
    out: Out,
    agency: Annotated[str | None, Option("--agency", metavar="NAME", help="only what is this agency's")] = None,
    database: Database = None,
) -> int:
    """Write the workbook: a conviction a row, with columns for decision, relief and why."""
    import polars as pl

    from connectors.review_book import write_book
    from flows.review_queue import open_queue
    from flows.views import note_view
    from flows.workplace import Workplace
    from relief.reviewing import OUTCOMES, RELIEFS

    workplace = Workplace.choose(out, database=database)
    try:
        queue = open_queue(county, workplace)
        items = queue.items.drop("against")
        note_view(workplace, county, "queue.exported", run=queue.past.key, convictions=items.height)
    finally:
        workplace.forget()
    if agency is not None:
        items = items.filter(pl.col("agency") == agency)
    write_book(items, file, {"decision": OUTCOMES, "relief given": RELIEFS})
    print(f"{items.height:,} convictions written")
    return 0
