"""Projections: the distinct values of a measure, with how many rows have each, and the way back to the rows.

Great Expectations sees the distinct values, Polars finds them and the rows they came from. What an
expectation says of a projection it says of all rows, because the counts carry the weights.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from expectations.measures import Measure


@dataclass(frozen=True, kw_only=True, eq=False)
class Projection:
    """One measure's distinct values."""

    name: str
    columns: tuple[str, ...]
    """Canonical columns the measure is taken from."""
    values: pl.DataFrame
    """``value`` (null among them where rows have none) and ``rows`` (UInt32), sorted by ``value``."""
    find: Callable[[pl.Series], pl.Expr]
    """From failing values to the condition that is true of exactly the rows (with a ``row`` index) having them."""


def project_records(records: pl.LazyFrame, measures: Sequence[Measure]) -> list[Projection]:
    """Project measures of one record, all in one reading.

    Args:
        records: ``relief.records.SCHEMA``.
        measures: each with the records it applies to.
    """
    queries = [
        records.filter(measure.where).group_by(measure.value.alias("value")).agg(rows=pl.len()) for measure in measures
    ]
    found = pl.collect_all(queries, engine="streaming")
    return [
        Projection(name=measure.name, columns=measure.columns, values=values.sort("value"), find=_finder(measure))
        for measure, values in zip(measures, found, strict=True)
    ]


def project_groups(
    name: str, columns: tuple[str, ...], groups: pl.DataFrame, key: pl.Expr, only: pl.Expr | None = None
) -> Projection:
    """Project a measure of a group of records: of a person, of a count.

    Args:
        name: the measure, a column of ``groups``.
        columns: canonical columns it is taken from.
        groups: ``key``, ``rows`` (records in the group) and the measure; groups it does not apply to left out.
        key: what names a record's group, over the records.
        only: which records of a failing group fail, where not all do.
    """
    values = groups.group_by(pl.col(name).alias("value")).agg(rows=pl.col("rows").sum()).sort("value")

    def find(failing: pl.Series) -> pl.Expr:
        keys = groups.filter(pl.col(name).is_in(failing.implode(), nulls_equal=True))["key"]
        found = key.is_in(keys.implode(), nulls_equal=True)
        return found if only is None else found & only

    return Projection(name=name, columns=columns, values=values, find=find)


def _finder(measure: Measure) -> Callable[[pl.Series], pl.Expr]:
    return lambda failing: measure.where & measure.value.is_in(failing.implode(), nulls_equal=True)
