"""Options of the review's verbs."""

from datetime import date
from typing import Annotated

from typer import Option

from flows.clock import today
from relief.errors import UserError

Row = Annotated[int, Option("--row", help="record number in the export, as the queue lists it", show_default=False)]
File = Annotated[str | None, Option("--file", metavar="NAME", help="the export's file, where the run read several")]
Signer = Annotated[
    str, Option("--signer", metavar="ACCOUNT", help="who decides: an account, no person's name", show_default=False)
]
Day = Annotated[str | None, Option("--day", metavar="DAY", help="when it happened, as 2020-07-01; default: today")]


def read_past_day(text: str | None) -> date:
    """The day; UserError if it is none, or is not here yet."""
    try:
        day = today() if text is None else date.fromisoformat(text)
    except ValueError:
        raise UserError(f"--day {text}: write the day as 2020-07-01") from None
    if day > today():
        raise UserError(f"--day {text}: nothing can have happened on a day that is in the future")
    return day
