"""In which format a column writes days."""

from datetime import date

import polars as pl

FORMATS = ("%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%m-%d-%Y", "%m%d%Y", "%d-%b-%Y", "%b %d %Y", "%m/%d/%y", "%y%m%d")
_TIMES = (" 00:00:00", "T00:00:00", " 12:00:00 AM", " 0:00")
_ENOUGH = 0.9
_FIRST, _LAST = date(1900, 1, 1), date(2100, 1, 1)


def read_days(filled: pl.Series, day_format: str) -> pl.Series:
    """The days; null where a cell is none, or none that a record can name."""
    text = filled
    for time in _TIMES:
        text = text.str.strip_suffix(time)
    padded = text.str.replace(r"^(\d)([/-])", "0$1$2").str.replace(r"^(\d\d[/-])(\d[/-])", "${1}0$2")
    shaped = padded if day_format != "%Y%m%d" else padded.set(padded.str.len_chars() != len("19990101"), None)
    days = shaped.str.to_date(day_format, strict=False, exact=True)
    return days.set((days < _FIRST) | (days >= _LAST), None)


def find_days(filled: pl.Series) -> tuple[str | None, tuple[str, str] | None]:
    """The format that reads nine cells of ten, and the first and last year; None for a column of other things."""
    for day_format in FORMATS if filled.len() else ():
        days = read_days(filled, day_format)
        if days.is_not_null().sum() >= _ENOUGH * filled.len():
            years = days.dt.year().drop_nulls()
            return day_format, (str(years.min()), str(years.max()))
    return None, None
