"""From an export's columns to the canonical record, a block of rows at a time."""

from collections.abc import Mapping

import polars as pl

from connectors.charge_columns import ChargeColumns
from connectors.count_numbers import CountNumbers
from connectors.date_formats import DateReader
from connectors.layouts import Layout
from connectors.lexicon import TEXT, Lexicon, look_up
from connectors.readers.block import ROW
from relief.records import SCHEMA

DOJ = "doj"
"""The source whose subjects bear their own key: those of others have the source's name in front."""

_AROUND_NUMBERS = " \t.:-"


def mark_subject(key: str | None, source: str) -> str | None:
    """A person's key with the source in front: two sources may have the same key of different people."""
    return f"{source}:{key}" if key is not None and source != DOJ else key


class Normalizer:
    """Reads blocks in one layout of one source; what it learned from one file it knows in the next."""

    def __init__(self, layout: Layout, source: str, numbers: CountNumbers | None = None) -> None:
        """``numbers``: what is known of the source's cases, where files in other layouts are of them too."""
        self._layout = layout
        self._source = source
        self._categories = {column: pl.Categories.random() for column in layout.mapped - layout.free}
        for part in ("text", "level", "flags"):
            columns = [column for charge in layout.charge if (column := getattr(charge, part)) is not None]
            self._categories.update(dict.fromkeys(columns, self._categories[columns[0]]) if columns else {})
        self._columns = {column: self._lexicon(column) for column in self._coded_columns()}
        self._charges = ChargeColumns(layout, self._categories) if layout.charge else None
        charges = self._charges.lexicons if self._charges else {}
        self._lexicons = [*self._columns.items(), *charges.items()]
        self._dates = {
            formats: DateReader(formats, layout.two_digit_years_until, layout.blank_words)
            for formats in map(layout.formats_of, layout.dates.values())
        }
        self._numbers = numbers or CountNumbers()

    @property
    def wanted(self) -> dict[str, pl.DataType]:
        """The columns of the file that are read, and the type in which each is read fastest."""
        return {column: self._dtype(column) for column in self._layout.of_file}

    def normalize(self, block: pl.DataFrame, source_file: str) -> pl.DataFrame:
        """One block of ``source_row`` and the layout's columns to relief.records.SCHEMA."""
        block = self._complete(block)
        codes = look_up(block, self._lexicons)
        coded = codes.select(
            lexicon.mean(name, column).alias(name)
            for column, lexicon in self._columns.items()
            for name in lexicon.names
        )
        free = block.select(
            self._mark(name, self._filled(column)).alias(name)
            for name, column in self._layout.text.items()
            if column in self._layout.free
        )
        made = {
            "source": _same(self._source, block.height),
            "source_file": _same(source_file, block.height),
            ROW: block[ROW],
            "case_number": self._read_case_number(block),
            **free.to_dict(),
            **coded.to_dict(),
        }
        for name, column in self._layout.dates.items():
            made[name], made[f"{name}_precision"] = self._dates[self._layout.formats_of(column)].read(block[column])
        for name, word in self._layout.constants.items():
            made[name] = pl.Series([word], dtype=SCHEMA[name]).new_from_index(0, block.height)
        self._read_counts(block, codes, made, source_file)
        return pl.DataFrame([_column(made, name, block.height) for name in SCHEMA])

    def _read_counts(self, block: pl.DataFrame, codes: pl.DataFrame, made: dict[str, pl.Series], file: str) -> None:
        """Which counts the rows are of, and what is charged in them."""
        if self._charges is not None:
            made |= self._charges.read(codes, _column(made, "comment", block.height))
        if (numbering := self._layout.numbering) is not None:
            person, charge = (_column(made, name, block.height) for name in ("subject_id", "charge_text"))
            made["count_order"] = self._numbers.number(block, numbering, person=person, charge=charge, file=file)

    def _complete(self, block: pl.DataFrame) -> pl.DataFrame:
        """The block with the columns that are made of others, and coded columns as codes."""
        made = {name: told for name, told in self._layout.made.items() if name in self._layout.mapped}
        if made:
            block = block.with_columns(told.expression().alias(name) for name, told in made.items())
        texts = [name for name in self._categories if block.schema[name] == pl.String]
        return block.with_columns(pl.col(name).cast(self._dtype(name)) for name in texts) if texts else block

    def _read_case_number(self, block: pl.DataFrame) -> pl.Series:
        """The first number that is filled; a look at each cell's spaces only where the first look finds a blank one."""
        printed = self._layout.case_number
        if not printed:
            return _same(None, block.height)
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
        words = [vocabulary.column for vocabulary in layout.words.values()]
        named = {*layout.text.values(), *words, layout.sentence_length} - layout.free
        return sorted(column for column in named if column is not None)

    def _lexicon(self, column: str) -> Lexicon:
        """Everything that the canonical record takes from ``column``."""
        layout, text = self._layout, pl.col(TEXT)
        upper = text.str.to_uppercase()
        meanings = {name: self._mark(name, text) for name, source in layout.text.items() if source == column}
        if "county" in meanings:
            meanings["county"] = upper
        for name, vocabulary in layout.words.items():
            words = SCHEMA[name]
            if vocabulary.column == column and isinstance(words, pl.Enum):
                meanings[name] = vocabulary.translate(upper, words)
        if column == layout.sentence_length:
            meanings["sentence_length"] = text.cast(pl.Int32, strict=False)
        return Lexicon(self._categories[column], layout.blank_words, meanings)

    def _mark(self, name: str, text: pl.Expr) -> pl.Expr:
        """A person's key with the source in front: two sources may have the same key of different people."""
        return pl.lit(f"{self._source}:") + text if name == "subject_id" and self._source != DOJ else text

    def _filled(self, column: str) -> pl.Expr:
        return self._unless_blank(pl.col(column).str.strip_chars())

    def _unless_blank(self, text: pl.Expr) -> pl.Expr:
        filled = text != ""
        for word in self._layout.blank_words:
            filled = filled & (text != word)
        return pl.when(filled).then(text)


def _same(word: str | None, height: int) -> pl.Series:
    return pl.Series([word], dtype=pl.String).new_from_index(0, height)


def _column(made: Mapping[str, pl.Series], name: str, height: int) -> pl.Series:
    """A column of the record, all null where the layout has none."""
    found = made.get(name)
    return (pl.Series([None], dtype=SCHEMA[name]).new_from_index(0, height) if found is None else found).alias(name)
