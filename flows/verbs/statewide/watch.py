"""``relief statewide watch``: looks into the inboxes again and again, and runs the counties that sent something new."""

import os
import time
from pathlib import Path
from typing import Annotated

from typer import Option

from flows.clock import today
from flows.verbs.options import Database, Out
from flows.verbs.statewide import run
from relief.errors import UserError

Minutes = Annotated[float, Option("--every", metavar="MINUTES", help="how long to wait between two looks")]
Looks = Annotated[int | None, Option("--looks", help="stop after so many looks; default: go on until it is stopped")]


def act(
    out: Out, inbox: run.Inbox = None, every: Minutes = 10, looks: Looks = None, alerts: run.Alerting = None,
    no_prefect: run.Alone = False, database: Database = None,
) -> int:  # fmt: skip
    """Look, run what is new, wait; a county that fails is tried again at the next look. 1 if the last run left one out."""
    if every < 0:
        raise UserError(f"--every {every}: a number of minutes")
    code = done = 0
    while looks is None or done < looks:
        if done:
            time.sleep(every * 60)
        if _is_anything_new(inbox, out, database):
            code = run.act(out, inbox, new_files=True, alerts=alerts, no_prefect=no_prefect, database=database)
        done += 1
    return code


def _is_anything_new(inbox: str | None, out: str, database_url: str | None) -> bool:
    """Whether a run would have something to do: looking numbers no run."""
    from flows.statewide.planning import NEW_FILES, plan_state
    from flows.workplace import Workplace, make_folder
    from relief import database

    workplace = Workplace.choose(out, database=database_url)
    make_folder(Path(workplace.folder))
    engine = database.open_database(workplace.database)
    try:
        place = inbox or os.environ.get("RELIEF_INBOX") or "inbox"
        return bool(plan_state(place, today(), workplace, engine, asked=NEW_FILES).jobs)
    finally:
        engine.dispose()
