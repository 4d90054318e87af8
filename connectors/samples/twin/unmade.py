"""Layouts read backwards: from what a made column holds to the file's columns that it is made of."""

import polars as pl

from connectors.layouts.made import Made


def unmake(made: Made, text: pl.Expr) -> dict[str, pl.Expr]:
    """The cells of which ``made`` makes ``text``, by column."""
    for old, new in made.words.items():
        text = pl.when(text == new).then(pl.lit(old)).otherwise(text)
    text = text.str.strip_prefix(made.prefix).str.strip_suffix(made.suffix)
    text = _put_back(made, text)
    if len(made.of) == 1:
        return {made.of[0]: text}
    parts = text.str.splitn(made.between, len(made.of)).struct
    return {column: parts.field(f"field_{number}") for number, column in enumerate(made.of)}


def _put_back(made: Made, text: pl.Expr) -> pl.Expr:
    """The marks as they were: where the first of one was replaced, what stands before it is left alone."""
    back = [(new, old) for old, new in made.replace.items() if new]
    for old, new in made.replace_first.items():
        parts = text.str.splitn(new, 2).struct
        tail = _replace(parts.field("field_1"), back)
        text = pl.when(text.str.contains(new, literal=True)).then(
            pl.concat_str(parts.field("field_0"), pl.lit(old), tail)
        ).otherwise(text)  # fmt: skip
    return text if made.replace_first else _replace(text, back)


def _replace(text: pl.Expr, back: list[tuple[str, str]]) -> pl.Expr:
    for new, old in back:
        text = text.str.replace_all(new, old, literal=True)
    return text
