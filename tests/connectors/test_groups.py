"""Sex and race: beside the records and never in them, agreed by all rows of a subject, and counted only in aggregate."""

from pathlib import Path

import polars as pl

from connectors import load_county, read_exports
from connectors.groups import Groups
from connectors.layouts import load_layout
from connectors.samples import write_sample
from relief.groups import GROUPS, add_groups
from relief.records import SCHEMA


def told(*rows: tuple[str | None, str | None, str | None]) -> dict[str, tuple[str | None, str | None]]:
    frame = pl.DataFrame(
        rows, schema={"subject_id": pl.String, "GENDER": pl.String, "RACE_DESCR": pl.String}, orient="row"
    )
    groups = Groups()
    groups.add(load_layout("doj"), frame, frame)
    return {subject: (sex, race) for subject, sex, race in groups.collect().iter_rows()}


def test_what_all_rows_of_a_subject_agree_on_is_known() -> None:
    assert told(("1", "F", "BLACK"), ("1", " f ", "BLACK"), ("1", "", None)) == {"1": ("female", "Black")}
    assert told(("1", "M", "WHITE"), ("1", "F", "WHITE")) == {"1": (None, "White")}
    assert told(("1", "?", "UNKNOWN")) == {"1": ("unlisted", "unlisted")}
    assert told((None, "M", "WHITE")) == {}


def test_a_reading_keeps_them_beside_its_records(tmp_path: Path) -> None:
    write_sample(tmp_path / "export.dat", rows=400, seed=3)
    reading = read_exports([tmp_path / "export.dat"], load_county("los_angeles"), tmp_path)
    assert set(pl.read_parquet_schema(reading.records)) == set(SCHEMA)
    assert not {"sex", "race"} & set(SCHEMA)
    groups, records = pl.read_parquet(tmp_path / "groups.parquet"), pl.scan_parquet(reading.records)
    assert groups.schema == pl.Schema(GROUPS)
    assert groups["sex"].drop_nulls().n_unique() == 2
    facts = records.select("source_file", "source_row").collect().sample(50, seed=1)
    assert add_groups(facts, records, groups)["sex"].null_count() == 0
    assert add_groups(facts, records, groups.clear())["sex"].null_count() == 50


def test_a_layout_without_such_columns_has_none() -> None:
    frame = pl.DataFrame({"subject_id": ["1"]})
    groups = Groups()
    groups.add(load_county("sacramento").sources["court"].versions[0].layout, frame, frame)
    assert groups.collect().is_empty()
