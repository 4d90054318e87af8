"""``relief reversal order``: the proposed order."""

from pathlib import Path
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
    to: Annotated[
        Path, Option("--to", metavar="FILE", help="the PDF to write; it is confidential", show_default=False)
    ],
    day: Day = None,
    database: Database = None,
) -> int:
    """Write the order that is proposed for the hearing; it states no ruling."""
    from flows.reversing import write_order

    move(county, which, out, database, by, day, lambda m, w: write_order(m, w, to))
    print("the proposed order is written")
    return 0
