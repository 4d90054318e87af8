"""The check: what is wrong with a county's records, and which of them cannot be used.

Great Expectations is imported in a thread while Polars projects the records, so that on two cores
the longer of the two is what a check costs.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import polars as pl

from expectations.checking import Checking, Result
from expectations.copies import project_copies
from expectations.expectation import Expectation, Severity
from expectations.groups import project_counts, project_people
from expectations.judging import Judgment, judge, open_context, prepare
from expectations.measures import measure_records
from expectations.projections import Projection, project_records
from expectations.report import write_report
from expectations.suites.records import SUITE
from expectations.volumes import project_file
from relief.errors import UserError
from relief.records import COLUMNS, SET_ASIDE

_SOURCES = {column.name: column.source for column in COLUMNS}


def check(
    records: Path, out: Path, *, county: str, as_of: date, suite: Sequence[Expectation] | None = None
) -> Checking:
    """Check canonical records, name those that cannot be used, and write the report.

    Args:
        records: Parquet, columns as ``relief.records.SCHEMA``; it is only read.
        out: the run's folder; the report goes into ``data_docs`` in it.
        county: its name, in any case, with spaces or underscores.
        as_of: the day that counts as today.
        suite: ``expectations.suites.records.SUITE`` unless told.

    Returns:
        The result of every expectation, and the rows set aside.

    Raises:
        UserError: nothing could be decided on this file; names the expectations and counts. The report is written.
    """
    asked, name = SUITE if suite is None else tuple(suite), county.replace("_", " ").upper()
    scan = pl.scan_parquet(records).with_row_index("row")
    with ThreadPoolExecutor(max_workers=1) as beside:
        prepared = beside.submit(prepare)
        projections = _project(scan, name, as_of)
        prepared.result()
        context = open_context()
        judgments = judge(context, asked, projections)
        aside = beside.submit(_set_aside, scan, judgments)
        data_docs = write_report(context, judgments, out / "data_docs", county=name, as_of=as_of)
        results = tuple(_count(judgment) for judgment in judgments)
        _refuse(results, records)
        rows = int(projections["records"].values["value"].item())
        return Checking(rows=rows, results=results, set_aside=aside.result(), data_docs=data_docs)


def _project(scan: pl.LazyFrame, county: str, as_of: date) -> dict[str, Projection]:
    """Every measure's projection, by name."""
    found = [
        *project_file(scan, county),
        *project_records(scan, measure_records(county, as_of)),
        *project_people(scan),
        *project_counts(scan),
        project_copies(scan),
    ]
    return {projection.name: projection for projection in found}


def _count(judgment: Judgment) -> Result:
    expectation = judgment.expectation
    kind = judgment.report.expectation_config
    return Result(
        name=expectation.name,
        kind=kind.type if kind else expectation.type,
        severity=expectation.severity,
        columns=judgment.projection.columns,
        meets=expectation.meets,
        success=bool(judgment.report.success),
        rows=judgment.rows,
        failing_rows=judgment.failing_rows,
        failing_values=judgment.failing.len(),
    )


def _refuse(results: Sequence[Result], records: Path) -> None:
    """Stop at a file of which nothing could be decided."""
    failed = [result for result in results if result.severity is Severity.BLOCKING and not result.success]
    if failed:
        named = "; ".join(f"{result.name} ({result.failing_rows} of {result.rows} rows)" for result in failed)
        raise UserError(f"{records.name} cannot be decided on: {named}. Is it this county's whole export?")


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
