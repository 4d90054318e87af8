"""What can be wrong with a line of fixed width, found in a column of lines at once."""

import polars as pl

from connectors.readers.fixed_width.sheet import Sheet

LONGEST_LINE = 1 << 20
"""Bytes; what is longer has lost its line ends."""

SHORT = "line too short"
LONG = "line too long"
TYPE = "record type that the layout does not declare"
NUL = "NUL byte"
NOT_UTF8 = "not UTF-8"
BLANK = "blank line"
REASONS = (SHORT, LONG, TYPE, NUL, NOT_UTF8, BLANK)


def find_reason(sheet: Sheet, least: int, type_of: pl.Expr | None, known: list[str]) -> pl.Expr:
    """Why ``line`` cannot be read, null where it can; ``least`` places it must have, what is missing is blank."""
    line = pl.col("line")
    trimmed = line.str.strip_chars_end(" ")
    reason = (
        pl.when(pl.col("undecodable")).then(pl.lit(NOT_UTF8))
        .when(line.str.strip_chars() == "").then(pl.lit(BLANK))
        .when(line.str.contains("\0", literal=True)).then(pl.lit(NUL))
    )  # fmt: skip
    if type_of is not None:
        reason = reason.when(~type_of.is_in(known)).then(pl.lit(TYPE))
    return (
        reason.when(line.str.len_chars() < least).then(pl.lit(SHORT))
        .when((line.str.len_chars() > sheet.width) & (trimmed.str.len_chars() > sheet.width)).then(pl.lit(LONG))
    )  # fmt: skip
