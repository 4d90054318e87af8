"""A run's records put together: where the run went by an earlier one they were never written, and are read when asked for.

The export is read whole, as it would have been: so the file is what it would be, and is kept from then on.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.run import Run
from flows.shelf import Shelf, open_shelf
from flows.step import HALF, read_counts
from flows.workplace import make_folder

if TYPE_CHECKING:
    from connectors import County

RECORDS = "records.parquet"


def bring_records(run: Run) -> Path:
    """The run's ``records.parquet``, on this machine."""
    from flows.steps import read

    shelf = open_shelf(run.workplace, run.prefix)
    if not shelf.bring(RECORDS):
        (export,) = run.exports
        told = read_counts(read.STEP, run)
        put_together(Path(export.path), export.sha256, run.county, shelf, run.folder, told)
    return run.folder / RECORDS


def put_together(
    export: Path, sha256: str, county: "County", shelf: Shelf, folder: Path, told: Mapping[str, Any]
) -> None:
    """Read an export whole and keep its records.

    UserError where its content is another than the run's, before or behind the reading; RuntimeError where other rows come
    of it than the run counted.
    """
    from connectors import read_exports
    from flows.statewide.keeping import refuse_other_content

    refuse_other_content(export, sha256)
    half = folder / HALF / str(os.getpid()) / "records"
    shutil.rmtree(half, ignore_errors=True)
    make_folder(half)
    reading = read_exports([export], county, half)
    if reading.rows_read != told["rows"] or dict(reading.set_aside) != told["set aside"]:
        raise RuntimeError("the records put together are not those of the run")
    refuse_other_content(export, sha256)
    shelf.keep(half / RECORDS, RECORDS)
    shutil.rmtree(half)
