"""What persons and the court have decided, as a run begins from it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    import polars as pl

    from connectors import County
    from relief.deliveries import Delivery

    Schema = Mapping[str, pl.DataType | type[pl.DataType]]


def read_decided(county: "County", workplace: Workplace, until: "date | None" = None) -> "pl.DataFrame":
    """Decisions in force and challenges, or those of that day: ``relief.reviewing.DECIDED``. Looking makes no database."""
    from relief import database
    from relief.reviewing import DECIDED

    return _read(
        workplace, DECIDED,
        lambda engine: database.read_decided(engine, county=county.key, needed=county.review.signatures, until=until),
    )  # fmt: skip


def read_corrections(county: str, workplace: Workplace) -> "pl.DataFrame":
    """Corrections in force: ``relief.correcting.CORRECTIONS``. Looking makes no database."""
    from relief import database
    from relief.correcting import CORRECTIONS

    return _read(workplace, CORRECTIONS, lambda engine: database.read_corrections(engine, county=county))


def read_history(county: str, content: str | None, workplace: Workplace) -> "tuple[Delivery, ...]":
    """What the county had sent before the delivery of this content, or at all. Looking makes no database."""
    from relief import database

    if not _is_there(workplace):
        return ()
    engine = database.open_database(workplace.database)
    try:
        return tuple(database.read_deliveries(engine, county=county, before=content))
    finally:
        engine.dispose()


def _is_there(workplace: Workplace) -> bool:
    path = Path(workplace.database.removeprefix("sqlite:///"))
    return not workplace.database.startswith("sqlite:") or path.exists()


def _read(workplace: Workplace, schema: "Schema", read: "Callable[[Any], pl.DataFrame]") -> "pl.DataFrame":
    import polars as pl

    from relief import database

    if not _is_there(workplace):
        return pl.DataFrame(schema=schema)
    engine = database.open_database(workplace.database)
    try:
        return read(engine)
    finally:
        engine.dispose()
