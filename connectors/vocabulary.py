"""A county's words for a coded value, and the canonical word for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

Spellings = Mapping[str, Sequence[str]]
"""Canonical word to the county's spellings, in upper case."""


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """How the spellings of one column become words of a closed list.

    A whole spelling is stronger than a part, and a part than a beginning; among equals the first
    that fits is taken. What is filled and fits none is ``unlisted``.
    """

    column: str | None
    """The export's column; None where it depends on the row (the type of charge)."""
    exact: Spellings
    contains: Spellings
    starts: Spellings

    def translate(self, text: pl.Expr, words: pl.Enum) -> pl.Expr:
        """The canonical word of ``text``, which is upper case, trimmed and null where blank."""
        answer = pl.when(text.is_null()).then(pl.lit(None, dtype=words))
        for word, spellings in self.exact.items():
            answer = answer.when(_any(text == spelling for spelling in spellings)).then(pl.lit(word, dtype=words))
        for word, parts in self.contains.items():
            answer = answer.when(_any(text.str.contains(part, literal=True) for part in parts)).then(
                pl.lit(word, dtype=words)
            )
        for word, beginnings in self.starts.items():
            answer = answer.when(_any(text.str.starts_with(part) for part in beginnings)).then(
                pl.lit(word, dtype=words)
            )
        return answer.otherwise(pl.lit("unlisted", dtype=words))


def _any(conditions: Iterable[pl.Expr]) -> pl.Expr:
    combined = pl.lit(False)
    for condition in conditions:
        combined = combined | condition
    return combined
