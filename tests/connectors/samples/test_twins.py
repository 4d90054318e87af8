"""A twin is a layout read backwards: reading it forwards gives the people it was made of, whatever the file's shape."""

import tempfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import load_county, read_exports
from connectors.layouts import Layout
from connectors.normalize import Normalizer
from connectors.readers.delimited import Delimited
from connectors.readers.fixed_width import FixedWidth
from connectors.readers.fixed_width.fixed_width import RecordTypes
from connectors.readers.workbook import Workbook
from connectors.samples.twin import write_twin
from connectors.samples.twin.people import in_court, invent_records

TOLD = ["name", "birth_date", "disposition_date", "case_number", "charge_text", "charge_level", "disposition"]
BASE = load_county("sacramento").sources["court"].versions[0].layout
ROWS, SEED = 300, 5
DAYS = ("MM/DD/YYYY", "YYYY-MM-DD", "YYYYMMDD", "DD-MON-YYYY", "M/D/YYYY", "YYYY/MM/DD")


def read_twin(layout: Layout) -> pl.DataFrame:
    """The twin in this layout as records."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "twin.txt"
        write_twin(path, layout, county="SACRAMENTO", rows=ROWS, seed=SEED)
        normalizer = Normalizer(layout, "court")
        blocks = list(layout.file.read(path, layout, normalizer.wanted, Path(folder)))
        assert not any(block.set_aside for block in blocks)
        return pl.concat(normalizer.normalize(block.frame, "twin") for block in blocks if block.frame.height)


def list_told(records: pl.DataFrame) -> list[tuple[object, ...]]:
    return records.select(pl.col(TOLD).cast(pl.String)).rows()


@settings(max_examples=25, deadline=None)
@given(
    delimiter=st.sampled_from(",|\t~;"),
    quoted=st.booleans(),
    header=st.sampled_from(["required", "absent"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    preamble=st.integers(0, 3),
    trailer=st.sampled_from([None, r"TRAILER (?P<rows>\d+)", r"(?P<rows>\d+) rows"]),
    days=st.sampled_from(DAYS),
)
def test_the_same_people_in_any_shape_of_delimited_text_are_the_same_records(
    delimiter: str, quoted: bool, header: str, encoding: str, preamble: int, trailer: str | None, days: str
) -> None:
    quoted = quoted or delimiter in ",;"  # a name has a comma in it
    file = Delimited(
        delimiter=delimiter, quoted=quoted, header=header, encoding=encoding, preamble=preamble, trailer=trailer
    )  # type: ignore[arg-type]
    assert list_told(read_twin(replace(BASE, file=file, date_formats=(days,)))) == list_told(read_twin(BASE))


@settings(max_examples=6, deadline=None)
@given(
    header=st.sampled_from(["required", "absent"]),
    heading_rows=st.integers(1, 2),
    trailer=st.sampled_from([None, r"Records: (?P<rows>\d+)"]),
    days=st.sampled_from(DAYS),
)
def test_the_same_people_in_any_shape_of_workbook_are_the_same_records(
    header: str, heading_rows: int, trailer: str | None, days: str
) -> None:
    file = Workbook(header=header, heading_rows=heading_rows, trailer=trailer, widths={"CII_NBR": 8})  # type: ignore[arg-type]
    found = list_told(read_twin(replace(BASE, file=file, date_formats=(days,))))
    assert found == list_told(read_twin(BASE))


@settings(max_examples=8, deadline=None)
@given(
    encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]),
    typed=st.booleans(),
    preamble=st.integers(0, 2),
    trailer=st.sampled_from([None, r"T(?P<rows>\d{7})", r"T(?P<rows>\d{7})(?P<SENTENCE_LENGTH>\d{9})"]),
    days=st.sampled_from([*DAYS, "CYYMMDD"]),
)
def test_the_same_people_in_any_shape_of_fixed_width_are_the_same_records(
    encoding: str, typed: bool, preamble: int, trailer: str | None, days: str
) -> None:
    places = {name: f"{2 + 40 * n}-{41 + 40 * n}" for n, name in enumerate(BASE.columns)}
    counts = {"C": r"C(?P<rows>\d{5})"}
    types = RecordTypes(position="1", detail=("D",), others=("H", "T"), counts=counts) if typed else None
    file = FixedWidth(
        positions={"TYPE": "1", **places}, encoding=encoding, types=types, preamble=preamble, trailer=trailer
    )  # type: ignore[arg-type]
    layout = replace(BASE, file=file, date_formats=(days,), columns=file.columns, ignored=BASE.ignored | {"TYPE"})
    assert list_told(read_twin(layout)) == list_told(read_twin(BASE))


@pytest.mark.parametrize("county", ["contra_costa", "sacramento", "san_francisco", "san_joaquin"])
def test_a_courts_twin_is_read_as_the_counts_it_was_made_of(county: str, tmp_path: Path) -> None:
    declared = load_county(county)
    layout = declared.sources["court"].versions[-1].layout
    path = tmp_path / "court_cms.txt"
    written = write_twin(path, layout, county=declared.doj_name, rows=2_000, seed=SEED)
    reading = read_exports([path], declared, tmp_path / "out")
    assert reading.rows_out == written > 300 and reading.rows_set_aside == 0
    meant = in_court(invent_records(declared.doj_name, 2_000, SEED), declared.doj_name)
    told = ["birth_date", "disposition_date", "case_number", "disposition"]
    readable = meant["disposition_date"].dt.year().fill_null(0) <= (layout.two_digit_years_until or 9999)
    if layout.date_formats[0] == "serial":  # which has no number for a month alone
        readable &= meant["disposition_date_precision"].fill_null("day") == "day"
    found = pl.read_parquet(reading.records).select(pl.col(told).cast(pl.String)).filter(readable)
    assert found.rows() == meant.select(pl.col(told).cast(pl.String)).filter(readable).rows()
    assert readable.mean() > 0.9


def test_a_weight_of_every_third_case_is_weighed_and_no_record(tmp_path: Path) -> None:
    county = load_county("san_francisco")
    path = tmp_path / "weights.csv"
    layout = county.sources["weights"].versions[0].layout
    written = write_twin(path, layout, county=county.doj_name, rows=2_000, seed=SEED)
    path.write_text(path.read_text() + ",,,12.5\n,,LA999,a handful\n")
    reading = read_exports([path], county, tmp_path / "out")
    assert (reading.rows_out, reading.rows_weighed) == (0, written)
    assert reading.set_aside == {"no case number": 1, "no readable weight": 1}
    weights = pl.read_parquet(tmp_path / "out" / "weights.parquet")
    assert weights.height == written and weights["grams"].max() == 907.2
