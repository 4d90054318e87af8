"""A delivery against the county's own history: rows near the running median, and no coded value that is new.

Also against what the county's file declares of a source: the days it covers, and expectations of its own.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl

from expectations.expectation import Expectation, Severity, expect
from expectations.measures import VOCABULARIES, Measure
from expectations.projections import Projection
from expectations.suites.records import BETWEEN, BLOCK, LISTED, MATCHES, MATCHES_NOT
from relief.deliveries import Checks, Delivery, Own, find_median, name_unlisted

SWING = 10.0
"""Percent of rows by which a delivery may differ from the running median."""


UNLISTED: dict[str, type[pl.DataType]] = {
    "source": pl.String, "column": pl.String, "text": pl.String, "rows": pl.Int64,
}  # fmt: skip
"""Rows by a coded value that is in no vocabulary, as printed."""


def near_median(source: str) -> str:
    """The name of the expectation of a source's volume."""
    return f"rows of {source} far from the running median"


def expect_volumes(
    rows: Mapping[str, int], history: Sequence[Delivery], declared: Mapping[str, Checks]
) -> list[tuple[Expectation, Projection]]:
    """An expectation of every source that has been delivered often enough to have a median.

    Args:
        rows: records by source; a source that was delivered before and is missing now counts as quiet, not as short.
        history: earlier deliveries.
        declared: exemptions in force, by source; one with a ``percent`` sets the swing.
    """
    found = []
    for source, number in rows.items():
        median = find_median(history, source)
        if median is None:
            continue
        swing = _find_swing(declared.get(source, Checks()), near_median(source))
        limits = {"min_value": median * (1 - swing / 100), "max_value": median * (1 + swing / 100)}
        values = pl.DataFrame({"value": [number], "rows": [number]}, schema={"value": pl.Int64, "rows": pl.UInt32})
        here = partial(_of_source, source)
        projection = Projection(name=f"rows of {source}", columns=("source",), values=values, find=here)
        found.append((expect(near_median(source), f"rows of {source}", BETWEEN, BLOCK, "DQ-089", **limits), projection))
    return found


def _of_source(source: str, _: pl.Series) -> pl.Expr:
    return pl.col("source") == source


def _find_swing(checks: Checks, name: str) -> float:
    limits = [each.percent for each in checks.exemptions if each.expectation == name and each.percent is not None]
    return max([SWING, *limits])


def count_unlisted(records: pl.LazyFrame) -> pl.DataFrame:
    """``UNLISTED``: the coded values that are in no vocabulary, sorted."""
    texts = [
        records.filter(pl.col(column) == "unlisted")
        .group_by("source", column=pl.lit(column), text=_printed(column))
        .agg(rows=pl.len())
        for column in VOCABULARIES
    ]
    # A group by one word has a row even where there are none.
    found = pl.concat(pl.collect_all(texts, engine="streaming")).filter(pl.col("rows") > 0)
    return found.select(pl.col(name).cast(kind) for name, kind in UNLISTED.items()).sort("source", "column", "text")


def list_unlisted(counted: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """Source to the names (``relief.deliveries.name_unlisted``) of its coded values in ``UNLISTED``."""
    found: dict[str, set[str]] = {}
    for source, column, printed, _ in counted.iter_rows():
        found.setdefault(source or "", set()).add(name_unlisted(column, printed))
    return {source: tuple(sorted(names)) for source, names in sorted(found.items())}


def expect_known_values(
    counted: pl.DataFrame, sources: Sequence[str], history: Sequence[Delivery]
) -> list[tuple[Expectation, Projection]]:
    """For every source that was delivered before: a coded value in no vocabulary (``UNLISTED``) must have been there before."""
    found = []
    for source in sources:
        if not any(each.source == source for each in history):
            continue
        known = {name for each in history if each.source == source for name in each.unlisted}
        for column in VOCABULARIES:
            texts = counted.filter((pl.col("source") == source) & (pl.col("column") == column)).select("text", "rows")
            projection = _project_news(texts, source, column, known)
            name = f"new coded values of {column} in {source}"
            expectation = expect(name, projection.name, LISTED, BLOCK, "DQ-088", "DQ-057", value_set=["known"])
            found.append((expectation, projection))
    return found


def _project_news(texts: pl.DataFrame, source: str, column: str, known: set[str]) -> Projection:
    here = (pl.col("source") == source) & (pl.col(column) == "unlisted")
    new = [name_unlisted(column, text) not in known for text in texts["text"]]
    told = texts.with_columns(value=pl.Series(["new" if each else "known" for each in new], dtype=pl.String))
    fresh = told.filter(pl.col("value") == "new")["text"]
    values = told.group_by("value").agg(pl.col("rows").sum()).sort("value")
    blank = pl.DataFrame({"value": ["known"], "rows": [0]}, schema=values.schema)

    def find(_: pl.Series) -> pl.Expr:
        return here & _printed(column).is_in(fresh.implode(), nulls_equal=True)

    return Projection(
        name=f"values of {column} in {source} that are in no vocabulary", columns=(column,),
        values=values if values.height else blank, find=find,
    )  # fmt: skip


def _printed(column: str) -> pl.Expr:
    """A value as printed, where that is kept; else that there is one in no vocabulary."""
    return pl.col("disposition_text") if column == "disposition" else pl.lit("unlisted")


def measure_declared(declared: Mapping[str, Checks]) -> list[tuple[Expectation, Measure]]:
    """What the county's file declares of its sources."""
    found = []
    for source, checks in declared.items():
        here = pl.col("source") == source
        if checks.covers.from_ or checks.covers.to:
            found.append(_measure_coverage(source, checks, here))
        found += [_measure_own(source, own, here) for own in checks.expect]
    return found


def _measure_coverage(source: str, checks: Checks, here: pl.Expr) -> tuple[Expectation, Measure]:
    day, covers = pl.col("event_date"), checks.covers
    outside = pl.lit(value=False)
    if covers.from_:
        last = pl.when(pl.col("event_date_precision") == "day").then(day).otherwise(day.dt.offset_by("1y"))
        outside = outside | (last < covers.from_)
    if covers.to:
        outside = outside | (day > covers.to)
    value = pl.when(outside).then(pl.lit("outside")).otherwise(pl.lit("within"))
    name = f"days that {source} covers"
    measure = Measure(name=name, columns=("event_date",), value=value, where=here & day.is_not_null())
    asked = f"event outside the days that {source} covers"
    return expect(asked, name, LISTED, Severity(covers.outside), "DQ-083", value_set=["within"]), measure


def _measure_own(source: str, own: Own, here: pl.Expr) -> tuple[Expectation, Measure]:
    name, severity = f"{source}: {own.name}", Severity(own.severity)
    measure = Measure(name=f"{name} ({own.column})", columns=(own.column,), value=pl.col(own.column), where=here)
    if own.one_of is not None:
        return expect(name, measure.name, LISTED, severity, "DQ-071", value_set=list(own.one_of)), measure
    if own.matches is not None:
        return expect(name, measure.name, MATCHES, severity, "DQ-071", regex=own.matches), measure
    return expect(name, measure.name, MATCHES_NOT, severity, "DQ-071", regex=own.matches_not or "$^"), measure
