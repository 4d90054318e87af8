"""What a check found."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from expectations.counted import Counted
from expectations.expectation import Severity
from relief.records import DUPLICATE

__all__ = ["DUPLICATE", "Checking", "Result"]


@dataclass(frozen=True, kw_only=True)
class Result:
    """How one expectation fared. Counts only: it holds no value of any record."""

    name: str
    kind: str
    """Great Expectations' name of the expectation's type, e.g. ``expect_column_values_to_be_in_set``."""
    severity: Severity
    columns: tuple[str, ...]
    """Columns of the canonical record that it looks at."""
    meets: tuple[str, ...]
    success: bool
    rows: int
    """Rows it applies to; for an expectation about the whole file, all rows."""
    failing_rows: int
    """Rows of which it does not hold; for one about the whole file, all rows or none."""
    failing_values: int
    """Distinct values among those."""


@dataclass(frozen=True, kw_only=True)
class Checking:
    """A whole check: rows in are the rows that go on plus the rows set aside."""

    rows: int
    results: tuple[Result, ...]
    """In suite order."""
    set_aside: pl.DataFrame
    """``relief.records.SET_ASIDE``, each row at most once, by file and row; the first reason in suite order."""
    sources: Mapping[str, int]
    """Records by source."""
    unlisted: Mapping[str, tuple[str, ...]]
    """Source to names of its coded values in no vocabulary (``relief.deliveries.name_unlisted``)."""
    ended: tuple[str, ...]
    """A sentence for each exemption that has ended and no longer holds."""
    counted: Counted
    """What all of it was judged by, from which another check can go on."""
    checked: Path
    """What was found, from which the report can be made: ``expectations.report.CHECKED``."""

    def failed(self, severity: Severity) -> list[Result]:
        """The results of that severity which do not hold, in suite order."""
        return [result for result in self.results if result.severity is severity and not result.success]
