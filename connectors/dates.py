"""Dates as the DOJ prints them: eight digits, of which the month or the day may be zeros."""

from functools import cache

import polars as pl

from relief.records import PRECISION

FIRST_YEAR, LAST_YEAR = 1850, 2099
"""A year outside is a typing error: no one on file was alive."""
_FIRST = FIRST_YEAR * 10_000
_LAST = LAST_YEAR * 10_000 + 9_999
_UNREADABLE = pl.lit("unreadable", dtype=PRECISION)


def read_dates(text: pl.Series, blank_words: tuple[str, ...]) -> tuple[pl.Series, pl.Series]:
    """The first day that each ``YYYYMMDD`` text can be, and how precise it is.

    ``19990000`` is a year and ``19990700`` a month. Nothing or only zeros give null for both;
    anything else that is no day of the calendar gives no date and the precision ``unreadable``.
    """
    days, precisions = _look_up(text)
    rows = (precisions == "unreadable").arg_true()
    if rows.len():
        odd = text.gather(rows).str.strip_chars()
        found = _look_up(odd.set(odd.is_in(["", *blank_words]), None))
        days, precisions = days.scatter(rows, found[0]), _replace(precisions, rows, found[1])
    return days, precisions


def _look_up(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """`read_dates` of texts without spaces around them."""
    days, precisions = _calendar()
    printed = text.alias("text").to_frame()
    numbers = printed.with_columns(
        number=pl.when(pl.col("text").str.len_bytes() == 8).then(pl.col("text").cast(pl.Int32, strict=False))
    )
    found = numbers.with_columns(
        entry=pl.when(pl.col("number").is_between(_FIRST, _LAST)).then(pl.col("number") - _FIRST).cast(pl.UInt32)
    ).select("text", "number", day=pl.lit(days).gather("entry"), precision=pl.lit(precisions).gather("entry"))
    nothing = pl.col("text").is_null() | (pl.col("number") == 0).fill_null(False)
    read = found.select(
        "day", precision=pl.when(pl.col("precision").is_null() & ~nothing).then(_UNREADABLE).otherwise("precision")
    )
    return read["day"], read["precision"]


def _replace(words: pl.Series, rows: pl.Series, by: pl.Series) -> pl.Series:
    """Polars scatters numbers, not words of a closed list."""
    return words.to_physical().scatter(rows, by.to_physical()).cat.to(PRECISION)


@cache
def _calendar() -> tuple[pl.Series, pl.Series]:
    """Day and precision of every number from FIRST_YEAR on that may be printed for a date, by position."""
    first, last = pl.date(FIRST_YEAR, 1, 1), pl.date(LAST_YEAR, 12, 31)
    every = pl.select(day=pl.date_range(first, last))
    parts = every.with_columns(y=pl.col("day").dt.year(), m=pl.col("day").dt.month(), d=pl.col("day").dt.day())
    parts = parts.with_columns(pl.col("m", "d").cast(pl.Int32))
    month, year = pl.col("y") * 10_000 + pl.col("m") * 100, pl.col("y") * 10_000
    printed = pl.concat(
        [
            parts.select("day", number=month + pl.col("d"), precision=pl.lit("day", dtype=PRECISION)),
            parts.filter(d=1).select("day", number=month, precision=pl.lit("month", dtype=PRECISION)),
            parts.filter(d=1, m=1).select("day", number=year, precision=pl.lit("year", dtype=PRECISION)),
        ]
    )
    numbers = pl.select(number=pl.int_range(_FIRST, _LAST + 1, dtype=pl.Int32))
    table = numbers.join(printed, on="number", how="left", maintain_order="left")
    return table["day"].rechunk(), table["precision"].rechunk()
