"""Days as the export prints them, held as one integer so that a whole history can be shifted cheaply.

A moment is ``block * SPAN + day``: the block says how much of the date is printed and the day is
counted from ``FIRST``. Adding a number of days to a moment moves it and keeps its block; blank and
all-zero dates are blocks whose texts are all alike, so adding days to them changes nothing.
"""

from datetime import date, timedelta
from functools import cache

import polars as pl

Moment = int

FIRST = date(1910, 1, 1)
LAST = date(2029, 12, 31)
SPAN = (LAST - FIRST).days + 1

_MONTH, _YEAR, _ZERO, _BLANK, _GARBLED = (block * SPAN for block in range(1, 6))
NOWHERE: Moment = _BLANK + SPAN // 2
"""A blank date."""
ZERO: Moment = _ZERO + SPAN // 2
"""``00000000``."""
GARBLED: Moment = _GARBLED + SPAN // 2
"""Eight characters that are no date: ``19991399``."""


def at(text: str) -> Moment:
    """The moment written ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; an empty text is a blank date."""
    if not text:
        return NOWHERE
    parts = [int(part) for part in text.split("-")]
    block = {3: 0, 2: _MONTH, 1: _YEAR}[len(parts)]
    year, month, day = [*parts, 7, 15][:3] if len(parts) > 1 else (parts[0], 7, 1)
    return block + (date(year, month, day) - FIRST).days


def exact(year: int, month: int = 1, day: int = 1) -> Moment:
    """A whole date."""
    return (date(year, month, day) - FIRST).days


def is_exact(moment: Moment) -> bool:
    """Whether year, month and day are printed."""
    return moment < SPAN


def day_of(moment: Moment) -> int:
    """The day counted from ``FIRST``, whatever the block prints of it."""
    return moment % SPAN


def years_between(first: Moment, last: Moment) -> int:
    """Whole years from one day to another, as birthdays count them."""
    start, end = FIRST + timedelta(days=day_of(first)), FIRST + timedelta(days=day_of(last))
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def only_year(moment: Moment) -> Moment:
    """The same day with only its year printed."""
    return _YEAR + day_of(moment)


def only_month(moment: Moment) -> Moment:
    """The same day with only its year and month printed."""
    return _MONTH + day_of(moment)


@cache
def texts() -> pl.Series:
    """Moment to text: position ``m`` holds what the export prints for moment ``m``."""
    days = pl.date_range(FIRST, LAST, eager=True)
    printed = [days.dt.strftime(form) for form in ("%Y%m%d", "%Y%m00", "%Y0000")]
    alike = [pl.repeat(text, SPAN, dtype=pl.String, eager=True) for text in ("00000000", "", "19991399")]
    return pl.concat([series.rename("texts") for series in (*printed, *alike)])
