"""Options of the packages' verbs."""

from typing import Annotated

from typer import Argument, Option

from flows.verbs.review.options import read_past_day
from relief.database import Doing

By = Annotated[str, Option("--by", metavar="ACCOUNT", help="who does it: an account, no person's name")]

Day = Annotated[
    str | None,
    Option("--day", metavar="DAY", help="the packages' day, as 2020-07-01; default: today", show_default=False),
]

Number = Annotated[str, Argument(metavar="NUMBER", help="a package, as LA-2026-0001", show_default=False)]


def doing(county: str, by: str, day: str | None) -> Doing:
    """Who does it, on which day. UserError for an account that is none, or a day that is to come."""
    from flows.clock import now
    from flows.review_queue import check_account

    check_account(by)
    return Doing(county=county, actor=by, day=read_past_day(day), at=now())
