"""``relief reversal hear``: the court has heard it."""

from flows.verbs.options import County, Database, Out
from flows.verbs.outcomes.options import By
from flows.verbs.reversal.options import Which, move
from flows.verbs.review.options import Day


def act(county: County, which: Which, out: Out, by: By, day: Day = None, database: Database = None) -> int:
    """Write the hearing; refused before the person or the public defender has notice."""
    from flows.reversing import end
    from relief.ledger import Step

    move(county, which, out, database, by, day, lambda m, w: end(m, w, Step.REVERSAL_HEARD))
    print("written: heard")
    return 0
