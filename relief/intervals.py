"""Comparing days that are known only as intervals: true, false, or null where it depends on the day."""

from datetime import date

import polars as pl


def is_before(lo: pl.Expr, hi: pl.Expr, day: date) -> pl.Expr:
    """Whether the day in [lo, hi] lies before ``day``."""
    return pl.when(hi < day).then(True).when(lo >= day).then(False)


def is_after(lo: pl.Expr, hi: pl.Expr, day: date) -> pl.Expr:
    """Whether the day in [lo, hi] lies after ``day``."""
    return pl.when(lo > day).then(True).when(hi <= day).then(False)


def has_reached(birth_lo: pl.Expr, birth_hi: pl.Expr, age: int, lo: pl.Expr, hi: pl.Expr) -> pl.Expr:
    """Whether a person born in [birth_lo, birth_hi] is at least ``age`` years old on the day in [lo, hi]."""
    birthday_lo, birthday_hi = (day.dt.offset_by(f"{age}y") for day in (birth_lo, birth_hi))
    return pl.when(birthday_hi <= lo).then(True).when(birthday_lo > hi).then(False)


def years_before(day: date, years: int) -> date:
    """The same day ``years`` years earlier; 29 February becomes 28."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
