"""What is only counted in aggregate: sex and race of people, kept beside the records and never in them."""

import polars as pl

from connectors.layouts import Layout
from relief.groups import GROUPS, WORDS


class Groups:
    """What the files of one reading print of people's sex and race."""

    def __init__(self) -> None:
        self._parts: list[pl.DataFrame] = []

    def add(self, layout: Layout, block: pl.DataFrame, records: pl.DataFrame) -> None:
        """Take in what a block prints of the people in its ``records``."""
        if not layout.groups:
            return
        printed = block.select(pl.col(v.column).alias(name) for name, v in layout.groups.items() if v.column)
        rows = pl.concat([records.select("subject_id"), printed], how="horizontal").drop_nulls("subject_id")
        told = rows.unique().with_columns(
            vocabulary.translate(_unless_blank(name), WORDS[name]).alias(name)
            for name, vocabulary in layout.groups.items()
        )
        missing = [pl.lit(None, WORDS[name]).alias(name) for name in WORDS if name not in layout.groups]
        self._parts.append(told.with_columns(*missing).select(list(GROUPS)).unique())

    def collect(self) -> pl.DataFrame:
        """``relief.groups.GROUPS``, by subject; where rows differ it is not known."""
        if not self._parts:
            return pl.DataFrame(schema=GROUPS)
        words = [pl.col(name).drop_nulls().unique() for name in WORDS]
        agreed = [pl.when(word.len() == 1).then(word.first()) for word in words]
        return pl.concat(self._parts).group_by("subject_id").agg(agreed).sort("subject_id").select(list(GROUPS))


def _unless_blank(name: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String).str.strip_chars().str.to_uppercase()
    return pl.when(text != "").then(text)
