"""``relief statewide diff``: who changed between two runs of the state, and why."""

import re
from json import dumps
from pathlib import Path
from typing import Annotated

from typer import Option

from flows.verbs.options import Database, Json, Out
from relief.errors import UserError

Runs = Annotated[str, Option("--runs", metavar="N..M", help="numbers of two runs of the state", show_default=False)]
To = Annotated[Path | None, Option("--list", metavar="FILE", help="every changed determination as CSV; confidential")]


def act(out: Out, runs: Runs, to: To = None, database: Database = None, json: Json = False) -> int:
    """Print the counts, and write the list where one is asked for."""
    from flows.spreadsheet import disarm
    from flows.statewide.comparing import as_text, compare_state, describe_difference
    from flows.workplace import Workplace

    numbers = re.fullmatch(r"(\d+)\.\.(\d+)", runs)
    if numbers is None:
        raise UserError(f"--runs {runs}: write two numbers as 12..13; each run of the state prints its own")
    found = compare_state(Workplace.choose(out, database=database), int(numbers[1]), int(numbers[2]))
    told = describe_difference(found)
    print(dumps(told, indent=2) if json else "\n".join(as_text(told)))
    if to is not None:
        disarm(found.changes).write_csv(to)
    return 0
