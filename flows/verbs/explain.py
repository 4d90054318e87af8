"""``relief explain``: why a conviction was decided as it was, or all of one person's."""

from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from flows.verbs.options import County, Database, Json, Out

if TYPE_CHECKING:
    from flows.explaining import Found

Row = Annotated[
    int, Option("--row", help="record number in the export, from 1, header not counted", show_default=False)
]
File = Annotated[str | None, Option("--file", metavar="NAME", help="the export's file, where the run read several")]
Person = Annotated[bool, Option("--person", help="every conviction in the county of the row's person")]
Html = Annotated[Path | None, Option("--html", metavar="FILE", help="write a page to print as well")]


def act(
    county: County,
    out: Out,
    row: Row,
    file: File = None,
    person: Person = False,
    html: Html = None,
    json: Json = False,
    database: Database = None,
) -> int:
    """Print every rule's answer for the conviction of that row."""
    from flows.explaining import explain_row
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    try:
        found = explain_row(county, workplace, row=row, file=file, whole_person=person)
        if html is not None:
            _write_page(found, html)
        if json:
            print(
                dumps(
                    {"about": found.about, "convictions": [asdict(e) for e in found.convictions]}, indent=2, default=str
                )
            )
        else:
            _print(found)
    finally:
        workplace.forget()
    return 0


def _print(found: "Found") -> None:
    from relief.explaining import as_text

    if found.about:
        print(found.about)
    print("\n\n".join(as_text(each) for each in found.convictions))


def _write_page(found: "Found", file: Path) -> None:
    from relief.errors import UserError
    from templates.explanation_page import print_explanations

    try:
        file.write_text(print_explanations(found.convictions), encoding="utf-8")
        file.chmod(0o600)
    except OSError as error:
        raise UserError(f"{file}: the page cannot be written: {error.strerror}") from None
