"""How much of a printed charge is the charge, and what of it says that it was an attempt."""

import polars as pl

from connectors.layouts.layout import ChargeInComment

ATTEMPT = " -ATTEMPTED"
"""How an attempt that the export flags beside a charge, or behind its description, reaches the charge's text."""


def marked_attempted(text: pl.Expr, section: pl.Expr) -> pl.Expr:
    """The ``section`` of an upper-case ``text``, with the attempt that the text names behind its description."""
    flagged = text.str.contains(ATTEMPT.strip(), literal=True)
    return pl.when(flagged).then(section + ATTEMPT).otherwise(section)


def attempted(charge: pl.Expr) -> pl.Expr:
    """A charge that the export flags as an attempt."""
    return pl.when(charge.str.ends_with(ATTEMPT)).then(charge).otherwise(charge + ATTEMPT)


def in_comment(comment: pl.Expr, where: ChargeInComment) -> pl.Expr:
    """The charge, with its description, that an upper-case ``comment`` prints: after its mark if it has one."""
    parts = comment.str.splitn(where.after, 2).struct
    return pl.coalesce(parts.field("field_1"), comment).str.strip_chars()


def before_description(text: pl.Expr) -> pl.Expr:
    """The text up to the dash before the description.

    A dash between digits, or before an attempt's 664, is part of the charge: ``664-11357(C) HS``
    and ``484-487(A) PC`` stay whole. A text that begins with a dash, or has two such dashes, is
    left as it is: what it names is for the reader of charges to say.
    """
    parts = text.str.splitn("-", 3).struct
    head, second, rest = parts.field("field_0"), parts.field("field_1"), parts.field("field_2")
    joined = _joins(head, second)
    return (
        pl.when((head == "") | (joined & _joins(second, rest)))
        .then(text)
        .when(joined)
        .then(head + "-" + second)
        .otherwise(head)
        .str.strip_chars()
    )


def _joins(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    numbers = _is_digit(left.str.tail(1)) & _is_digit(right.str.head(1))
    return (numbers | right.str.starts_with("664")).fill_null(False)


def _is_digit(text: pl.Expr) -> pl.Expr:
    return (text >= "0") & (text <= "9")
