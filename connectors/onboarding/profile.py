"""What is in a file: its shape, and of each column everything but what it says of a person.

Values are shown as masks (``AAA,AAAA A``, ``9999-99-99``). Only the words of a coded column are
shown: few, short, each on many rows, in a column that is known by its heading or its words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from connectors.onboarding.day_formats import find_days
from connectors.onboarding.evidence import CODED, weigh
from connectors.onboarding.headings import is_coded
from connectors.onboarding.tables import read_table

_MASKS = 3
_WORDS = 40
_SHOWN_FROM = 3
"""Rows from which a word is shown."""
_RECOGNISED = 0.5
_LEAST_ROWS = 5
"""Rows on which a coded column's word stands on average; a file of fewer records shows no words."""


@dataclass(frozen=True, kw_only=True)
class ColumnProfile:
    """One column. ``words``: a coded column's spellings with their rows, most frequent first; else empty."""

    name: str
    place: int
    """From 1."""
    filled: float
    """Share of the rows, 0 to 1."""
    distinct: int
    masks: Mapping[str, float]
    """The commonest shapes and their share of the filled cells."""
    length: tuple[int, int]
    day_format: str | None
    """As strptime writes it, where at least nine of ten filled cells are days."""
    days: tuple[str, str] | None
    """Years of the first and the last day: a day of birth itself is a person's."""
    words: Mapping[str, int]
    fits: Mapping[str, float]
    """Share of the filled cells that read as a charge, a disposition ...: connectors.onboarding.evidence."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A file's shape, in the words of a county file, its number of records, and its columns."""

    file: str
    shape: Mapping[str, Any]
    rows: int
    columns: Sequence[ColumnProfile]


def profile(path: Path) -> Profile:
    """Look at a file of unknown shape. UserError where no table is to be seen in it."""
    table = read_table(path)
    columns = [_look(series, place) for place, series in enumerate(table.frame, start=1)]
    return Profile(file=path.name, shape=table.shape, rows=table.frame.height, columns=columns)


def _look(cells: pl.Series, place: int) -> ColumnProfile:
    filled = cells.drop_nulls()
    lengths = filled.str.len_chars()
    day_format, days = find_days(filled)
    fits = weigh(filled)
    coded = is_coded(cells.name) or max((fits[name] for name in CODED), default=0) >= _RECOGNISED
    return ColumnProfile(
        name=cells.name,
        place=place,
        filled=round(filled.len() / max(cells.len(), 1), 3),
        distinct=filled.n_unique(),
        masks=_mask(filled),
        length=(_number(lengths.min()), _number(lengths.max())),
        day_format=day_format,
        days=days,
        words=_code_words(filled) if coded and not day_format else {},
        fits=fits,
    )


def _number(value: Any) -> int:
    return 0 if value is None else int(value)


def mask(text: pl.Expr) -> pl.Expr:
    """Every letter as A and every digit as 9; runs of more than nine as nine."""
    letters = text.str.replace_all(r"\p{L}", "A").str.replace_all(r"\p{N}", "9")
    return letters.str.replace_all(r"A{9,}", "A" * 9).str.replace_all(r"9{9,}", "9" * 9).str.slice(0, 40)


def _mask(filled: pl.Series) -> dict[str, float]:
    if not filled.len():
        return {}
    shapes = filled.to_frame("text").select(mask(pl.col("text")).alias("mask"))
    counted = shapes.group_by("mask").len().sort(["len", "mask"], descending=[True, False]).head(_MASKS)
    return {str(shape): round(rows / filled.len(), 3) for shape, rows in counted.iter_rows()}


def _code_words(filled: pl.Series) -> dict[str, int]:
    """The spellings of a coded column; nothing where they could be a person's."""
    counted = filled.value_counts(name="rows").sort(["rows", filled.name], descending=[True, False])
    if not filled.len() or counted.height > _WORDS or filled.len() < _LEAST_ROWS * counted.height:
        return {}
    words = counted[filled.name].to_list()
    if any(len(word) > 60 or is_personal(word) for word in words):
        return {}
    return {word: rows for word, rows in counted.iter_rows() if rows >= _SHOWN_FROM}


def is_personal(word: str) -> bool:
    """A name with its comma, a number of five digits or more that is no code section, or an address."""
    name = re.fullmatch(r"[^\d()/&]+,\s*[^\d()/&]+", word) is not None
    number = re.search(r"\d{6,}|\d{3}-\d{2}-\d{4}|\d{3}.?\d{3}.?\d{4}", word) is not None
    return name or number or "@" in word
