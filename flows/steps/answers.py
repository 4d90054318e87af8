"""A run's answers, counted."""

import polars as pl

from flows.steps.read import count


def count_answers(determinations: pl.DataFrame) -> dict[str, object]:
    """Convictions by section, outcome, relief and rule; nothing of a person."""
    in_scope = determinations.filter(pl.col("outcome").cast(pl.String) != "out of scope")
    return {
        "convictions": determinations.height,
        "in scope": in_scope.height,
        "by section": _count_twice(in_scope, pl.col("code_section"), pl.col("level")),
        "by outcome": count(determinations["outcome"]),
        "by relief": count(determinations["relief"].drop_nulls()),
        "by rule": _count_twice(determinations, pl.col("outcome"), pl.col("rule")),
        **_count_decisions(determinations),
    }


def _count_decisions(determinations: pl.DataFrame) -> dict[str, object]:
    """How many answers are a person's or the court's and not the rules'; nothing where none is."""
    from relief.reviewing import CHALLENGE, COURT, DECISION, DISAGREEMENT, RULING

    rules = determinations["rule"].cast(pl.String)
    counted = {name: int((rules == name).sum()) for name in (DECISION, DISAGREEMENT, CHALLENGE, RULING, COURT)}
    found = {name: number for name, number in counted.items() if number}
    return {"by decision": found} if found else {}


def _count_twice(frame: pl.DataFrame, outer: pl.Expr, inner: pl.Expr) -> dict[str, dict[str, int]]:
    """Rows by one column and, within, by another; in the order of their names."""
    texts = (column.cast(pl.String).fill_null("not stated") for column in (outer, inner))
    counted = frame.group_by(column.alias(name) for column, name in zip(texts, ("outer", "inner"), strict=True)).len()
    found: dict[str, dict[str, int]] = {}
    for first, second, number in counted.sort("outer", "inner").iter_rows():
        found.setdefault(first, {})[second] = int(number)
    return found
