"""``relief statewide summary``: the page of a run of the state; with ``--public`` nothing that may not be published."""

from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import Annotated

from typer import Option

from flows.verbs.options import Database, Json, Out
from relief.errors import UserError

Number = Annotated[int | None, Option("--run", metavar="N", help="a run of the state; default: the last")]
Html = Annotated[Path | None, Option("--html", metavar="FILE", help="a page to read or print")]
Csv = Annotated[Path | None, Option("--csv", metavar="FILE", help="the numbers as a table")]
Public = Annotated[bool, Option("--public", help="hide every number that would tell of fewer than eleven people")]


def act(
    out: Out,
    run: Number = None,
    html: Html = None,
    csv: Csv = None,
    public: Public = False,
    database: Database = None,
    json: Json = False,
) -> int:
    """Write the page, or print the numbers."""
    from flows.statewide.paging import make_page, tabulate
    from flows.workplace import Workplace

    page = make_page(Workplace.choose(out, database=database), run, public=public)
    try:
        if html is not None:
            from templates.state_page import print_state

            html.write_text(print_state(page), encoding="utf-8")
        if csv is not None:
            tabulate(page).write_csv(csv)
    except OSError as error:
        raise UserError(f"{error.filename}: it cannot be written: {error.strerror}") from None
    if json:
        print(dumps(asdict(page), indent=2, default=str))
    else:
        for name in ("identified", "waiting", "cleared"):
            number = page.whole.get(name)
            print(f"  {name:<42}{'-' if number is None else f'{number:,}':>14}")
        for line in page.changed:
            print(line)
    return 0
