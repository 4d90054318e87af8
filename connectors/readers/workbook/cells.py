"""A column of cells as text: what is written there, whether the sheet keeps it as text, number, day or yes and no."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from connectors.readers.workbook.faults import KEPT

TEXT, NUMBER, DAY, TIME = range(4)
_KINDS: dict[type, int] = {
    str: TEXT, bool: TEXT, float: NUMBER, int: NUMBER, date: DAY, datetime: DAY, time: TIME, timedelta: TIME,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Column:
    """Cells under one heading."""

    text: pl.Series
    """``11357`` of the number 11357.0, ``1998-07-04`` of a day, ``TRUE``; empty where there is nothing."""
    kinds: pl.Series | None
    """TEXT, NUMBER, DAY or TIME of each; None: all are texts."""

    def has(self, kind: int) -> bool:
        """Whether a cell is of the kind."""
        return self.kinds is not None and bool((self.kinds == kind).any())


def read_column(cells: Sequence[Any]) -> Column:
    """The cells of some rows."""
    types = set(map(type, cells))
    if types <= {str}:
        return Column(text=pl.Series(cells, dtype=pl.String), kinds=None)
    codes = [_KINDS[type(cell)] for cell in cells]
    kinds = pl.Series(codes, dtype=pl.UInt8)
    if types <= {float, int}:
        return Column(text=_numbers(pl.Series(cells, dtype=pl.Float64)), kinds=kinds)
    text = pl.Series([_plain(cell) if code != NUMBER else None for cell, code in zip(cells, codes, strict=True)])
    text = text.cast(pl.String)
    if NUMBER in codes:
        values = [cell if code == NUMBER else None for cell, code in zip(cells, codes, strict=True)]
        text = pl.select(pl.coalesce(text, _numbers(pl.Series(values, dtype=pl.Float64)))).to_series()
    return Column(text=text, kinds=kinds)


def as_text(cell: Any) -> str:
    """One cell."""
    return str(read_column([cell]).text[0])


def _numbers(numbers: pl.Series) -> pl.Series:
    whole = (numbers == numbers.floor()) & (numbers.abs() < KEPT)
    frame = pl.select(number=numbers, whole=whole)
    as_whole = pl.col("number").cast(pl.Int64, strict=False).cast(pl.String)
    return frame.select(pl.when("whole").then(as_whole).otherwise(pl.col("number").cast(pl.String))).to_series()


def _plain(cell: Any) -> str:
    if type(cell) is str:
        return cell
    if type(cell) is bool:
        return "TRUE" if cell else "FALSE"
    if type(cell) is datetime:
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    return str(cell)
