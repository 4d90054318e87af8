"""A run of the state as its page shows it, and what of it may be published.

Identified are the convictions in scope; cleared, those of which the court has ordered relief, now or before; waiting, the
eligible ones that are not cleared yet. The rest an attorney has to look at, or the law gives nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

import polars as pl

from relief.disclosure import LEAST, count_cells
from relief.ledger import Step

IDENTIFIED, WAITING, CLEARED = "identified", "waiting", "cleared"
GROUPS = ([IDENTIFIED], [WAITING], [CLEARED])
COLUMNS = (IDENTIFIED, WAITING, CLEARED)
DIMENSIONS = ("county", "section", "level", "age")
GRANTED = frozenset(
    step.value for step in (Step.GRANTED, Step.GRANTED_IN_PART, Step.ENTERED, Step.REPORTED, Step.CONFIRMED, Step.UPHELD)
)  # fmt: skip
"""Last steps of a conviction that is cleared."""

Cells = Mapping[str, Mapping[str, int | None]]


@dataclass(frozen=True, kw_only=True)
class CountyLine:
    """A county as the page shows it."""

    state: str
    why: str = ""
    rows: int | None = None
    set_aside: int | None = None
    warnings: int | None = None
    alarms: Sequence[str] = ()
    last_event: str | None = None
    """The newest day in its data."""
    seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class StatePage:
    """A run of the state."""

    number: int
    as_of: date
    asked: str
    counties: Mapping[str, CountyLine]
    """Empty in what is published."""
    by: Mapping[str, Cells]
    """Dimension to value to column; None: not published."""
    whole: Mapping[str, int | None]
    impact: Mapping[str, int | None]
    """People."""
    ledger: Mapping[str, int | None]
    """Convictions by their last step."""
    rows: Mapping[str, int]
    changed: Sequence[str] = ()
    """What changed since the run before, and why, in words."""
    cost: Mapping[str, float] = field(default_factory=dict)
    public: bool = False


def mark_standing(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds the columns of ``COLUMNS``, true or false.

    Args:
        frame: one row a conviction in scope: ``outcome``, and ``step``, its last in the ledger.
    """
    relieved = (pl.col("outcome") == "already relieved") | pl.col("step").is_in(list(GRANTED)).fill_null(False)
    waiting = (pl.col("outcome") == "eligible") & ~relieved
    return frame.with_columns(**{IDENTIFIED: pl.lit(True), WAITING: waiting, CLEARED: relieved})


def break_down(frame: pl.DataFrame) -> dict[str, Cells]:
    """Every number, for who may see it: dimension to value to column."""
    return {name: _count(frame, name) for name in DIMENSIONS}


def _count(frame: pl.DataFrame, name: str) -> Cells:
    counted = frame.group_by(name).agg(pl.col(column).sum() for column in COLUMNS).sort(name)
    return {str(row[0]): dict(zip(COLUMNS, map(int, row[1:]), strict=True)) for row in counted.iter_rows()}


def publish(page: StatePage, frame: pl.DataFrame) -> StatePage:
    """What may be published of a page: no number behind which there are fewer than eleven people, none that would tell it.

    Args:
        page: with every number.
        frame: one row a conviction in scope: ``person``, the dimensions and ``COLUMNS``.
    """
    by = {name: count_cells(frame, name, GROUPS) for name in DIMENSIONS}
    whole = count_cells(frame.with_columns(all=pl.lit("all")), "all", GROUPS).get("all", {})
    return StatePage(
        number=page.number, as_of=page.as_of, asked=page.asked, counties={}, by=by, whole=whole,
        impact=_hide(page.impact), ledger=_hide(page.ledger), rows=page.rows, public=True,
    )  # fmt: skip


def _hide(numbers: Mapping[str, int | None]) -> dict[str, int | None]:
    """Small numbers hidden, and of two that differ by a small number the smaller."""
    hidden = {name for name, number in numbers.items() if number is not None and 0 < number < LEAST}
    for one, other in combinations(sorted(numbers.keys() - hidden, key=lambda name: numbers[name] or 0), 2):
        if 0 < (numbers[other] or 0) - (numbers[one] or 0) < LEAST:
            hidden.add(one)
    return {name: None if name in hidden else number for name, number in numbers.items()}
