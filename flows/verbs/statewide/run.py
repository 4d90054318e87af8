"""``relief statewide run``: every active county, the largest first, and one summary."""

import os
import sys
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from flows.verbs.options import AsOf, Database, Json, Out, read_as_of
from relief.errors import UserError

if TYPE_CHECKING:
    from flows.statewide.alerting import Alerts
    from flows.statewide.summing import StateSum
    from flows.workplace import Workplace

Inbox = Annotated[
    str | None,
    Option("--inbox", help="a folder, or s3://bucket/prefix; default: RELIEF_INBOX, else the folder inbox here"),
]
New = Annotated[bool, Option("--new-files", help="only counties that sent something since their run in force")]
One = Annotated[str | None, Option("--county", help="only this county")]
Hands = Annotated[
    int | None, Option("--at-once", help="counties at the same time; default: as many as there are cores")
]
Minutes = Annotated[float, Option("--timeout", metavar="MINUTES", help="how long a county may take")]
Alerting = Annotated[
    Path | None, Option("--alerts", metavar="FILE", help="whom to alert of what (YAML); default: RELIEF_ALERTS")
]
Alone = Annotated[bool, Option("--no-prefect", help="show the run to no Prefect server")]


def act(
    out: Out,
    inbox: Inbox = None,
    as_of: AsOf = None,
    new_files: New = False,
    county: One = None,
    at_once: Hands = None,
    timeout: Minutes = 60,
    no_prefect: Alone = False,
    alerts: Alerting = None,
    database: Database = None,
    json: Json = False,
) -> int:
    """Run, print the summary, and say where the pages are. 1 where a county was not decided that should have been."""
    from flows.statewide.conduct import conduct_state
    from flows.statewide.crew import Terms
    from flows.statewide.observing import observe
    from flows.statewide.planning import EVERYTHING, NEW_FILES
    from flows.statewide.summing import describe_state, sum_state
    from flows.statewide.telling import as_text
    from flows.workplace import Workplace

    if at_once is not None and at_once < 1:
        raise UserError(f"--at-once {at_once}: at least 1")
    told_whom = alerts or (Path(os.environ["RELIEF_ALERTS"]) if "RELIEF_ALERTS" in os.environ else None)
    limits = _read_alerts(told_whom)
    day, workplace = read_as_of(as_of), Workplace.choose(out, database=database)
    terms = Terms(timeout=timeout * 60, hands=at_once or os.cpu_count() or 1)
    asked = county or (NEW_FILES if new_files else EVERYTHING)
    place = inbox or os.environ.get("RELIEF_INBOX") or "inbox"
    told = conduct_state(place, day, workplace, asked=asked, terms=terms, prefect=not no_prefect)
    found = sum_state(told, workplace)
    observe(found)
    if limits is not None:
        _alert(found, limits, workplace)
    summary = describe_state(found)
    print(dumps(summary, indent=2) if json else as_text(summary))
    failed = [word for word, each in told.counties.items() if each.state in ("failed", "busy")]
    if failed:
        print(f"relief: {len(failed)} counties were not decided: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _read_alerts(path: Path | None) -> "Alerts | None":
    """What is wrong in the file is told before anything is done."""
    from flows.statewide.alerting import read_alerts

    return read_alerts(path) if path else None


def _alert(found: "StateSum", limits: "Alerts", workplace: "Workplace") -> None:
    from flows.statewide.alerting import find_alerts, send_alerts
    from flows.statewide.paging import read_state
    from flows.statewide.summing import sum_state

    number = found.state.number
    before = sum_state(read_state(workplace, number - 1), workplace) if number > 1 else None
    for refused in send_alerts(find_alerts(found, before, limits), limits, workplace):
        print(f"relief: {refused}; they are kept, and sent with the next run", file=sys.stderr)
