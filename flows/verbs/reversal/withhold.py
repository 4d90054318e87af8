"""``relief reversal withhold``: a conviction that no paper may name again."""

from typing import TYPE_CHECKING, Annotated

from typer import Option

from flows.verbs.options import County, Database, Out
from flows.verbs.outcomes.options import By
from flows.verbs.reversal.options import Which, move
from flows.verbs.review.options import Day

if TYPE_CHECKING:
    from flows.reversing import Matter
    from flows.workplace import Workplace


def act(
    county: County,
    which: Which,
    out: Out,
    by: By,
    why: Annotated[str, Option("--why", help="deceased, sealed or destroyed", show_default=False)],
    day: Day = None,
    database: Database = None,
) -> int:
    """Write that the person died, or that the record was sealed or destroyed since."""
    from flows.review_queue import opened
    from relief import database as tables
    from relief.errors import UserError
    from relief.reversing import Withheld

    if why not in set(Withheld):
        raise UserError(f"--why must be one of {', '.join(Withheld)}")

    def write(matter: "Matter", workplace: "Workplace") -> None:
        with opened(workplace) as engine:
            tables.withhold(engine, matter.move, Withheld(why))

    move(county, which, out, database, by, day, write)
    print("written: no paper names it again")
    return 0
