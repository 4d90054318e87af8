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
    that fits is taken. What is filled and fits none is ``unlisted``; so is a text that begins as one outcome and
    goes on to tell the contrary.
    """

    column: str | None
    """The export's column; None where it depends on the row (the type of charge)."""
    exact: Spellings
    contains: Spellings
    starts: Spellings

    def translate(self, text: pl.Expr, words: pl.Enum) -> pl.Expr:
        """The canonical word of ``text``, which is upper case, trimmed and null where blank."""
        rules: list[tuple[pl.Expr, str | None]] = [(text.is_null(), None)]
        rules += [(_any(text == part for part in parts), word) for word, parts in self.exact.items()]
        rules += [
            (_any(text.str.contains(part, literal=True) for part in parts), word)
            for word, parts in self.contains.items()
        ]
        rules.append((self._contradicts_itself(text), "unlisted"))
        rules += [(_any(text.str.starts_with(part) for part in parts), word) for word, parts in self.starts.items()]
        answer = pl.lit("unlisted", dtype=words)
        for condition, word in reversed(rules):
            answer = pl.when(condition).then(pl.lit(word, dtype=words)).otherwise(answer)
        return answer

    def _contradicts_itself(self, text: pl.Expr) -> pl.Expr:
        """Whether a text tells of a conviction and of an end without one: whichever was typed first may be wrong."""
        convicted, ended = (
            _any(text.str.contains(part, literal=True) for word in words for part in self.starts.get(word, ()))
            for words in (("convicted",), ("dismissed", "acquitted"))
        )
        return convicted & ended


def _any(conditions: Iterable[pl.Expr]) -> pl.Expr:
    combined = pl.lit(False)
    for condition in conditions:
        combined = combined | condition
    return combined
