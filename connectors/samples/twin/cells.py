"""Canonical values as a layout prints them: days in its format, coded values in one of its spellings."""

from collections.abc import Mapping

import polars as pl

from connectors.date_formats import SERIAL, STRFTIME, TOKEN
from connectors.vocabulary import Vocabulary

_NO_DAY = {"DDD": "000", "DD": "00", "D": "0"}
_NO_MONTH = {"MM": "00", "M": "0"}
_NOWHERE = {
    "YYYY": "9999",
    "CYY": "999",
    "YY": "99",
    "MON": "XXX",
    "MM": "99",
    "M": "99",
    "DDD": "999",
    "DD": "99",
    "D": "99",
}


def print_day(name: str, day_format: str) -> pl.Expr:
    """The date column ``name`` as text; what it does not say of the day are zeros."""
    day, precision = pl.col(name), pl.col(f"{name}_precision")
    nowhere = pl.lit(TOKEN.sub(lambda token: _NOWHERE[token.group()], day_format))
    if day_format == SERIAL:
        whole = (day - pl.date(1899, 12, 30)).dt.total_days().cast(pl.String)
        return pl.when(precision == "day").then(whole).when(precision.is_not_null()).then(pl.lit("UNKNOWN"))
    year = nowhere if "MON" in day_format else _print(day, day_format, _NO_DAY | _NO_MONTH)
    return (
        pl.when(precision == "day").then(_print(day, day_format, {}))
        .when(precision == "month").then(_print(day, day_format, _NO_DAY))
        .when(precision == "year").then(year)
        .when(precision == "unreadable").then(nowhere)
    )  # fmt: skip


def _print(day: pl.Expr, day_format: str, blank: Mapping[str, str]) -> pl.Expr:
    """A day with ``blank`` in place of some parts of its format."""
    known = {**STRFTIME, **blank}
    parts = [TOKEN.sub(lambda token: known[token.group()], part) for part in day_format.partition("CYY")]
    if not parts[1]:
        return day.dt.strftime(parts[0])
    century = (day.dt.year() // 100 - 19).cast(pl.String)
    return pl.concat_str(
        day.dt.strftime(parts[0]) if parts[0] else pl.lit(""), century, day.dt.strftime("".join(parts[1:]))
    )


def print_word(name: str, vocabulary: Vocabulary, otherwise: pl.Expr) -> pl.Expr:
    """The coded column ``name`` in the layout's first spelling of each word; ``otherwise`` where it has none."""
    spelled: dict[str, str] = {}
    for spellings in (vocabulary.exact, vocabulary.starts, vocabulary.contains):
        for word, found in spellings.items():
            if found and word != "unlisted":
                spelled.setdefault(word, found[0])
    coded = pl.col(name).cast(pl.String)
    printed = coded.replace_strict(spelled, default=None, return_dtype=pl.String)
    return pl.when(coded.is_not_null()).then(pl.coalesce(printed, otherwise))
