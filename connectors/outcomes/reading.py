"""A returned file to rows: texts to numbers, days and our words; what cannot be read is a trouble of its row."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import polars as pl

from connectors.date_formats import DateReader
from connectors.outcomes.table import read_table
from connectors.outcomes.words import Words, load_words
from relief.outcomes.returned import RETURNED
from relief.outcomes.tasks import Kind

_NUMBERS = (("row", "_number"), ("count_number", "_count"))
_DAYS = ("ruled", "entered", "reported")
_JOINED = r"^(.*[A-Za-z].*?)[\s/#:_-]+(\d{1,9})$"
"""A row's number with its batch before it, as our papers print it."""


def read_returned(
    file: Path, *, ignore: Collection[str] = (), default: date | None = None, outcome: str | None = None
) -> pl.DataFrame:
    """The rows of a returned file: ``relief.outcomes.returned.RETURNED``.

    Args:
        file: CSV, a workbook, or a PDF with a text layer.
        ignore: heads that are not to be read.
        default: the day of the order where a row has none.
        outcome: the word where a row has none, for a file that is all of one.
    """
    from connectors.outcomes.stamped import read_stamped

    words = load_words()
    if file.suffix.lower() == ".pdf":
        rows = read_stamped(file, words)
    else:
        table = read_table(file, words, ignore=ignore)
        rows = read_rows(table.with_columns(pl.col("outcome").fill_null(pl.lit(outcome, dtype=pl.String))), words)
    return rows.with_columns(ruled=pl.col("ruled").fill_null(pl.lit(default, dtype=pl.Date)))


def read_rows(table: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Texts as ``read_table`` gives them, as ``RETURNED``."""
    reader = DateReader(words.days, words.two_digit_years_until, ("N/A", "NONE", "PENDING"))
    days = {name: reader.read(table[name]) for name in _DAYS}
    said = pl.col("outcome")
    distinct = table["outcome"].drop_nulls().unique().to_list()
    known = {text: words.find_outcome(text) for text in distinct}
    parts = table["row"].str.extract_groups(_JOINED)
    frame = table.with_columns(
        **{name: pl.Series(name, day).cast(pl.Date) for name, (day, _) in days.items()},
        _bad_day=pl.any_horizontal(
            *(pl.Series(f"_{name}", (precision.cast(pl.String) != "day").fill_null(False)) for name, (_, precision) in days.items())
        ),
        _batch=parts.struct.field("1"), _row=parts.struct.field("2"), _said=said,
        outcome=said.replace_strict(known, default=None, return_dtype=pl.String),
    )  # fmt: skip
    numbers = frame.with_columns(
        batch=pl.coalesce(pl.col("batch"), pl.col("_batch")).str.to_uppercase(),
        _number=pl.coalesce(pl.col("_row"), pl.col("row")).cast(pl.Int64, strict=False),
        _count=pl.col("count_number").str.strip_chars("#").cast(pl.Int64, strict=False),
        _other=(pl.col("_batch").str.to_uppercase() != pl.col("batch").str.to_uppercase()).fill_null(False),
    )
    unread = [pl.col(text).is_not_null() & pl.col(number).is_null() for text, number in _NUMBERS]
    trouble = (
        pl.when(pl.any_horizontal(*unread) | pl.col("_other") | pl.col("shifted")).then(pl.lit(Kind.UNREADABLE_ROW.value))
        .when(pl.col("_said").is_null()).then(pl.lit(Kind.NO_OUTCOME.value))
        .when(pl.col("outcome").is_null()).then(pl.lit(Kind.UNKNOWN_WORD.value))
        .when("_bad_day").then(pl.lit(Kind.UNREADABLE_DAY.value))
    )  # fmt: skip
    told = numbers.with_columns(trouble=trouble)
    return told.with_columns(row="_number", count_number="_count").select(
        pl.col(name).cast(dtype) for name, dtype in RETURNED.items()
    )
