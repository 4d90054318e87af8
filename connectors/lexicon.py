"""Every distinct spelling of a column is understood once, and looked up for its rows.

An export of millions of rows has some thousand different charges, dates or courts. Reading them
once each is fifty times cheaper than once a row, and lets the reading be written for clarity.
"""

from collections.abc import Mapping

import polars as pl

TEXT = "text"
"""The spelling, trimmed; null where blank."""


class Lexicon:
    """What the spellings of one column, or of several that share ``categories``, mean."""

    def __init__(
        self, categories: pl.Categories, blank_words: tuple[str, ...], meanings: Mapping[str, pl.Expr]
    ) -> None:
        """``meanings``: expressions over the column ``text``, by the name of what they give."""
        self._dtype = pl.Categorical(categories)
        self._anchor = pl.Series([], dtype=self._dtype)
        """Polars forgets which code is which spelling when the last series of the categories is gone."""
        self._blank_words = blank_words
        self._expressions = {name: expression.alias(name) for name, expression in meanings.items()}
        self._meanings = self._understand(pl.Series("code", [], dtype=pl.UInt32))
        self._entry = pl.Series([], dtype=pl.UInt32)
        """Code of a spelling to its row in ``_meanings``; null where the code was not met yet."""

    @property
    def names(self) -> list[str]:
        """What each spelling has a meaning for."""
        return list(self._expressions)

    def find(self, column: pl.Series) -> pl.Series:
        """The entry of each cell, for `mean`; null where the cell is empty."""
        codes = column.to_physical()
        highest = codes.max()
        if highest is None:
            return codes
        self._make_room(int(str(highest)) + 1)
        entries = self._entry.gather(codes)
        if entries.null_count() > codes.null_count():
            self._learn(codes.filter(entries.is_null()).drop_nulls().unique())
            entries = self._entry.gather(codes)
        return entries

    def mean(self, name: str, entries: pl.Series) -> pl.Series:
        """The meaning ``name`` of entries that `find` gave."""
        return self._meanings[name].gather(entries)

    def _make_room(self, size: int) -> None:
        missing = size - self._entry.len()
        if missing > 0:
            self._entry = pl.concat([self._entry, pl.Series([None], dtype=pl.UInt32).new_from_index(0, missing)])

    def _learn(self, codes: pl.Series) -> None:
        """Only codes seen in a cell: another thread may still be writing the spelling of a lower one."""
        first = self._meanings.height
        self._meanings = pl.concat([self._meanings, self._understand(codes)], rechunk=True)
        rows = pl.int_range(first, self._meanings.height, dtype=pl.UInt32, eager=True)
        self._entry = self._entry.rechunk().scatter(codes, rows)

    def _understand(self, codes: pl.Series) -> pl.DataFrame:
        spelling = codes.cat.to(self._dtype).cast(pl.String).str.strip_chars()
        filled = spelling.set(spelling.is_in(["", *self._blank_words]), None)
        return filled.alias(TEXT).to_frame().select(**self._expressions)
