"""What persons and the court have decided, as a run begins from it."""

from pathlib import Path
from typing import TYPE_CHECKING

from flows.workplace import Workplace

if TYPE_CHECKING:
    import polars as pl

    from connectors import County


def read_decided(county: "County", workplace: Workplace) -> "pl.DataFrame":
    """Decisions in force and challenges: ``relief.reviewing.DECIDED``. Looking makes no database."""
    import polars as pl

    from relief import database
    from relief.reviewing import DECIDED

    path = Path(workplace.database.removeprefix("sqlite:///"))
    if workplace.database.startswith("sqlite:") and not path.exists():
        return pl.DataFrame(schema=DECIDED)
    engine = database.open_database(workplace.database)
    try:
        return database.read_decided(engine, county=county.key, needed=county.review.signatures)
    finally:
        engine.dispose()
