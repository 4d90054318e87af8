"""A laboratory's list as ``relief.weights.WEIGHTS``; a line without a readable weight is set aside."""

import polars as pl

from connectors.layouts import Layout
from connectors.readers.block import ROW, Fault, SetAside
from relief.weights import WEIGHTS

NO_WEIGHT = "no readable weight"
NO_CASE = "no case number"


def read_weights(block: pl.DataFrame, layout: Layout) -> tuple[pl.DataFrame, list[SetAside]]:
    """The lines that can be read, columns ``WEIGHTS``, and those that cannot."""
    told = layout.weights
    assert told is not None
    case, grams = (pl.col(name).cast(pl.String).str.strip_chars() for name in (told.case_number, told.grams))
    number = grams.str.replace_all(",", "").cast(pl.Float64, strict=False)
    lines = block.select(
        ROW, case_number=pl.when(case != "").then(case), grams=pl.when(number.is_finite() & (number >= 0)).then(number)
    )
    bad = lines.filter(pl.any_horizontal(pl.col("case_number", "grams").is_null()))
    aside = [
        SetAside(number=row, fault=_fault(no_case=number is None, case=told.case_number, grams=told.grams))
        for row, number in bad.select(ROW, "case_number").iter_rows()
    ]
    return lines.drop_nulls().select(list(WEIGHTS)), aside


def _fault(*, no_case: bool, case: str, grams: str) -> Fault:
    return Fault(reason=NO_CASE, field=case) if no_case else Fault(reason=NO_WEIGHT, field=grams)
