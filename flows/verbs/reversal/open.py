"""``relief reversal open``: a grant is questioned."""

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
    cause: Annotated[str, Option("--cause", help="error, challenge, record or rerun", show_default=False)],
    reason: Annotated[str, Option("--reason", help="in words without anything of a person", show_default=False)],
    day: Day = None,
    database: Database = None,
) -> int:
    """Write who questions relief and why; notice and hearing have to follow."""
    from flows.reversing import open_reversal
    from relief.errors import UserError
    from relief.reversing import Cause

    if cause.upper() not in Cause.__members__:
        raise UserError(f"--cause must be one of {', '.join(each.lower() for each in Cause.__members__)}")
    chosen = Cause[cause.upper()]
    move(county, which, out, database, by, day, lambda m, w: open_reversal(m, w, cause=chosen, reason=reason))
    print("relief is questioned; next: notice to the person or the public defender")
    return 0
