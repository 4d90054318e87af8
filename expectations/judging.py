"""The judge: Great Expectations over projections.

What Great Expectations says of the distinct values is restated in rows, and nothing of a value leaves this room: a
judgment holds the failing values for the way back to their rows, and what is told of it holds counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from expectations.expectation import Expectation
from expectations.projections import Projection
from expectations.verdicts import find_failing


@dataclass(frozen=True, kw_only=True, eq=False)
class Judgment:
    """What Great Expectations said of one expectation."""

    expectation: Expectation
    projection: Projection
    failing: pl.Series
    """The projection's values of which it does not hold."""
    rows: int
    failing_rows: int
    missing_rows: int
    """Rows without a value."""

    @property
    def success(self) -> bool:
        """Whether it holds of every value."""
        return self.failing.is_empty()


def judge(suite: Sequence[Expectation], projections: Mapping[str, Projection]) -> list[Judgment]:
    """Validate every expectation of a suite on the projection of its measure.

    Args:
        suite: expectations, each of a measure among ``projections``.
        projections: by measure.

    Returns:
        One judgment an expectation, in suite order.

    Raises:
        RuntimeError: an expectation could not be evaluated at all; the message names it and holds no value.
    """
    asked = [projections[expectation.measure] for expectation in suite]
    failing = find_failing(suite, {each.name: each.values["value"] for each in asked})
    return [_weigh(*each) for each in zip(suite, asked, failing, strict=True)]


def _weigh(expectation: Expectation, projection: Projection, fails: pl.Series) -> Judgment:
    """Restate one verdict in rows."""
    value, rows = projection.values["value"], projection.values["rows"]
    return Judgment(
        expectation=expectation,
        projection=projection,
        failing=value.filter(fails),
        rows=int(rows.sum()),
        failing_rows=int(rows.filter(fails).sum()),
        missing_rows=int(rows.filter(value.is_null()).sum()),
    )
