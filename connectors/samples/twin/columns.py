"""The columns of a file in a layout, filled from canonical records."""

import polars as pl

from connectors.layouts import Layout
from connectors.samples.twin.cells import print_day, print_word
from connectors.samples.twin.unmade import unmake


def fill_columns(records: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The layout's columns as text, one row a record; a column that is not read stays blank."""
    words, charges = _print_words(layout), _print_charges(layout)
    shared = {column: pl.coalesce(words[column], charges[column]) for column in words.keys() & charges.keys()}
    printed = {
        **_print_numbers(layout),
        **{column: pl.col(name) for name, column in layout.text.items() if name != "disposition_text"},
        **{column: print_day(name, layout.formats_of(column)[0]) for name, column in layout.dates.items()},
        **{column: pl.col(kind) for kind, column in layout.identifiers.items()},
        **charges,
        **words,
        **shared,
    }
    parts: dict[str, pl.Expr] = {}
    for column, text in printed.items():
        made = layout.made.get(column)
        parts |= unmake(made, text.cast(pl.String)) if made else {column: text.cast(pl.String)}
    blank = pl.lit(None, dtype=pl.String)
    return records.select(parts.get(column, blank).alias(column) for column in layout.columns)


def _print_words(layout: Layout) -> dict[str, pl.Expr]:
    """Coded columns; of two that are printed in one column, the one that says something."""
    found: dict[str, pl.Expr] = {}
    for name, vocabulary in layout.words.items():
        if vocabulary.column is None:
            continue
        otherwise = pl.col("disposition_text") if name == "disposition" else pl.lit("OTHER")
        word = print_word(name, vocabulary, otherwise)
        found[vocabulary.column] = pl.coalesce(found[vocabulary.column], word) if vocabulary.column in found else word
    return found


def _print_charges(layout: Layout) -> dict[str, pl.Expr]:
    """The charge in the column of its source, or in the first where the layout has no such source."""
    found: dict[str, pl.Expr] = {}
    sources = [charge.source for charge in layout.charge]
    for number, charge in enumerate(layout.charge):
        own = pl.col("charge_source").cast(pl.String) == charge.source
        if number == 0:
            own = own | ~pl.col("charge_source").cast(pl.String).is_in(sources)
        found[charge.text] = pl.when(own).then("charge_text")
        if charge.level is not None and "charge_level" in layout.words:
            level = print_word("charge_level", layout.words["charge_level"], pl.lit("OTHER"))
            found[charge.level] = pl.when(own).then(level)
    return found


def _print_numbers(layout: Layout) -> dict[str, pl.Expr]:
    found: dict[str, pl.Expr] = {}
    for column in [*(layout.numbering.case if layout.numbering else ()), *layout.case_number[:1]]:
        found[column] = pl.col("case_number")
    if layout.numbering and layout.numbering.count:
        found[layout.numbering.count] = pl.col("count_order").str.slice(6, 3).cast(pl.Int32, strict=False)
    if layout.sentence_length:
        found[layout.sentence_length] = pl.col("sentence_length")
    return found
