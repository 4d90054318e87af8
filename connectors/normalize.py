"""From the export's columns to the canonical record, a block of rows at a time."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from connectors.charge_columns import ChargeColumns
from connectors.dates import read_date
from connectors.doj_columns import COLUMNS
from connectors.doj_layout import Layout
from connectors.lexicon import TEXT, Lexicon
from connectors.mend import PLACEHOLDER
from relief.records import SCHEMA

ROW = "source_row"
ROWS_IN_BLOCK = 131_072
"""Rows that are in memory at a time, and in a row group of the written file."""


class Normalizer:
    """Reads exports in the DOJ layout; what it learned from one file it knows in the next."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._categories = {column: pl.Categories.random() for column in layout.mapped - layout.free}
        for part in ("text", "level", "flags"):
            columns = [getattr(charge, part) for charge in layout.charge]
            self._categories.update(dict.fromkeys(columns, self._categories[columns[0]]))
        self._lexicons = {column: self._lexicon(column) for column in self._coded_columns()}
        self._charges = ChargeColumns(layout, self._categories)

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
        made = {"source_file": pl.Series([source_file]).new_from_index(0, block.height), ROW: block[ROW]}
        for column, lexicon in self._lexicons.items():
            entries = lexicon.find(block[column])
            made.update({name: lexicon.mean(name, entries) for name in lexicon.names})
        free = block.select(
            comment=self._filled(self._layout.charge_in_comment.column),
            case_number=pl.coalesce(*map(self._filled, self._layout.case_number)).str.strip_chars_end(" .:-"),
        )
        made |= free.to_dict() | self._charges.read(block, free["comment"])
        return pl.DataFrame([made[name].alias(name) for name in SCHEMA])

    def _dtype(self, column: str) -> pl.DataType:
        categories = self._categories.get(column)
        return pl.String() if categories is None else pl.Categorical(categories)

    def _coded_columns(self) -> list[str]:
        layout = self._layout
        words = [vocabulary.column for vocabulary in layout.words.values() if vocabulary.column is not None]
        columns = {*layout.text.values(), *layout.dates.values(), *words, layout.sentence_length}
        return sorted(columns - layout.free)

    def _lexicon(self, column: str) -> Lexicon:
        """Everything that the canonical record takes from ``column``."""
        layout, text = self._layout, pl.col(TEXT)
        upper = text.str.to_uppercase()
        meanings = {name: text for name, source in layout.text.items() if source == column}
        if "county" in meanings:
            meanings["county"] = upper
        for name in (name for name, source in layout.dates.items() if source == column):
            meanings[name], meanings[f"{name}_precision"] = read_date(text)
        for name, vocabulary in layout.words.items():
            words = SCHEMA[name]
            if vocabulary.column == column and isinstance(words, pl.Enum):
                meanings[name] = vocabulary.translate(upper, words)
        if column == layout.sentence_length:
            meanings["sentence_length"] = text.cast(pl.Int32, strict=False)
        return Lexicon(self._categories[column], layout.blank_words, meanings)

    def _filled(self, column: str) -> pl.Expr:
        text = pl.col(column).str.strip_chars()
        filled = text != ""
        for word in self._layout.blank_words:
            filled = filled & (text != word)
        return pl.when(filled).then(text)
