"""``relief statewide run``: every active county, the largest first, and one summary."""

import os
import sys
from json import dumps
from pathlib import Path
from typing import Annotated

from typer import Option

from flows.verbs.options import AsOf, Database, Json, Out, read_as_of
from relief.errors import UserError

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
Back = Annotated[
    bool,
    Option("--put-in-force", help="although runs in force are of a later day or newer files: to take a mistake back"),
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
    put_in_force: Back = False,
    database: Database = None,
    json: Json = False,
) -> int:
    """Run, print the summary, and say where the pages are. 1 where a county was not decided that should have been."""
    from flows.statewide.conduct import DASK, conduct_state
    from flows.statewide.crew import Terms
    from flows.statewide.paging import read_state
    from flows.statewide.planning import EVERYTHING, NEW_FILES
    from flows.statewide.reporting import choose_alerts, report
    from flows.statewide.telling import as_text
    from flows.workplace import Workplace

    if at_once is not None and at_once < 1:
        raise UserError(f"--at-once {at_once}: at least 1")
    if no_prefect and os.environ.get(DASK):
        raise UserError(f"--no-prefect: Dask's workers are conducted by Prefect; do without it, or unset {DASK}")
    limits = choose_alerts(alerts)
    day, workplace = read_as_of(as_of), Workplace.choose(out, database=database)
    terms = Terms(timeout=timeout * 60, hands=at_once or os.cpu_count() or 1)
    asked = county or (NEW_FILES if new_files else EVERYTHING)
    place = inbox or os.environ.get("RELIEF_INBOX") or "inbox"
    told = conduct_state(
        place,
        day,
        workplace,
        asked=asked,
        terms=terms,
        prefect=not no_prefect,
        force="always" if put_in_force else "newest",
    )
    before = read_state(workplace, told.number - 1) if told.number > 1 else None
    summary, refused = report(told, before, workplace, limits)
    for each in refused:
        print(f"relief: {each}; they are kept, and sent with the next run", file=sys.stderr)
    print(dumps(summary, indent=2) if json else as_text(summary))
    past = [word for word, each in told.counties.items() if each.state == "past"]
    if past:
        print(
            f"relief: nothing was put in force of {', '.join(past)}: the run in force is of a later day, or of newer files; "
            "to go back on purpose, run them again with --put-in-force",
            file=sys.stderr,
        )
    failed = [word for word, each in told.counties.items() if each.state in ("failed", "busy")]
    if failed:
        print(f"relief: {len(failed)} counties were not decided: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0
