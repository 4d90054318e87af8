"""``relief statewide diff``: who changed between two runs of the state, or two days of its history, and why."""

import re
from datetime import date
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from flows.verbs.options import Database, Json, Out
from relief.errors import UserError

if TYPE_CHECKING:
    from flows.statewide.comparing import Difference
    from flows.workplace import Workplace

Runs = Annotated[str | None, Option("--runs", metavar="N..M", help="numbers of two runs of the state")]
Days = Annotated[
    str | None, Option("--days", metavar="DAY..DAY", help="two days of the state's history (relief statewide backfill)")
]
To = Annotated[Path | None, Option("--list", metavar="FILE", help="every changed determination as CSV; confidential")]


def act(
    out: Out, runs: Runs = None, days: Days = None, to: To = None, database: Database = None, json: Json = False
) -> int:
    """Print the counts, and write the list where one is asked for."""
    from flows.spreadsheet import disarm
    from flows.statewide.comparing import as_text, describe_difference
    from flows.workplace import Workplace

    if (runs is None) == (days is None):
        raise UserError("--runs N..M, of two runs of the state, or --days DAY..DAY, of two days of its history")
    workplace = Workplace.choose(out, database=database)
    found = _compare_runs(workplace, runs) if runs is not None else _compare_days(workplace, str(days))
    told = describe_difference(found)
    print(dumps(told, indent=2) if json else "\n".join(as_text(told)))
    if to is not None:
        disarm(found.changes).write_csv(to)
    return 0


def _compare_runs(workplace: "Workplace", runs: str) -> "Difference":
    from flows.statewide.comparing import compare_state

    numbers = re.fullmatch(r"(\d+)\.\.(\d+)", runs)
    if numbers is None:
        raise UserError(f"--runs {runs}: write two numbers as 12..13; each run of the state prints its own")
    return compare_state(workplace, int(numbers[1]), int(numbers[2]))


def _compare_days(workplace: "Workplace", days: str) -> "Difference":
    from flows.statewide.comparing import compare_days

    try:
        first, second = map(date.fromisoformat, days.split(".."))
    except ValueError:
        raise UserError(f"--days {days}: write two days as 2017-01-09..2018-01-09") from None
    return compare_days(workplace, first, second)
