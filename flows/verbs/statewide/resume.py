"""``relief statewide resume``: a county that was paused takes part again."""

from flows.verbs.options import County, Database, Out
from flows.verbs.statewide.pause import By


def act(county: County, out: Out, by: By = "relief", database: Database = None) -> int:
    """Write it down."""
    from flows.statewide.pausing import set_paused

    print(set_paused(county, out, database, paused=False, reason="", by=by))
    return 0
