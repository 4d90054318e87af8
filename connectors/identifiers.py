"""What only matching reads: numbers of people, hashed as they are read and kept as groups, and further numbers of cases."""

import polars as pl

from connectors.layouts import Layout
from relief.matching.identities import name_case
from relief.matching.keyed import IDENTIFIERS, group_numbers, hash_numbers, make_key

_BETWEEN_PARTS = r"[ ,-]+"


class Identifiers:
    """The numbers of one reading."""

    def __init__(self) -> None:
        self._key = make_key()
        self._parts: list[pl.DataFrame] = []
        self._cases: list[pl.DataFrame] = []

    def add(self, layout: Layout, block: pl.DataFrame, records: pl.DataFrame) -> None:
        """Take in the numbers of a block, of the people in its ``records``."""
        people = records.select("source", "subject_id")
        for kind, column in layout.identifiers.items():
            made = layout.made.get(column)
            printed = block.select((made.expression() if made else pl.col(column)).alias("printed"))
            pairs = pl.concat([people, printed], how="horizontal").drop_nulls().unique(maintain_order=True)
            hashed = hash_numbers(pairs["printed"], kind, self._key)
            self._parts.append(pairs.select("source", "subject_id", kind=pl.lit(kind), hash=hashed))
        if len(layout.case_number) > 1:
            self._cases.append(_find_cases(layout.case_number[1:], block, records))

    def collect(self) -> pl.DataFrame:
        """``relief.matching.keyed.IDENTIFIERS``."""
        empty = pl.DataFrame(schema=IDENTIFIERS)
        groups = group_numbers(pl.concat(self._parts)) if self._parts else empty
        cases = pl.concat(self._cases).unique().sort("source", "subject_id", "case") if self._cases else empty
        return pl.concat([groups, cases.select(pl.col(name).cast(dtype) for name, dtype in IDENTIFIERS.items())])


def _find_cases(columns: tuple[str, ...], block: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Court numbers that stand behind the one in the record, whole and in their parts: a local number may have several."""
    court = records.select("source", "subject_id", "county", in_court=pl.col("event") == "court action")
    told = []
    for column in columns:
        rows = pl.concat([court, block.select(printed=column)], how="horizontal")
        kept = rows.filter("in_court").drop("in_court").drop_nulls().unique(maintain_order=True)
        whole = pl.concat_list("printed", pl.col("printed").str.replace_all(_BETWEEN_PARTS, " ").str.split(" "))
        told.append(kept.with_columns(case_number=whole).explode("case_number"))
    named = pl.concat(told).select("source", "subject_id", kind=pl.lit("case"), group=pl.lit(None), case=name_case())
    return named.drop_nulls("case").unique(maintain_order=True)
