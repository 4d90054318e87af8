"""Read: exports to canonical records, and what could not be read set aside."""

from collections import Counter
from pathlib import Path

import polars as pl

from flows.run import Run
from flows.shelf import open_shelf
from flows.step import Counts, Step
from flows.steps.differing import NOW, count_reading, differ
from flows.steps.whole import RECORDS

UNREAD = "set_aside_read.parquet"
CORRECTED = "corrections.parquet"
IDENTIFIERS, WEIGHTS, GROUPS = "identifiers.parquet", "weights.parquet", "groups.parquet"


def read(run: Run, out: Path) -> Counts:
    """All files of the run as one table of records, with what staff corrected in place; or only what differs from an earlier
    run, where there is one to go by (``flows.steps.differing``)."""
    from connectors import read_exports
    from connectors.corrected_records import correct_records
    from connectors.reading import describe_set_aside

    difference = differ(run, out)
    if difference is not None:
        describe_set_aside(
            run.exports[0].name, difference.export.choice.source, difference.now.set_aside
        ).write_parquet(out / UNREAD)
        correct_records(out / NOW, run.corrections).write_parquet(out / CORRECTED)
        return count_reading(difference, run)
    reading = read_exports([Path(export.path) for export in run.exports], run.county, out)
    reading.set_aside_records.rename(out / UNREAD)
    corrected = correct_records(out / RECORDS, run.corrections)
    corrected.write_parquet(out / CORRECTED)
    rows = Counter[str]()
    for file in reading.files:
        rows[file.export] += file.rows
    return {
        "rows": reading.rows_read,
        "files": {export.key: rows[export.name] for export in run.exports},
        "set aside": dict(reading.set_aside),
        "extractors": sorted({file.extractor for file in reading.files if file.extractor}),
        "corrections": _count_corrections(corrected),
        "read by": {file.name: f"{file.source} {file.layout} ({file.reason})" for file in reading.files},
        "weighed": reading.rows_weighed,
        "notes": dict(reading.notes),
    }


def _count_corrections(corrected: pl.DataFrame) -> dict[str, int]:
    """Corrections by what became of them."""
    return count(corrected.unique(["record", "field"])["state"])


def read_if_made(run: Run, name: str, columns: dict[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    """A side file of the readers, with these columns; empty if no source of the run makes one."""
    made = open_shelf(run.workplace, run.prefix).bring(name)
    return pl.read_parquet(run.folder / name) if made else pl.DataFrame(schema=columns)


def count(values: pl.Series) -> dict[str, int]:
    """How often each value occurs, most frequent first."""
    table = values.cast(pl.String).value_counts().sort(["count", values.name], descending=[True, False])
    return {str(value): int(number) for value, number in table.iter_rows()}


def _ask(run: Run) -> list[str]:
    from relief.correcting import digest

    return [run.county.sources_digest, *sorted(export.key for export in run.exports), digest(run.corrections)]


STEP = Step(name="read", work=read, asks=_ask)
