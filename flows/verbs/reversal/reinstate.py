"""``relief reversal reinstate``: the court took relief back."""

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
    order: Annotated[
        Path, Option("--order", metavar="PDF", help="the order as the court signed it", show_default=False)
    ],
    day: Day = None,
    database: Database = None,
) -> int:
    """Write the reinstatement with its signed order, and say who was told of the grant and has to be told now."""
    from flows.reversing import end
    from relief.ledger import Step

    parties = move(county, which, out, database, by, day, lambda m, w: end(m, w, Step.REINSTATED, order))
    print("written: the conviction is reinstated")
    for party in parties:
        print(f"  to be told: {party}")
    return 0
