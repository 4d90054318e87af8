"""Canonical values as a layout prints them: days in its format, coded values in one of its spellings."""

import re

import polars as pl

from connectors.date_formats import SERIAL
from connectors.vocabulary import Vocabulary

_TOKEN = re.compile("YYYY|YY|MON|MM|M|DD|D")
_STRFTIME = {"YYYY": "%Y", "YY": "%y", "MON": "%b", "MM": "%m", "M": "%-m", "DD": "%d", "D": "%-d"}
_NOWHERE = {"YYYY": "9999", "YY": "99", "MON": "XXX", "MM": "99", "M": "99", "DD": "99", "D": "99"}


def print_day(name: str, day_format: str) -> pl.Expr:
    """The date column ``name`` as text; what it does not say of the day are zeros."""
    day, precision = pl.col(name), pl.col(f"{name}_precision")
    nowhere = _fill(day_format, _NOWHERE)
    if day_format == SERIAL:
        whole = (day - pl.date(1899, 12, 30)).dt.total_days().cast(pl.String)
        return pl.when(precision == "day").then(whole).when(precision.is_not_null()).then(pl.lit("UNKNOWN"))
    month = _fill(day_format, _STRFTIME | {"DD": "00", "D": "0"})
    year = (
        nowhere
        if "MON" in day_format
        else _fill(day_format, _STRFTIME | dict.fromkeys(("MM", "DD"), "00") | {"M": "0", "D": "0"})
    )
    return (
        pl.when(precision == "day").then(day.dt.strftime(_fill(day_format, _STRFTIME)))
        .when(precision == "month").then(day.dt.strftime(month))
        .when(precision == "year").then(day.dt.strftime(year))
        .when(precision == "unreadable").then(pl.lit(nowhere))
    )  # fmt: skip


def _fill(day_format: str, parts: dict[str, str]) -> str:
    return _TOKEN.sub(lambda token: parts[token.group()], day_format)


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
