"""``relief reversal notice``: somebody was told."""

from typing import Annotated

from typer import Option

from flows.verbs.options import County, Database, Out
from flows.verbs.outcomes.options import By
from flows.verbs.reversal.options import Which, move
from flows.verbs.review.options import Day


def act(
    county: County,
    which: Which,
    out: Out,
    by: By,
    to: Annotated[str, Option("--to", help="person, defender, court or doj", show_default=False)],
    day: Day = None,
    database: Database = None,
) -> int:
    """Write that somebody has notice of where the conviction stands now."""
    from flows.reversing import give_notice
    from relief.errors import UserError
    from relief.reversing import Party

    if to.upper() not in Party.__members__:
        raise UserError(f"--to must be one of {', '.join(each.lower() for each in Party.__members__)}")
    party = Party[to.upper()]
    move(county, which, out, database, by, day, lambda m, w: give_notice(m, w, party))
    print(f"written: {party} was told")
    return 0
