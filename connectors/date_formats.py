"""Dates in a county's own formats, as its layout declares them: ``M/D/YYYY``, ``MMDDYY``, ``DD-MON-YYYY``, ``serial``.

Packed dates of older systems are formats too: ``CYYMMDD`` with a digit for the century, ``YYYYDDD`` and ``CYYDDD`` with
the day's number in its year. Every distinct text is read once. Zeros in place of a month or a day say that it is not
known, as in DOJ's dates.
"""

import re
from datetime import date, timedelta

import polars as pl

from connectors.dates import FIRST_YEAR, LAST_YEAR, read_dates
from relief.errors import UserError
from relief.records import PRECISION

DOJ = "YYYYMMDD"
SERIAL = "serial"
"""Days since 30 December 1899, as spreadsheets count."""
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "CYY": r"(?P<century>\d)(?P<short>\d{2})",
    "YY": r"(?P<short>\d{2})",
    "MON": rf"(?P<name>{'|'.join(_MONTHS)})[A-Z]*\.?",
    "MM": r"(?P<month>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "DDD": r"(?P<ordinal>\d{3})",
    "DD": r"(?P<day>\d{2})",
    "D": r"(?P<day>\d{1,2})",
}
TOKEN = re.compile("|".join(_TOKENS))
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?)?"
STRFTIME = {
    "YYYY": "%Y", "CYY": "%y", "YY": "%y", "MON": "%b", "MM": "%m", "M": "%-m", "DDD": "%j", "DD": "%d", "D": "%-d",
}  # fmt: skip
"""What prints each part of a format; before a packed year stands its century's digit."""
_FIRST_SERIAL = date(1899, 12, 30)
_SOME_DAYS = [date(1970, 1, 1) + timedelta(days=41 * number) for number in range(450)]
"""Days of many years, months and numbers, by which it is tried whether two formats exclude each other."""
_CENTURIES = {0: 1900, 1: 2000}
"""What the digit before a packed year means."""


def check_formats(formats: tuple[str, ...], until: int | None, path: str) -> None:
    """UserError where a format cannot be read, has years of two digits whose century is not declared, or excludes another."""
    for each in formats:
        tokens = TOKEN.findall(each)
        if each != SERIAL and not _is_whole(tokens):
            raise UserError(
                f"{path}: date_formats: {each!r}: a format is made of YYYY, YY or CYY (0 for 19, 1 for 20), MM, M or MON, "
                "DD or D, or DDD for the day of the year, and what stands between them; or it is serial."
            )
        if "YYYY" not in tokens and "YY" in tokens and until is None:
            raise UserError(f"{path}: date_formats: {each!r} needs two_digit_years_until, the last year it can mean.")
    _refuse_ambiguous(formats, until, path)


def _refuse_ambiguous(formats: tuple[str, ...], until: int | None, path: str) -> None:
    """UserError where a day that is written in one of the formats can be read as another day by one before it."""
    if len(formats) < 2:
        return
    for place, written in enumerate(formats):
        days = pl.Series([day for day in _SOME_DAYS if until is None or day.year <= until])
        texts = pl.Series([_write(day, written) for day in days])
        for earlier in formats[:place]:
            read, _ = DateReader((earlier,), until, ()).read(texts)
            if (read != days).any():
                raise UserError(
                    f"{path}: date_formats: what is written as {written} can be read as another day by {earlier}. Say "
                    "which columns are written how, under date_formats_of: {COLUMN: [" + written + "]}."
                )


def _write(day: date, day_format: str) -> str:
    """A day in a format."""
    if day_format == SERIAL:
        return str((day - _FIRST_SERIAL).days)
    century = str(day.year // 100 - 19)
    text = TOKEN.sub(lambda token: century * (token.group() == "CYY") + STRFTIME[token.group()], day_format)
    return day.strftime(text)


def _is_whole(tokens: list[str]) -> bool:
    """Whether the parts of a format say one year, and at most one month and one day."""
    years, months = ({"YYYY", "CYY", "YY"}, {"MON", "MM", "M"})
    said = [sum(token in kind for token in tokens) for kind in (years, months, {"DDD", "DD", "D"})]
    return said[0] == 1 and max(said) == 1 and not ("DDD" in tokens and said[1])


class DateReader:
    """Reads the dates of one layout."""

    def __init__(self, formats: tuple[str, ...], until: int | None, blank_words: tuple[str, ...]) -> None:
        self._formats = formats
        self._until = until
        self._blank_words = blank_words

    def read(self, text: pl.Series) -> tuple[pl.Series, pl.Series]:
        """The first day that each text can be, and its precision; ``unreadable`` where no format fits."""
        if self._formats == (DOJ,):
            return read_dates(text, self._blank_words)
        printed = text.cast(pl.String).alias("text").to_frame()
        learned = self._learn(printed["text"].unique())
        read = printed.join(learned, on="text", how="left", maintain_order="left")
        return read["day"], read["precision"]

    def _learn(self, distinct: pl.Series) -> pl.DataFrame:
        """``text``, ``day``, ``precision`` of each distinct text."""
        upper = pl.col("text").str.strip_chars().str.to_uppercase()
        blank = upper.is_null() | upper.is_in(["", *self._blank_words]) | upper.str.contains(r"^[0/. -]+$")
        texts = distinct.drop_nulls().to_frame("text").with_columns(upper=pl.when(~blank).then(upper))
        readings = [self._read(each) for each in self._formats]
        parts = [texts.select(each.name.suffix(str(n)) for each in reading) for n, reading in enumerate(readings)]
        table = pl.concat([texts, *parts], how="horizontal")
        return table.select(
            "text",
            day=pl.coalesce(f"day{n}" for n in range(len(parts))),
            precision=pl.coalesce(
                *(f"precision{n}" for n in range(len(parts))),
                pl.when(pl.col("upper").is_not_null()).then(pl.lit("unreadable", dtype=PRECISION)),
            ),
        )

    def _read(self, day_format: str) -> tuple[pl.Expr, pl.Expr]:
        """``day`` and ``precision`` of ``upper`` in one format; null where it does not fit."""
        if day_format == SERIAL:
            return _read_serial()
        found = pl.col("upper").str.extract_groups(f"^{_pattern(day_format)}{_TIME}$").struct
        tokens = set(TOKEN.findall(day_format))
        number = {name: found.field(name).cast(pl.Int32, strict=False) for name in _named(tokens)}
        year = number["year"] if "YYYY" in tokens else self._four_digits(number["short"], number.get("century"))
        if "DDD" in tokens:
            return _ordinal_and_precision(year, number["ordinal"])
        month = _month(found.field("name")) if "MON" in tokens else number.get("month", pl.lit(0, dtype=pl.Int32))
        day = number.get("day", pl.lit(0, dtype=pl.Int32))
        return _day_and_precision(year, month, day)

    def _four_digits(self, short: pl.Expr, digit: pl.Expr | None) -> pl.Expr:
        if digit is not None:
            return short + digit.replace_strict(_CENTURIES, default=None, return_dtype=pl.Int32)
        assert self._until is not None
        century = self._until // 100 * 100
        year = short + century
        return pl.when(year > self._until).then(year - 100).otherwise(year)


def _pattern(day_format: str) -> str:
    parts, at = [], 0
    for token in TOKEN.finditer(day_format):
        parts += [re.escape(day_format[at : token.start()]), _TOKENS[token.group()]]
        at = token.end()
    return "".join([*parts, re.escape(day_format[at:])])


def _named(tokens: set[str]) -> set[str]:
    return {match for token in tokens for match in re.findall(r"\?P<(\w+)>", _TOKENS[token])} - {"name"}


def _month(name: pl.Expr) -> pl.Expr:
    return name.replace_strict(dict(zip(_MONTHS, range(1, 13), strict=True)), default=None, return_dtype=pl.Int32)


def _day_and_precision(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    plausible = year.is_between(FIRST_YEAR, LAST_YEAR) & month.is_between(0, 12) & ~((month == 0) & (day != 0))
    text = pl.format(
        "{}-{}-{}",
        year,
        pl.max_horizontal(month, 1).cast(pl.String).str.zfill(2),
        pl.max_horizontal(day, 1).cast(pl.String).str.zfill(2),
    )
    read = pl.when(plausible).then(text.str.to_date("%Y-%m-%d", strict=False))
    precision = pl.when(month == 0).then(pl.lit("year")).when(day == 0).then(pl.lit("month")).otherwise(pl.lit("day"))
    return read.alias("day"), pl.when(read.is_not_null()).then(precision.cast(PRECISION)).alias("precision")


def _ordinal_and_precision(year: pl.Expr, ordinal: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Of a year and the day's number in it."""
    text = pl.format("{}-{}", year, pl.max_horizontal(ordinal, 1).cast(pl.String).str.zfill(3))
    read = pl.when(year.is_between(FIRST_YEAR, LAST_YEAR)).then(text.str.to_date("%Y-%j", strict=False))
    precision = pl.when(ordinal == 0).then(pl.lit("year")).otherwise(pl.lit("day")).cast(PRECISION)
    return read.alias("day"), pl.when(read.is_not_null()).then(precision).alias("precision")


def _read_serial() -> tuple[pl.Expr, pl.Expr]:
    number = pl.col("upper").str.extract(r"^(\d{3,6})(?:\.\d+)?$").cast(pl.Int32, strict=False)
    day = pl.date(1899, 12, 30) + pl.duration(days=number)
    read = pl.when(number.is_not_null() & day.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(day)
    return read.alias("day"), pl.when(read.is_not_null()).then(pl.lit("day", dtype=PRECISION)).alias("precision")
