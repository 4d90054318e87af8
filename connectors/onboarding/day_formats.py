"""In which format a column writes days."""

from datetime import date

import polars as pl

FORMATS = (
    "%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%m-%d-%Y", "%m%d%Y", "%Y/%m/%d", "%d-%b-%Y", "%b %d %Y", "%b %d, %Y", "%m/%d/%y",
    "%m-%d-%y", "%d-%b-%y", "%y%m%d", "%m%d%y",
)  # fmt: skip
"""Of two that read as many cells, the first is taken."""
_TIME = r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?$"
_ENOUGH = 0.9
_LAST_SHORT = 2035
"""The last year that two digits are taken for: no record is of a year that has not come."""
_FIRST, _LAST = date(1900, 1, 1), date(2100, 1, 1)
_LENGTHS = {"%Y%m%d": 8, "%m%d%Y": 8, "%y%m%d": 6, "%m%d%y": 6}


def read_days(filled: pl.Series, day_format: str) -> pl.Series:
    """The days; null where a cell is none, or none that a record can name."""
    text = filled.str.replace(_TIME, "")
    padded = text.str.replace(r"^(\d)([/-])", "0$1$2").str.replace(r"^(\d\d[/-])(\d[/-])", "${1}0$2")
    if day_format in _LENGTHS:
        padded = padded.set(padded.str.len_chars() != _LENGTHS[day_format], None)
    days = padded.str.to_date(day_format, strict=False, exact=True)
    if "%y" in day_format:
        days = days.dt.offset_by("-100y").zip_with(days.dt.year() > _LAST_SHORT, days)
    return days.set((days < _FIRST) | (days >= _LAST), None)


def find_days(filled: pl.Series) -> tuple[str | None, tuple[str, str] | None]:
    """The format that reads most cells, and the first and last year; None where it reads less than nine of ten."""
    if not filled.len():
        return None, None
    counted = filled.value_counts(name="rows")
    best: tuple[int, str | None, pl.Series] = (0, None, pl.Series(dtype=pl.Date))
    for day_format in FORMATS:
        days = read_days(counted[filled.name], day_format)
        read = int(counted["rows"].filter(days.is_not_null()).sum())
        if read > best[0]:
            best = (read, day_format, days)
    read, found, days = best
    if found is None or read < _ENOUGH * filled.len():
        return None, None
    years = days.dt.year().drop_nulls()
    return found, (str(years.min()), str(years.max()))
