"""``relief reversal uphold``: relief stands."""

from flows.verbs.options import County, Database, Out
from flows.verbs.outcomes.options import By
from flows.verbs.reversal.options import Which, move
from flows.verbs.review.options import Day


def act(county: County, which: Which, out: Out, by: By, day: Day = None, database: Database = None) -> int:
    """Write that relief stands; the conviction goes on from where it was questioned."""
    from flows.reversing import end
    from relief.ledger import Step

    move(county, which, out, database, by, day, lambda m, w: end(m, w, Step.UPHELD))
    print("written: relief stands")
    return 0
