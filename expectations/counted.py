"""All that a check asks of records, as numbers: they add up over people, whose rows are nobody else's.

So a county's numbers are those of before, without the people who changed as they were, and with them as they are. People
who share a number, and rows of nobody, change together (``connectors.differences``).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from expectations.copies import project_copies
from expectations.expectation import Severity
from expectations.groups import project_counts, project_people
from expectations.history import UNLISTED, count_unlisted
from expectations.measures import OF_DAY, Measure, measure_records
from expectations.projections import Projection, project_records
from expectations.suites.records import SUITE
from expectations.suites.sources import measure_sources
from expectations.volumes import count_file

FILE, VALUES, WORDS = "counted.json", "counted_values.parquet", "counted_words.parquet"
FILES = (FILE, VALUES, WORDS)
_VALUES: dict[str, type[pl.DataType]] = {"name": pl.String, "value": pl.String, "rows": pl.Int64}


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What is in some records."""

    file: Mapping[str, int]
    """``expectations.volumes.count_file``."""
    sources: Mapping[str, int]
    """Records by source."""
    unlisted: pl.DataFrame
    """``expectations.history.UNLISTED``."""
    projections: Mapping[str, Projection]
    """By measure."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """``Counted`` of an earlier check, as it was kept."""

    file: Mapping[str, int]
    sources: Mapping[str, int]
    unlisted: pl.DataFrame
    values: pl.DataFrame
    """``name`` of the measure, ``value`` as text and ``rows``."""


def count(
    records: pl.LazyFrame, county: str, as_of: date, own: Sequence[Measure] = (), sources: Sequence[str] | None = None
) -> Counted:
    """Count all that is asked.

    Args:
        records: ``relief.records.SCHEMA`` and ``row``.
        county: upper case, as in the records.
        as_of: the day that counts as today.
        own: what the county declares beside.
        sources: whose suites are asked for; None: of those whose records there are.
    """
    rows = _count_sources(records)
    asked = list(rows) if sources is None else list(sources)
    measures = [*measure_records(county, as_of), *measure_sources(asked), *own]
    found = [
        *project_records(records, measures), *project_people(records), *project_counts(records), project_copies(records)
    ]  # fmt: skip
    return Counted(
        file=count_file(records, county), sources=rows, unlisted=count_unlisted(records),
        projections={projection.name: projection for projection in found},
    )  # fmt: skip


def _count_sources(records: pl.LazyFrame) -> dict[str, int]:
    counted = records.group_by("source").agg(rows=pl.len()).sort("source").collect(engine="streaming")
    return {source: rows for source, rows in counted.iter_rows() if source is not None}


def redate(kept: Kept, then: date, now: date) -> Kept | None:
    """What a check would have counted on another day; None where it would have set aside other rows.

    Args:
        kept: of the check.
        then: its as-of day.
        now: the other.
    """
    days, value = (now - then).days, pl.col("value").cast(pl.Int64)
    of_day = pl.col("name").is_in(OF_DAY)
    told = kept.values.filter(of_day).select("name", now=value + days, then=value).drop_nulls()
    for each in SUITE:
        if each.measure in OF_DAY and each.severity is Severity.SET_ASIDE:
            least = int(str(each.arguments["min_value"]))
            values = told.filter(pl.col("name") == each.measure)
            if ((values["now"] < least) != (values["then"] < least)).any():
                return None
    moved = pl.when(of_day).then((value + days).cast(pl.String)).otherwise("value")
    return replace(kept, values=kept.values.with_columns(value=moved))


def add_up(kept: Kept, before: Counted, now: Counted) -> Counted | None:
    """The county's numbers after some of its people changed; None where they do not add up, so that all must be counted.

    Args:
        kept: of everybody, before.
        before: of those who changed, as they were.
        now: of them, as they are; whoever looks for rows finds them among these.
    """
    signed = pl.concat([
        kept.values,
        *(_as_text(each).with_columns(rows=-pl.col("rows")) for each in before.projections.values()),
        *(_as_text(each) for each in now.projections.values()),
    ])  # fmt: skip
    summed = signed.group_by("name", "value").agg(pl.col("rows").sum()).filter(pl.col("rows") != 0)
    words = [kept.unlisted, before.unlisted.with_columns(rows=-pl.col("rows")), now.unlisted]
    unlisted = pl.concat(words).group_by([name for name in UNLISTED if name != "rows"]).agg(pl.col("rows").sum())
    unlisted = unlisted.filter(pl.col("rows") != 0).sort([name for name in UNLISTED if name != "rows"])
    if (summed["rows"] < 0).any() or set(summed["name"]) - now.projections.keys() or (unlisted["rows"] < 0).any():
        return None
    tables = {str(name): frame for (name,), frame in summed.partition_by("name", as_dict=True).items()}
    return Counted(
        file=_sum(kept.file, before.file, now.file),
        sources={source: rows for source, rows in _sum(kept.sources, before.sources, now.sources).items() if rows},
        unlisted=unlisted.select(pl.col(name).cast(kind) for name, kind in UNLISTED.items()),
        projections={name: _fill(each, tables.get(name)) for name, each in now.projections.items()},
    )


def _sum(kept: Mapping[str, int], before: Mapping[str, int], now: Mapping[str, int]) -> dict[str, int]:
    return {name: kept.get(name, 0) - before.get(name, 0) + now.get(name, 0) for name in sorted({*kept, *now})}


def _as_text(projection: Projection) -> pl.DataFrame:
    return projection.values.select(
        name=pl.lit(projection.name), value=pl.col("value").cast(pl.String), rows=pl.col("rows").cast(pl.Int64)
    )


def _fill(projection: Projection, table: pl.DataFrame | None) -> Projection:
    """The projection with the values of everybody."""
    kinds = projection.values.schema
    found = (
        pl.DataFrame(schema=kinds)
        if table is None
        else table.select(pl.col(name).cast(kind) for name, kind in kinds.items())
    )
    return replace(projection, values=found.sort("value"))


def write(counted: Counted, out: Path) -> None:
    """Keep the numbers in three files of a folder."""
    (out / FILE).write_text(
        json.dumps({"file": counted.file, "sources": counted.sources}, sort_keys=True), encoding="utf-8"
    )
    tables = [_as_text(projection) for projection in counted.projections.values()]
    pl.concat(tables or [pl.DataFrame(schema=_VALUES)]).sort("name", "value").write_parquet(out / VALUES)
    counted.unlisted.write_parquet(out / WORDS)


def read(folder: Path) -> Kept:
    """As ``write`` kept them."""
    told = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return Kept(
        file=told["file"], sources=told["sources"], unlisted=pl.read_parquet(folder / WORDS),
        values=pl.read_parquet(folder / VALUES),
    )  # fmt: skip
