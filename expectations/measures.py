"""Measures of one record: what Great Expectations is shown instead of millions of rows.

A measure takes few distinct values (a code, an age, a difference of days), so that its distinct values
with their counts of rows say exactly what all the rows would say. Days are compared only as far as
their precision allows: where a date gives no more than a year, the comparison takes whichever end of
that year speaks for the record.
"""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

PERSONAL = ["arrest", "supplemental arrest", "court action", "custody", "probation"]
"""Events at which the person was there, so that an age can be asked of them."""
VOCABULARIES = ["event", "disposition", "charge_level", "conviction_level", "sentence_place", "sentence_unit"]
DATES = ["birth_date", "cycle_date", "event_date", "disposition_date"]
OF_DAY = ("days from event to as-of day", "days from disposition to as-of day")
"""Measures that are greater by a day each day; no other depends on the as-of day."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Measure:
    """One value a record, of the records it applies to."""

    name: str
    columns: tuple[str, ...]
    """Canonical columns it is taken from."""
    value: pl.Expr
    where: pl.Expr = field(default_factory=lambda: pl.lit(value=True))
    """The records it applies to."""


def measure_records(county: str, as_of: date) -> list[Measure]:
    """Every measure of one record, for a county (upper case) and the day that counts as today."""
    plain = [Measure(name=name, columns=(name,), value=pl.col(name)) for name in VOCABULARIES]
    precisions = [_column(f"{name}_precision", name) for name in DATES]
    return [*plain, *precisions, *_orders(), *_ages(), *_days(as_of), *_sentences(), *_convictions(county)]


def convicted_in(county: str) -> pl.Expr:
    """Rows that record a conviction by a court of the county (upper case)."""
    return (pl.col("event") == "court action") & (pl.col("disposition") == "convicted") & (pl.col("county") == county)


def court_action() -> pl.Expr:
    """Rows of a court's event."""
    return pl.col("event") == "court action"


def _column(column: str, *others: str) -> Measure:
    return Measure(name=column, columns=others or (column,), value=pl.col(column))


def _orders() -> list[Measure]:
    order, arrest = pl.col("count_order"), pl.col("event").is_in(["arrest", "supplemental arrest"])
    return [
        Measure(name="count order of a court action", columns=("count_order",), value=order, where=court_action()),
        Measure(name="count order of an arrest", columns=("count_order",), value=order, where=arrest),
        Measure(name="county of a court action", columns=("county",), value=pl.col("county"), where=court_action()),
        Measure(name="agency of a court action", columns=("ori",), value=pl.col("ori"), where=court_action()),
        Measure(
            name="charge of a court action",
            columns=("charge_text",),
            value=pl.col("charge_text").str.len_chars(),
            where=court_action(),
        ),
    ]


def _ages() -> list[Measure]:
    present = pl.col("event").is_in(PERSONAL)
    columns = ("birth_date", "event_date")
    greatest = _years(_first("birth_date"), _last("event_date"))
    least = _years(_last("birth_date"), _first("event_date"))
    return [
        Measure(name="greatest age at event", columns=columns, value=greatest, where=present),
        Measure(name="least age at event", columns=columns, value=least, where=present),
    ]


def _days(as_of: date) -> list[Measure]:
    today = pl.lit(as_of)
    return [
        _between("days from cycle to judgment", _first("cycle_date"), _last("event_date"), "cycle_date", "event_date"),
        _between(
            "days from cycle to disposition",
            _first("cycle_date"),
            _last("disposition_date"),
            "cycle_date",
            "disposition_date",
        ),
        Measure(
            name=OF_DAY[0],
            columns=("event_date",),
            value=(today - _first("event_date")).dt.total_days(),
        ),
        Measure(
            name=OF_DAY[1],
            columns=("disposition_date",),
            value=(today - _first("disposition_date")).dt.total_days(),
        ),
    ]


def _sentences() -> list[Measure]:
    length, unit, place = pl.col("sentence_length"), pl.col("sentence_unit"), pl.col("sentence_place")
    years = (
        pl.when(unit == "year")
        .then(length)
        .when(unit == "month")
        .then(length // 12)
        .when(unit == "day")
        .then(length // 365)
    )
    timed = place.is_in(["prison", "jail", "probation"])
    given = length.is_not_null()
    return [
        Measure(name="sentence in years", columns=("sentence_length", "sentence_unit"), value=years),
        Measure(name="unit of a length", columns=("sentence_unit",), value=unit, where=given),
        Measure(name="place of a length", columns=("sentence_place",), value=place, where=given),
        Measure(name="length of a timed sentence", columns=("sentence_length",), value=length, where=timed),
    ]


def _convictions(county: str) -> list[Measure]:
    """Case numbers are nearly all distinct: their length and the first mark in them that masks a digit are not."""
    case, here = pl.col("case_number"), convicted_in(county)
    precision, level = pl.col("event_date_precision"), pl.coalesce("conviction_level", "charge_level")
    return [
        Measure(name="date of a conviction", columns=("event_date",), value=precision, where=here),
        Measure(name="level of a conviction", columns=("conviction_level", "charge_level"), value=level, where=here),
        Measure(name="length of a case number", columns=("case_number",), value=case.str.len_chars(), where=here),
        Measure(name="mask in a case number", columns=("case_number",), value=case.str.extract(r"([?*#])"), where=here),
    ]


def _between(name: str, start: pl.Expr, end: pl.Expr, *columns: str) -> Measure:
    return Measure(name=name, columns=columns, value=(end - start).dt.total_days(), where=court_action())


def _first(name: str) -> pl.Expr:
    """The first day that the date can be."""
    return pl.col(name)


def _last(name: str) -> pl.Expr:
    """The last day that the date can be."""
    day, precision = pl.col(name), pl.col(f"{name}_precision")
    year_end = pl.date(day.dt.year(), 12, 31)
    return (
        pl.when(precision == "year").then(year_end).when(precision == "month").then(day.dt.month_end()).otherwise(day)
    )


def _years(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Whole years from one day to another, by the calendar; negative where the end comes first."""
    return (_packed(end) - _packed(start)) // 10_000


def _packed(day: pl.Expr) -> pl.Expr:
    """A day as the number yyyymmdd, in which a birthday passed is 10,000 more."""
    year, rest = day.dt.year().cast(pl.Int32), day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32)
    return year * 10_000 + rest
