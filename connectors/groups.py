"""What is only counted in aggregate: sex and race of people, kept beside the records and never in them."""

import polars as pl

from connectors.layouts import Layout
from relief.groups import GROUPS, WORDS


class Groups:
    """What the files of one reading print of people's sex and race."""

    def __init__(self) -> None:
        self._printed: list[tuple[Layout, list[pl.DataFrame]]] = []

    def add(self, layout: Layout, block: pl.DataFrame, records: pl.DataFrame) -> None:
        """Take in what a block prints of the people in its ``records``."""
        if not layout.groups:
            return
        printed = block.select(pl.col(v.column).alias(name) for name, v in layout.groups.items() if v.column)
        rows = pl.concat([records.select("subject_id"), printed], how="horizontal").drop_nulls("subject_id")
        # A person's rows mostly follow each other, and to compare two rows costs a tenth of what a hash of one does.
        differs = rows.select(pl.any_horizontal(pl.all().ne_missing(pl.all().shift()))).to_series()
        if not self._printed or self._printed[-1][0] is not layout:
            self._printed.append((layout, []))
        self._printed[-1][1].append(rows.filter(differs | (pl.int_range(rows.height, eager=True) == 0)).unique())

    def collect(self) -> pl.DataFrame:
        """``relief.groups.GROUPS``, by subject; where rows differ it is not known."""
        if not self._printed:
            return pl.DataFrame(schema=GROUPS)
        words = [pl.col(name).drop_nulls().unique() for name in WORDS]
        agreed = [pl.when(word.len() == 1).then(word.first()) for word in words]
        told = pl.concat([_translate(layout, pl.concat(parts).unique()) for layout, parts in self._printed])
        return told.group_by("subject_id").agg(agreed).sort("subject_id").select(list(GROUPS))


def _translate(layout: Layout, printed: pl.DataFrame) -> pl.DataFrame:
    """``relief.groups.GROUPS`` of what is printed in one layout, several rows a person."""
    told = printed.with_columns(
        vocabulary.translate(_unless_blank(name), WORDS[name]).alias(name) for name, vocabulary in layout.groups.items()
    )
    missing = [pl.lit(None, WORDS[name]).alias(name) for name in WORDS if name not in layout.groups]
    return told.with_columns(*missing).select(list(GROUPS)).unique()


def _unless_blank(name: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String).str.strip_chars().str.to_uppercase()
    return pl.when(text != "").then(text)
