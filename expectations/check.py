"""The check: what is wrong with a county's records, and which of them cannot be used.

Great Expectations is imported in a thread while Polars projects the records, so that on two cores
the longer of the two is what a check costs.
"""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from expectations.checking import Checking, Result
from expectations.context import prepare
from expectations.counted import Counted, Kept, add_up, count
from expectations.exempting import exempt, keep_in_force, refuse_unknown
from expectations.expectation import Expectation, Severity
from expectations.history import expect_known_values, expect_volumes, list_unlisted, measure_declared
from expectations.judging import Judgment, judge
from expectations.measures import Measure
from expectations.projections import Projection
from expectations.report import write_checked
from expectations.suites.records import SUITE
from expectations.suites.sources import SUITES, project_weights
from expectations.volumes import project_file
from relief.deliveries import Checks, Delivery
from relief.errors import UserError
from relief.records import COLUMNS, SET_ASIDE

_SOURCES = {column.name: column.source for column in COLUMNS}


@dataclass(frozen=True, kw_only=True)
class Background:
    """What a county's records are held against beside the suites that all counties share."""

    declared: Mapping[str, Checks] = field(default_factory=dict)
    """What the county's file declares, by source."""
    history: Sequence[Delivery] = ()
    """Earlier deliveries."""
    weights: pl.DataFrame | None = None
    """The laboratory's list, ``relief.weights.WEIGHTS``; None: none was delivered."""


def check(
    records: Path,
    out: Path,
    *,
    county: str,
    as_of: date,
    suite: Sequence[Expectation] | None = None,
    background: Background | None = None,
) -> Checking:
    """Check canonical records, name those that cannot be used, and write down what was found.

    Args:
        records: Parquet, columns as ``relief.records.SCHEMA``; it is only read.
        out: the run's folder; ``expectations.report.CHECKED`` goes into it, from which the report can be made.
        county: its name, in any case, with spaces or underscores.
        as_of: the day that counts as today.
        suite: ``expectations.suites.records.SUITE``, and those of the sources, unless told.
        background: what the county declares and has sent before; None: nothing.

    Returns:
        The result of every expectation, and the rows set aside.

    Raises:
        UserError: nothing could be decided on this file; names the expectations and counts. What was found is written.
    """
    name, behind = county.replace("_", " ").upper(), background or Background()
    kept, ended = keep_in_force(behind.declared, as_of)
    scan = pl.scan_parquet(records).with_row_index("row")
    with ThreadPoolExecutor(max_workers=1) as beside:
        prepared = beside.submit(prepare)
        counted = count(scan, name, as_of, [measure for _, measure in _measure_own(kept, None)])
        prepared.result()
        return _judge(scan, counted, out, name, as_of, replace(behind, declared=kept), ended, suite, records.name)


def check_difference(
    kept: Kept, before: Path, now: Path, out: Path, *, county: str, as_of: date, background: Background
) -> Checking | None:
    """Check a county of which some people changed, from an earlier check of it; None where all records are to be checked.

    Args:
        kept: ``expectations.counted`` of the earlier check, under the same declarations and on the same day.
        before: records of those who changed, as they were.
        now: their records as they are.
        out: as of ``check``.
        county: as of ``check``.
        as_of: as of ``check``.
        background: what the county declares and has sent before.

    Returns:
        As ``check``, but for the rows set aside: of those who changed.

    Raises:
        UserError: as ``check``.
    """
    name = county.replace("_", " ").upper()
    if any(checks.exemptions for checks in background.declared.values()) or background.weights is not None:
        return None  # how many rows of whom fail decides there
    own, sources = [measure for _, measure in _measure_own(background.declared, None)], list(kept.sources)
    scans = [pl.scan_parquet(path).with_row_index("row") for path in (before, now)]
    with ThreadPoolExecutor(max_workers=1) as beside:
        prepared = beside.submit(prepare)
        one, other = (count(scan, name, as_of, own, sources) for scan in scans)
        counted = add_up(kept, one, other)
        if counted is None or list(counted.sources) != sources or counted.file["repeated row numbers"]:
            return None
        prepared.result()
        return _judge(scans[1], counted, out, name, as_of, background, [], None)


def _judge(
    scan: pl.LazyFrame, counted: Counted, out: Path, county: str, as_of: date, behind: Background, ended: list[str],
    suite: Sequence[Expectation] | None, named: str = "records.parquet",
) -> Checking:  # fmt: skip
    """Judge what was counted; rows to be set aside are looked for in ``scan``, and a refusal is of what is ``named``."""
    asked, projections = _gather(counted, behind, suite)
    refuse_unknown(behind.declared, {each.name for each in asked})
    judgments = exempt(judge(asked, projections), behind.declared, scan)
    checked = write_checked(judgments, out, county=county, as_of=as_of)
    results = tuple(_count(judgment) for judgment in judgments)
    _refuse(results, named, ended)
    return Checking(
        rows=counted.file["records"], results=results, set_aside=_set_aside(scan, judgments),
        sources=counted.sources, unlisted=list_unlisted(counted.unlisted), ended=tuple(ended), counted=counted,
        checked=checked,
    )  # fmt: skip


def _measure_own(declared: Mapping[str, Checks], rows: Mapping[str, int] | None) -> list[tuple[Expectation, Measure]]:
    """What is declared of the sources, or of those that have ``rows``."""
    return measure_declared({source: checks for source, checks in declared.items() if rows is None or source in rows})


def _gather(
    counted: Counted, behind: Background, suite: Sequence[Expectation] | None
) -> tuple[list[Expectation], dict[str, Projection]]:
    """Every expectation that applies, and the projections of their measures."""
    rows = counted.sources
    projections = {**counted.projections, **{each.name: each for each in project_file(counted.file)}}
    if suite is not None:
        return list(suite), projections
    found = [*expect_volumes(rows, behind.history, behind.declared),
             *expect_known_values(counted.unlisted, list(rows), behind.history)]  # fmt: skip
    made = [projection for _, projection in found]
    kinds = [*rows, *(["weights"] if behind.weights is not None else [])]
    made += project_weights(behind.weights) if behind.weights is not None else []
    of_sources = [each for kind in kinds for each in SUITES.get(kind, ())]
    asked = [
        *SUITE,
        *of_sources,
        *(each for each, _ in _measure_own(behind.declared, rows)),
        *(each for each, _ in found),
    ]
    return asked, projections | {projection.name: projection for projection in made}


def _count(judgment: Judgment) -> Result:
    expectation = judgment.expectation
    return Result(
        name=expectation.name,
        kind=re.sub("(?<=.)([A-Z])", r"_\1", expectation.type).lower(),
        severity=expectation.severity,
        columns=judgment.projection.columns,
        meets=expectation.meets,
        success=judgment.success,
        rows=judgment.rows,
        failing_rows=judgment.failing_rows,
        failing_values=judgment.failing.len(),
    )


def _refuse(results: Sequence[Result], named: str, ended: Sequence[str]) -> None:
    """Stop at a file of which nothing could be decided, or that is not like those before it."""
    failed = [result for result in results if result.severity is Severity.BLOCKING and not result.success]
    if failed:
        those = "; ".join(f"{result.name} ({result.failing_rows} of {result.rows} rows)" for result in failed)
        advice = "Is it this county's whole export?"
        if any(result.name.startswith("new coded") for result in failed):
            advice = "Add what is new to the county's file: relief county check prints the lines."
        elif any("running median" in result.name for result in failed):
            advice = "Is it a whole export? If it is, exempt it in the county's file, with a reason and a last day."
        raise UserError(" ".join([f"{named} cannot be decided on: {those}. {advice}", *ended]))


def _set_aside(scan: pl.LazyFrame, judgments: Sequence[Judgment]) -> pl.DataFrame:
    """The rows that cannot be used, each with the first reason in suite order."""
    failed = [each for each in judgments if each.expectation.severity is Severity.SET_ASIDE and each.failing.len()]
    if not failed:
        return pl.DataFrame(schema=SET_ASIDE)
    found = [each.projection.find(each.failing).fill_null(value=False) for each in failed]
    first = pl.coalesce(
        pl.when(condition).then(pl.lit(number, dtype=pl.UInt32)) for number, condition in enumerate(found)
    )
    rows = scan.select("source_file", "source_row", "subject_id", first.alias("number"))
    aside = rows.filter(pl.col("number").is_not_null()).collect(engine="streaming")
    reasons = pl.DataFrame(
        {
            "number": range(len(failed)),
            "step": "check",
            "reason": [each.expectation.name for each in failed],
            "field": [_name_fields(each.projection) for each in failed],
        },
        schema_overrides={"number": pl.UInt32},
    )
    told = aside.join(reasons, on="number").sort("source_file", "source_row")
    return told.select(pl.col(name).cast(kind) for name, kind in SET_ASIDE.items())


def _name_fields(projection: Projection) -> str:
    """The export's columns that a row's failure lies in."""
    if projection.name == "copy":
        return "all columns"
    return ", ".join(_SOURCES[column] for column in projection.columns)
