"""``relief statewide backfill``: the state's history, day by day; nothing of it is ever in force."""

import os
import sys
from datetime import date
from json import dumps
from typing import Annotated

from typer import Option

from flows.verbs.options import Database, Json, Out
from flows.verbs.statewide.run import Alone, Hands, Inbox, Minutes, One
from relief.errors import UserError

First = Annotated[str, Option("--from", metavar="DAY", help="the first day", show_default=False)]
Last = Annotated[str, Option("--to", metavar="DAY", help="the last day, or none after it", show_default=False)]
Every = Annotated[str, Option("--every", help="how far days lie apart: day, week, month, quarter or year")]


def act(
    out: Out,
    first: First,
    last: Last,
    every: Every = "month",
    inbox: Inbox = None,
    county: One = None,
    at_once: Hands = None,
    timeout: Minutes = 60,
    no_prefect: Alone = False,
    database: Database = None,
    json: Json = False,
) -> int:
    """Decide the days, a line each as it is done. 1 where a county was not decided on a day; the same again tries it."""
    from flows.statewide.backfilling import HEADINGS, Span, as_line, backfill, choose_counties, list_days
    from flows.statewide.conduct import DASK
    from flows.statewide.crew import Terms
    from flows.workplace import Workplace, make_folder

    if os.environ.get(DASK):
        raise UserError(f"the state's history is decided by this machine's processes: unset {DASK}")
    days = list_days(_read_day("--from", first), _read_day("--to", last), every)
    workplace = Workplace.choose(out, database=database)
    make_folder(workplace.folder)
    place = inbox or os.environ.get("RELIEF_INBOX") or "inbox"
    span = Span(days=days, counties=choose_counties(county, workplace), inbox=place)
    if not json:
        print(HEADINGS)
    done = backfill(
        span, workplace, Terms(timeout=timeout * 60, hands=at_once or os.cpu_count() or 1), prefect=not no_prefect,
        tell=lambda told: None if json else print(as_line(told), flush=True),
    )  # fmt: skip
    if json:
        print(dumps(done, indent=2))
    failed = [(told["day"], word, why) for told in done for word, why in told["failed"].items()]
    for day, word, why in failed:
        print(f"relief: {day}: {word}: {why}", file=sys.stderr)
    return 1 if failed else 0


def _read_day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"{option} {text}: write the day as 2016-11-09") from None
