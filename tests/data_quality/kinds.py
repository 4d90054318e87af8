"""The same kind of people in every kind of source, as records that can be written in any order, cut off or repeated."""

import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from connectors import County, load_county
from connectors.county import read_county
from connectors.county_files import SHIPPED
from connectors.layouts import Layout
from connectors.samples.rap_sheets import write_rap_sheets
from connectors.samples.twin.columns import fill_columns
from connectors.samples.twin.delimited import write_delimited
from connectors.samples.twin.fixed_width import write_fixed_width
from connectors.samples.twin.people import in_court, invent_records
from connectors.samples.twin.workbook import write_workbook
from tests.connectors import fictional_export
from tests.data_quality.state import clean_state

ROWS, SEED = 220, 5
Records = Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How a source's records are written down."""

    county: County
    name: str
    """Of the file."""
    records: Records
    write: Callable[[Path, Records], None]
    counted: bool
    """The file says how many records it has."""
    numbered: bool = True
    """A count has a number of its own, so that an equal record in one file is a copy and no further count."""


def court(county: str, name: str, write: Callable[[Path, pl.DataFrame, Layout], None], *, totals: bool = True) -> Kind:
    """A pilot county's court, with the cases of some people of the DOJ sample."""
    declared = load_county(county)
    layout = declared.sources["court"].versions[-1].layout
    cells = fill_columns(_in_court(declared), layout)

    def put(path: Path, records: Records) -> None:
        write(path, pl.DataFrame(records, schema=cells.schema, orient="row"), layout)

    numbering = layout.numbering
    return Kind(
        county=declared, name=name, records=cells.rows(), write=put, counted=totals,
        numbered=numbering is None or numbering.count is not None,
    )  # fmt: skip


def _in_court(county: County) -> pl.DataFrame:
    """Cases with a number and a person: without one nobody can tell a copy."""
    records = in_court(invent_records(county.doj_name, ROWS, SEED), county.doj_name)
    return records.drop_nulls(["case_number", "disposition"])


def delimited(county: str, *, totals: bool = True) -> Kind:
    def write(path: Path, cells: pl.DataFrame, layout: Layout) -> None:
        write_delimited(path, cells, layout.file)  # type: ignore[arg-type]

    return court(county, "court_cms.txt", write, totals=totals)


def fixed_width() -> Kind:
    def write(path: Path, cells: pl.DataFrame, layout: Layout) -> None:
        write_fixed_width(path, cells, layout.file)  # type: ignore[arg-type]

    return court("san_joaquin", "court.txt", write)


def workbook() -> Kind:
    def write(path: Path, cells: pl.DataFrame, layout: Layout) -> None:
        write_workbook(path, cells, layout, layout.file)  # type: ignore[arg-type]

    return court("contra_costa", "court.xlsx", write)


NESTED = """
sources:
  court:
    layout:
      title: nested export
      file: {format: json, records: cases, lists: [counts], totals: {records: total}}
      columns: [number, filed, counts.person, counts.name, counts.born, counts.charge, counts.level, counts.result, counts.day]
      text: {subject_id: counts.person, name: counts.name, disposition_text: counts.result}
      dates: {birth_date: counts.born, cycle_date: filed, event_date: counts.day, disposition_date: counts.day}
      date_formats: [YYYY-MM-DD]
      case_number: [number]
      numbering: {case: [number]}
      charge:
        - {source: conviction, text: counts.charge, level: counts.level}
      constants: {event: court action, county: SACRAMENTO, agency: CASC SACRAMENTO}
      words: {disposition: {like: doj, column: counts.result}, charge_level: {like: doj}}
"""


def nested() -> Kind:
    """A case a record, with its counts in it; the number of cases beside them."""
    text = (SHIPPED / "sacramento.yaml").read_text(encoding="utf-8")
    whole = text[: text.index("sources:")] + NESTED.strip() + "\n" + text[text.index("papers:") :]
    county = read_county("sacramento", whole)
    cases: dict[str, dict[str, Any]] = {}
    for row in _in_court(county).iter_rows(named=True):
        case = cases.setdefault(row["case_number"], {"number": row["case_number"], "filed": None, "counts": []})
        day = row["disposition_date"] if row["disposition_date_precision"] == "day" else None
        case["counts"].append({
            "person": row["subject_id"], "name": row["name"], "born": str(row["birth_date"]), "charge": row["charge_text"],
            "level": "F", "result": "CONVICTED" if row["disposition"] == "convicted" else "DISMISSED",
            "day": str(day) if day else None,
        })  # fmt: skip

    def put(path: Path, records: Records) -> None:
        path.write_text(json.dumps({"total": len(records), "cases": list(records)}))

    return Kind(county=county, name="court.json", records=list(cases.values()), write=put, counted=True, numbered=False)


def doj() -> Kind:
    """DOJ's file has neither heading nor totals."""

    def put(path: Path, records: Records) -> None:
        fictional_export.write(path, records)

    lines = [fictional_export.line(**row) for row in clean_state()]
    return Kind(county=load_county("los_angeles"), name="doj.dat", records=lines, write=put, counted=False)


def rap_sheets(folder: Path) -> Kind:
    """A sheet a record; each says itself where it ends."""
    write_rap_sheets(folder / "sheets", county="LOS ANGELES", rows=ROWS, seed=SEED, sheets=8)
    sheets = [path.read_bytes() for path in sorted((folder / "sheets").iterdir())]

    def put(path: Path, records: Records) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for number, sheet in enumerate(records):
                archive.writestr(f"sheet-{number:04}.pdf", sheet)

    return Kind(county=load_county("los_angeles"), name="rap_sheets.zip", records=sheets, write=put, counted=False)
