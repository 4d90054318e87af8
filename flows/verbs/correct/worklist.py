"""``relief correct worklist``: what to look up first."""

from pathlib import Path
from typing import Annotated

from typer import Argument

from flows.verbs.options import County, Database, Out


def act(
    county: County,
    file: Annotated[Path, Argument(metavar="FILE", help="the XLSX to write", show_default=False)],
    out: Out,
    database: Database = None,
) -> int:
    """Write the single facts that would free convictions, those that free most people first; import reads it back."""
    from connectors.correction_book import write_facts
    from flows.views import note_view
    from flows.worklist import list_work
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    try:
        past, work = list_work(county, workplace)
        note_view(workplace, county, "worklist.exported", run=past.key, convictions=work.height)
    finally:
        workplace.forget()
    write_facts(work, file)
    print(f"{work.height:,} facts would each free someone")
    for question, number in work.group_by("question").len().sort("len", "question", descending=[True, False]).rows():
        print(f"  {number:>8,}  {question}")
    return 0
