"""What the clerk is to report to the Department of Justice, as data beside each court's papers.

The content of JUS 8715A, row by row as the papers ask for it: once the order is signed only its day is missing. What was
granted, and on which day, is told by ``relief outcomes export-doj``.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.spreadsheet import disarm

if TYPE_CHECKING:
    from relief.papers import Filing

FILE = "disposition_data.csv"
NO_CII = "no_cii_number"
_PLACE = ["source_file", "source_row"]
_LISTED = {
    "conviction": pl.String, "source_file": pl.String, "source_row": pl.UInt32, "courthouse": pl.String, "slug": pl.String,
}  # fmt: skip


def put_dispositions(printable: pl.DataFrame, filing: "Filing", batch: str, folder: Path) -> None:
    """Write ``<court>/disposition_data.csv`` for each court. Confidential: it has names, birth dates and CII numbers.

    Convictions whose person has no CII number, which the report cannot do without, are in ``lists/no_cii_number.csv``.
    """
    from relief.outcomes.doj import REPORT, write_report

    owed, people = _list_owed(printable, filing, batch)
    rows, held = write_report(owed, people)
    told = rows.join(people.select("conviction", "slug"), on="conviction", how="left", maintain_order="left")
    for (slug,), of_court in told.group_by("slug", maintain_order=True):
        _put(folder / str(slug) / FILE, of_court.select(REPORT))
    if held.height:
        without = people.join(held, on="conviction", how="semi", maintain_order="left")
        _put(folder / "lists" / f"{NO_CII}.csv", without.select(*_PLACE, "subject_id", court="courthouse"))


def _list_owed(printable: pl.DataFrame, filing: "Filing", batch: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What will be owed, and whose it is, as ``relief.outcomes.doj.write_report`` takes them; a row's id is its name."""
    from relief.ledger import Step
    from relief.papers.convictions import dockets

    listed = [
        (each.id, each.source_file, each.source_row, docket.court, docket.slug)
        for docket in dockets(printable, filing, batch)
        for each in docket.convictions
    ]
    places = pl.DataFrame(listed, schema=_LISTED, orient="row")
    people = places.join(printable, on=_PLACE, how="left", maintain_order="left")
    owed = people.select(
        "conviction",
        step=pl.lit(Step.ENTERED.value),
        acted=pl.lit(None, pl.Date),
        due=pl.lit(None, pl.Date),
        part=pl.lit(None, pl.String),
        reference="conviction",
        relief=pl.col("relief").cast(pl.String),
    )
    return owed, people


def _put(path: Path, rows: pl.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    disarm(rows).write_csv(path)
