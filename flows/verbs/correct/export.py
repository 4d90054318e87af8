"""``relief correct export``: facts that may be corrected, as a workbook to fill in."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from flows.verbs.options import County, Database, Out


def act(
    county: County,
    file: Annotated[Path, Argument(metavar="FILE", help="the XLSX to write", show_default=False)],
    out: Out,
    row: Annotated[int | None, Option("--row", help="only this record of the export, whatever was decided")] = None,
    of: Annotated[
        str | None, Option("--file", metavar="NAME", help="the export's file, where the run read several")
    ] = None,
    database: Database = None,
) -> int:
    """Write a fact a row: of all that waits for an attorney or was set aside, or of one record."""
    from connectors.correction_book import write_facts
    from flows.correcting import list_facts
    from flows.views import note_view
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    try:
        past, facts = list_facts(county, workplace, file=of, row=row)
        note_view(workplace, county, "facts.exported", run=past.key, convictions=facts["record"].n_unique())
    finally:
        workplace.forget()
    write_facts(facts, file)
    print(f"{facts.height:,} facts written")
    return 0
