"""Who looks at people's records leaves an entry in the audit chain: what was seen and how many, never of whom."""

from flows.clock import now
from flows.workplace import Workplace


def note_view(workplace: Workplace, county: str, event: str, *, run: str, convictions: int) -> None:
    """Write that convictions of a run were shown.

    Args:
        event: as ``explanation.viewed``.
        run: the run's key.
        convictions: how many.
    """
    from relief import database

    engine = database.open_database(workplace.database)
    try:
        database.record_audit(
            engine,
            at=now(),
            actor="relief",
            event=event,
            county=county,
            subject=run,
            counts={"convictions": convictions},
        )
    finally:
        engine.dispose()
