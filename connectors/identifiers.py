"""Numbers that only matching reads: hashed as they are read, block by block, and kept as groups of people."""

import polars as pl

from connectors.layouts import Layout
from relief.matching.keyed import IDENTIFIERS, group_numbers, hash_numbers, make_key


class Identifiers:
    """The hashed numbers of one reading."""

    def __init__(self) -> None:
        self._key = make_key()
        self._parts: list[pl.DataFrame] = []

    def add(self, layout: Layout, block: pl.DataFrame, records: pl.DataFrame) -> None:
        """Take in the numbers of a block, of the people in its ``records``."""
        people = records.select("source", "subject_id")
        for kind, column in layout.identifiers.items():
            made = layout.made.get(column)
            printed = block.select((made.expression() if made else pl.col(column)).alias("printed"))
            pairs = pl.concat([people, printed], how="horizontal").drop_nulls().unique(maintain_order=True)
            hashed = hash_numbers(pairs["printed"], kind, self._key)
            self._parts.append(pairs.select("source", "subject_id", kind=pl.lit(kind), hash=hashed))

    def collect(self) -> pl.DataFrame:
        """``relief.matching.keyed.IDENTIFIERS``."""
        return group_numbers(pl.concat(self._parts)) if self._parts else pl.DataFrame(schema=IDENTIFIERS)
