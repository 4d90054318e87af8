"""Which agency a conviction is for: the district attorney's, or a city attorney's by court or ORI."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, kw_only=True)
class Agency:
    """An agency beside the county's own that prosecutes in some of its courts."""

    name: str
    courts: tuple[str, ...] = ()
    """Courts as the export prints them."""
    oris: tuple[str, ...] = ()
    levels: tuple[str, ...] = ("misdemeanor", "infraction")
    """Levels of conviction that are this agency's there; felonies are the district attorney's."""


def route(agencies: Sequence[Agency], otherwise: str) -> pl.Expr:
    """The agency's name, from the columns ``court``, ``ori`` and ``level``: the first that fits, else ``otherwise``.

    A conviction of unknown level is for the district attorney, who passes it on.
    """
    routed: pl.Expr = pl.lit(otherwise)
    for agency in reversed(agencies):
        level = pl.col("level").cast(pl.String).is_in(agency.levels)
        place = pl.col("court").is_in(agency.courts) | pl.col("ori").is_in(agency.oris).fill_null(False)
        routed = pl.when((level & place).fill_null(False)).then(pl.lit(agency.name)).otherwise(routed)
    return routed
