"""From the export's columns to the canonical record, a block of rows at a time."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from connectors.charge_columns import ChargeColumns
from connectors.dates import read_dates
from connectors.doj_columns import COLUMNS
from connectors.doj_layout import Layout
from connectors.lexicon import TEXT, Lexicon, look_up
from connectors.mend import PLACEHOLDER
from relief.records import SCHEMA

ROW = "source_row"
ROWS_IN_BLOCK = 131_072
"""Rows that are in memory at a time, and in a row group of the written file."""

_AROUND_NUMBERS = " \t.:-"


class Normalizer:
    """Reads exports in the DOJ layout; what it learned from one file it knows in the next."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._categories = {column: pl.Categories.random() for column in layout.mapped - layout.free}
        for part in ("text", "level", "flags"):
            columns = [getattr(charge, part) for charge in layout.charge]
            self._categories.update(dict.fromkeys(columns, self._categories[columns[0]]))
        self._columns = {column: self._lexicon(column) for column in self._coded_columns()}
        self._charges = ChargeColumns(layout, self._categories)
        self._lexicons = self._columns | self._charges.lexicons

    def read(self, path: Path, *, skip_lines: int, mended: bool, source_file: str) -> Iterator[pl.DataFrame]:
        """Blocks of relief.records.SCHEMA in the file's order; ``source_row`` counts from 1 after ``skip_lines``.

        Every record of the file has 95 fields: the sieve has seen to that. In a ``mended`` file
        some are placeholders, and left out.
        """
        rows = pl.scan_csv(
            path,
            has_header=False,
            skip_lines=skip_lines,
            schema={name: self._dtype(name) for name in COLUMNS},
            row_index_name=ROW,
            row_index_offset=1,
            glob=False,
        )
        if mended:
            rows = rows.filter(pl.col(COLUMNS[0]).ne_missing(PLACEHOLDER))
        rows = rows.select(pl.col(ROW).cast(pl.UInt32), *sorted(self._layout.mapped))
        for block in rows.collect_batches(chunk_size=ROWS_IN_BLOCK, maintain_order=True, engine="streaming"):
            yield self.normalize(block, source_file)

    def normalize(self, block: pl.DataFrame, source_file: str) -> pl.DataFrame:
        """One block in the layout's columns to relief.records.SCHEMA."""
        codes = look_up(block, self._lexicons)
        coded = codes.select(
            lexicon.mean(name, column).alias(name)
            for column, lexicon in self._columns.items()
            for name in lexicon.names
        )
        free = block.select(
            self._filled(column).alias(name)
            for name, column in self._layout.text.items()
            if column in self._layout.free
        )
        made = {
            "source_file": pl.Series([source_file]).new_from_index(0, block.height),
            ROW: block[ROW],
            "case_number": self._read_case_number(block),
            **free.to_dict(),
            **coded.to_dict(),
            **self._charges.read(codes, free["comment"]),
        }
        for name, column in self._layout.dates.items():
            made[name], made[f"{name}_precision"] = read_dates(block[column], self._layout.blank_words)
        return pl.DataFrame([made[name].alias(name) for name in SCHEMA])

    def _read_case_number(self, block: pl.DataFrame) -> pl.Series:
        """The first number that is filled; a look at each cell's spaces only where the first look finds a blank one."""
        printed = self._layout.case_number
        trimmed = pl.coalesce(map(self._unless_blank, map(pl.col, printed))).str.strip_chars(_AROUND_NUMBERS)
        number = block.select(number=trimmed)["number"]
        if number.is_in(["", *self._layout.blank_words]).any():
            return block.select(pl.coalesce(map(self._filled, printed)).str.strip_chars(_AROUND_NUMBERS)).to_series()
        return number

    def _dtype(self, column: str) -> pl.DataType:
        categories = self._categories.get(column)
        return pl.String() if categories is None else pl.Categorical(categories)

    def _coded_columns(self) -> list[str]:
        layout = self._layout
        words = [vocabulary.column for vocabulary in layout.words.values() if vocabulary.column is not None]
        return sorted({*layout.text.values(), *words, layout.sentence_length} - layout.free)

    def _lexicon(self, column: str) -> Lexicon:
        """Everything that the canonical record takes from ``column``."""
        layout, text = self._layout, pl.col(TEXT)
        upper = text.str.to_uppercase()
        meanings = {name: text for name, source in layout.text.items() if source == column}
        if "county" in meanings:
            meanings["county"] = upper
        for name, vocabulary in layout.words.items():
            words = SCHEMA[name]
            if vocabulary.column == column and isinstance(words, pl.Enum):
                meanings[name] = vocabulary.translate(upper, words)
        if column == layout.sentence_length:
            meanings["sentence_length"] = text.cast(pl.Int32, strict=False)
        return Lexicon(self._categories[column], layout.blank_words, meanings)

    def _filled(self, column: str) -> pl.Expr:
        return self._unless_blank(pl.col(column).str.strip_chars())

    def _unless_blank(self, text: pl.Expr) -> pl.Expr:
        filled = text != ""
        for word in self._layout.blank_words:
            filled = filled & (text != word)
        return pl.when(filled).then(text)
