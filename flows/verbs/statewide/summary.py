"""``relief statewide summary``: the page of a run of the state; with ``--public`` nothing that may not be published."""

from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from flows.verbs.options import Database, Json, Out
from relief.errors import UserError

if TYPE_CHECKING:
    from flows.workplace import Workplace

Number = Annotated[int | None, Option("--run", metavar="N", help="a run of the state; default: the last")]
Html = Annotated[Path | None, Option("--html", metavar="FILE", help="a page to read or print")]
Csv = Annotated[Path | None, Option("--csv", metavar="FILE", help="the numbers as a table")]
History = Annotated[bool, Option("--history", help="the past days that relief statewide backfill has decided instead")]
Public = Annotated[bool, Option("--public", help="hide every number that would tell of fewer than eleven people")]


def act(
    out: Out,
    run: Number = None,
    html: Html = None,
    csv: Csv = None,
    public: Public = False,
    history: History = False,
    database: Database = None,
    json: Json = False,
) -> int:
    """Write the page, or print the numbers."""
    from flows.statewide.backfilling import read_days
    from flows.statewide.paging import make_page, tabulate
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    if history:
        return _show_history(workplace, run, html, csv, public=public, json=json)
    page = make_page(workplace, run, public=public)
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
        if days := list(read_days(workplace)):
            print(f"History: {len(days)} past days, {days[0]} to {days[-1]}, none in force; see them with --history")
    return 0


def _show_history(
    workplace: "Workplace", run: int | None, html: Path | None, csv: Path | None, *, public: bool, json: bool
) -> int:
    """The days' numbers, as a table, JSON or CSV; small ones are in them, so that nothing of it may be published."""
    from flows.statewide.backfilling import HEADINGS, as_line, read_days, sum_day, tabulate

    if run is not None or html is not None or public:
        raise UserError(
            "--history: it has no page, belongs to no run, and may not be published; --csv and --json it has"
        )
    days = [sum_day(day, counties) for day, counties in read_days(workplace).items()]
    if not days:
        raise UserError(f"{workplace.out}: no past day was decided; begin with: relief statewide backfill")
    if csv is not None:
        tabulate(days).write_csv(csv)
    print(dumps(days, indent=2) if json else "\n".join([HEADINGS, *map(as_line, days)]))
    return 0
