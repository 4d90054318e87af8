"""The judge: Great Expectations over projections.

Each measure is a small table of its own with the expectations that name it. What Great Expectations
says of the distinct values is restated in rows, and nothing of a value is kept: a judgment holds the
positions of failing values in the projection, and its report holds counts.
"""

import gc
import importlib
import logging
import os
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.expectation import Expectation, Severity
from expectations.projections import Projection

if TYPE_CHECKING:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.datasource.fluent.interfaces import Batch
    from great_expectations.expectations.expectation import Expectation as Type

_TALKATIVE = "great_expectations.data_context.types.base"

_SEVERITIES = {Severity.BLOCKING: "critical", Severity.SET_ASIDE: "warning", Severity.WARNING: "info"}
"""Ours in Great Expectations' words."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Judgment:
    """What Great Expectations said of one expectation."""

    expectation: Expectation
    projection: Projection
    failing: pl.Series
    """The projection's values of which it does not hold."""
    rows: int
    failing_rows: int
    report: "ExpectationValidationResult"
    """Great Expectations' own result, restated in rows and without values."""


def prepare() -> None:
    """Import Great Expectations, which takes seconds: meant for a thread beside other work. It never calls home.

    Collecting garbage among the half a million objects being made costs a fifth of that time and finds none.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    collecting = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            # It imports modules of Python's own that are on their way out: nothing to do about it here.
            warnings.simplefilter("ignore", DeprecationWarning)
            importlib.import_module("great_expectations")
            importlib.import_module(_TALKATIVE)
        # It asks to be heard about every folder that it makes for a moment.
        logging.getLogger(_TALKATIVE).setLevel(logging.WARNING)
    finally:
        if collecting:
            gc.enable()


def open_context() -> "EphemeralDataContext":
    """A context in memory: it reads and writes no home folder, shows no progress bars and has no report yet."""
    prepare()
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    for site in list(context.list_data_docs_sites()):
        context.delete_data_docs_site(site)
    return context


def judge(
    context: "EphemeralDataContext", suite: Sequence[Expectation], projections: Mapping[str, Projection]
) -> list[Judgment]:
    """Validate every expectation of a suite on the projection of its measure.

    Args:
        context: from ``open_context``.
        suite: expectations, each of a measure among ``projections``.
        projections: by measure.

    Returns:
        One judgment an expectation, in suite order.

    Raises:
        RuntimeError: an expectation could not be evaluated at all; the message names it and holds no value.
    """
    source = context.data_sources.add_pandas("records")
    values = source.add_dataframe_asset("distinct values").add_batch_definition_whole_dataframe("whole")
    found: dict[str, Judgment] = {}
    for table in _tabulate(suite, projections):
        asked = [expectation for expectation in suite if expectation.measure in table]
        batch = values.get_batch({"dataframe": _show(list(table.values()))})
        found |= {judgment.expectation.name: judgment for judgment in _judge_table(batch, asked, table)}
    return [found[expectation.name] for expectation in suite]


def state(expectation: Expectation) -> "Type":
    """An expectation as an instance of Great Expectations' class."""
    import great_expectations.expectations as kinds

    build: Any = getattr(kinds, expectation.type)
    instance: Type = build(
        column=expectation.measure,
        description=str(expectation),
        severity=_SEVERITIES[expectation.severity],
        meta={"name": expectation.name},
        **expectation.arguments,
    )
    return instance


def _tabulate(suite: Sequence[Expectation], projections: Mapping[str, Projection]) -> list[dict[str, Projection]]:
    """The projections a suite asks for, as the tables in which Great Expectations sees them."""
    tables: dict[str, dict[str, Projection]] = {}
    for expectation in suite:
        projection = projections[expectation.measure]
        tables.setdefault(projection.table or projection.name, {})[projection.name] = projection
    return list(tables.values())


def _show(projections: Sequence[Projection]) -> Any:
    """The projections' values, a column each."""
    columns = [projection.values["value"].alias(projection.name) for projection in projections]
    return pl.DataFrame(columns).cast({pl.Enum: pl.String}).to_pandas()


def _judge_table(batch: "Batch", asked: Sequence[Expectation], table: Mapping[str, Projection]) -> list[Judgment]:
    import great_expectations as gx

    suite = gx.ExpectationSuite(name="records", expectations=[state(expectation) for expectation in asked])
    said = batch.validate(suite, result_format={"result_format": "COMPLETE"})
    named = {result.expectation_config.meta["name"]: result for result in said.results if result.expectation_config}
    return [_weigh(expectation, table[expectation.measure], named[expectation.name]) for expectation in asked]


def _weigh(expectation: Expectation, projection: Projection, said: "ExpectationValidationResult") -> Judgment:
    """Restate one result in rows."""
    if said.exception_info and said.exception_info.get("raised_exception"):
        raise RuntimeError(f"the expectation '{expectation.name}' ({expectation.type}) could not be evaluated")
    positions = sorted(said.result["unexpected_index_list"] or [])
    failing = projection.values[positions]
    rows, failing_rows = int(projection.values["rows"].sum()), int(failing["rows"].sum())
    missing = int(projection.values.filter(pl.col("value").is_null())["rows"].sum())
    return Judgment(
        expectation=expectation,
        projection=projection,
        failing=failing["value"],
        rows=rows,
        failing_rows=failing_rows,
        report=_report(said, rows=rows, missing=missing, failing=failing_rows),
    )


def _report(
    said: "ExpectationValidationResult", *, rows: int, missing: int, failing: int
) -> "ExpectationValidationResult":
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult

    counts = {
        "element_count": rows,
        "unexpected_count": failing,
        "unexpected_percent": _percent(failing, rows),
        "unexpected_percent_total": _percent(failing, rows),
        "unexpected_percent_nonmissing": _percent(failing, rows - missing),
        "missing_count": missing,
        "missing_percent": _percent(missing, rows),
        "partial_unexpected_list": [],
    }
    configuration = said.expectation_config
    if configuration is not None:
        configuration.kwargs.pop("batch_id", None)
    same = {name: value for name, value in counts.items() if name in said.result}
    return ExpectationValidationResult(success=said.success, expectation_config=configuration, result=same)


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
