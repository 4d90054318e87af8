"""Every distinct spelling of a column is understood once, and looked up for its rows.

An export of millions of rows has some thousand different charges, dates or courts. Reading them
once each is fifty times cheaper than once a row, and lets the reading be written for clarity.
"""

from collections.abc import Mapping, Sequence

import polars as pl

TEXT = "text"
"""The spelling, trimmed; null where blank."""


class Lexicon:
    """What the spellings of one column, or of several that share ``categories``, mean."""

    def __init__(
        self, categories: pl.Categories, blank_words: tuple[str, ...], meanings: Mapping[str, pl.Expr]
    ) -> None:
        """``meanings``: expressions over the column ``text`` and the meanings before it, by the name of what they give."""
        self.names = list(meanings)
        self._dtype = pl.Categorical(categories)
        self._anchor = pl.Series([], dtype=self._dtype)
        """Polars forgets which code is which spelling when the last series of the categories is gone."""
        self._blank_words = blank_words
        self._expressions = meanings
        self._learned = self._understand(pl.Series([], dtype=pl.UInt32))
        """In the order in which the spellings were met."""
        self._place = pl.Series([], dtype=pl.UInt32)
        """By code, where in ``_learned``; null where the code was not met yet."""
        self._meanings = self._learned
        """By code."""

    def mean(self, name: str, column: str) -> pl.Expr:
        """The meaning ``name`` of the codes in a column."""
        return pl.lit(self._meanings[name]).gather(pl.col(column))

    def learn(self, codes: pl.Series) -> None:
        """Understand the spellings of those codes of a block that are new.

        Not of all codes up to the highest: another thread may still be writing the spelling of one.
        """
        highest = codes.max()
        if not isinstance(highest, int):
            return
        missing = highest + 1 - self._place.len()
        if missing > 0:
            blank = pl.Series([None], dtype=pl.UInt32).new_from_index(0, missing)
            self._place = pl.concat([self._place, blank], rechunk=True)
        if self._place.null_count():
            self._add(codes.filter(self._place.gather(codes).is_null()).drop_nulls().unique())

    def _add(self, new: pl.Series) -> None:
        if new.len():
            first = self._learned.height
            rows = pl.int_range(first, first + new.len(), dtype=pl.UInt32, eager=True)
            self._learned = pl.concat([self._learned, self._understand(new)], rechunk=True)
            self._place = self._place.scatter(new, rows)
            self._meanings = self._learned.select(pl.all().gather(self._place))

    def _understand(self, codes: pl.Series) -> pl.DataFrame:
        spelling = codes.cat.to(self._dtype).cast(pl.String).str.strip_chars()
        understood = spelling.set(spelling.is_in(["", *self._blank_words]), None).alias(TEXT).to_frame()
        for name, expression in self._expressions.items():
            understood = understood.with_columns(expression.alias(name))
        return understood.select(self.names)


def look_up(block: pl.DataFrame, lexicons: Sequence[tuple[str, Lexicon]]) -> pl.DataFrame:
    """The columns that have a lexicon, or several, as codes, of which the lexicons then know the meaning."""
    codes = block.select(pl.col(column).to_physical() for column in dict(lexicons))
    for column, lexicon in lexicons:
        lexicon.learn(codes[column])
    return codes
