"""Dates as the DOJ prints them: eight digits, of which the month or the day may be zeros."""

import polars as pl

from relief.records import PRECISION

EARLIEST_YEAR = "1800"
"""Years before are typing errors: no one on file was alive."""


def read_date(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The first day that a ``YYYYMMDD`` text can be, and how precise it is.

    ``19990000`` is a year and ``19990700`` a month. Nothing or only zeros give null for both;
    anything else that is no day of the calendar gives no date and the precision ``unreadable``.
    """
    year_only = text.str.ends_with("0000")
    no_day = text.str.ends_with("00")
    first = (
        pl.when(year_only).then(text.str.head(4) + "0101").when(no_day).then(text.str.head(6) + "01").otherwise(text)
    )
    plausible = text.str.contains(r"^[0-9]{8}$") & (text >= EARLIEST_YEAR)
    day = pl.when(plausible).then(first.str.to_date("%Y%m%d", strict=False))
    precision = (
        pl.when(text.is_null() | (text == "00000000"))
        .then(None)
        .when(day.is_null())
        .then(_precision("unreadable"))
        .when(year_only)
        .then(_precision("year"))
        .when(no_day)
        .then(_precision("month"))
        .otherwise(_precision("day"))
    )
    return day, precision


def _precision(word: str) -> pl.Expr:
    return pl.lit(word, dtype=PRECISION)
