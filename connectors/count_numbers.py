"""Numbers for counts where an export has none: cycle, event, count and sub-count, as DOJ's CNT_ORDER has them."""

import polars as pl

from connectors.layouts.layout import Numbering

MOST = 999
"""Cases of a person, and counts of a case, that twelve digits can tell apart."""
_SEPARATOR = "\x1f"


class CountNumbers:
    """Each case of a person is a cycle with one event; each of its counts is numbered as the export does, or in order.

    What it knows of one block it knows in the next: a case may go on in it, and with several files in another. A row
    without a person or a case has no number, and is a count of its own.
    """

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._cases = pl.DataFrame(
            schema={"case": pl.String, "person": pl.String, "cycle": pl.UInt32, "rows": pl.UInt32}
        )

    def number(self, block: pl.DataFrame, person: pl.Series) -> pl.Series:
        """``count_order`` of a block's rows; null where there is none, or more than can be numbered."""
        rows = block.select(person=person, case=self._case(), told=self._count()).with_columns(
            case=pl.concat_str("person", "case", separator=_SEPARATOR)
        )
        rows = rows.with_columns(place=pl.int_range(1, pl.len() + 1).over("case"))
        self._meet(rows)
        known = rows.join(self._cases.select("case", "cycle", "rows"), on="case", how="left", maintain_order="left")
        here = rows.drop_nulls("case").group_by("case").agg(here=pl.len())
        self._cases = (
            self._cases.join(here, on="case", how="left", maintain_order="left")
            .with_columns(rows=pl.col("rows") + pl.col("here").fill_null(0))
            .drop("here")
        )
        count = pl.col("told") if self._numbering.count else pl.col("place") + pl.col("rows")
        good = pl.col("cycle").is_between(1, MOST) & count.is_between(0, MOST)
        digits = [pl.col("cycle"), pl.lit(1), count, pl.lit(0)]
        text = pl.concat_str([each.cast(pl.String).str.zfill(3) for each in digits])
        return known.select(count_order=pl.when(good).then(text)).to_series()

    def _meet(self, rows: pl.DataFrame) -> None:
        """Give the cases that are new the next cycles of their people."""
        new = rows.drop_nulls("case").unique("case", keep="first", maintain_order=True)
        new = new.join(self._cases, on="case", how="anti", maintain_order="left").select("case", "person")
        if new.is_empty():
            return
        last = self._cases.group_by("person").agg(last=pl.col("cycle").max())
        numbered = new.join(last, on="person", how="left", maintain_order="left").select(
            "case",
            "person",
            cycle=(pl.col("last").fill_null(0) + pl.int_range(1, pl.len() + 1).over("person")).cast(pl.UInt32),
            rows=pl.lit(0, dtype=pl.UInt32),
        )
        self._cases = pl.concat([self._cases, numbered])

    def _case(self) -> pl.Expr:
        cells = [pl.col(name).cast(pl.String).str.strip_chars() for name in self._numbering.case]
        parts = [pl.when(cell != "").then(cell.str.to_uppercase()) for cell in cells]
        filled = pl.any_horizontal(part.is_not_null() for part in parts)
        return pl.when(filled).then(pl.concat_str([part.fill_null("") for part in parts], separator=_SEPARATOR))

    def _count(self) -> pl.Expr:
        if self._numbering.count is None:
            return pl.lit(None, dtype=pl.UInt32)
        return pl.col(self._numbering.count).cast(pl.String).str.strip_chars().cast(pl.UInt32, strict=False)
