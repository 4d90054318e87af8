"""Two dated versions of a layout side by side: each file by its own, a case in both is one case, and it is told which."""

from pathlib import Path

import polars as pl
import pytest

from connectors import Reading, load_county, read_exports
from connectors.county import read_county
from connectors.county_files import SHIPPED
from connectors.samples.twin import write_twin
from relief.errors import UserError

COUNTY = load_county("san_francisco")
OLD, NEW = (version.layout for version in COUNTY.sources["court"].versions)
ROWS, SEED = 600, 4


def send(path: Path, layout: object, *, seed: int = SEED) -> Path:
    """The same people's cases as a file in one of the versions."""
    write_twin(path, layout, county=COUNTY.doj_name, rows=ROWS, seed=seed)  # type: ignore[arg-type]
    return path


def read(folder: Path, *paths: Path) -> tuple[Reading, pl.DataFrame]:
    reading = read_exports(list(paths), COUNTY, folder / "out")
    return reading, pl.read_parquet(reading.records)


def test_each_file_is_read_by_the_version_of_its_day_and_it_is_told(tmp_path: Path) -> None:
    """DQ-102."""
    old, new = send(tmp_path / "cms_2018-02-20.txt", OLD), send(tmp_path / "cms_20180305.txt", NEW, seed=5)
    reading, records = read(tmp_path, old, new)
    assert [(file.layout, file.reason) for file in reading.files] == [
        ("2018-02", "in force on the file's day"), ("2018-03", "in force on the file's day"),
    ]  # fmt: skip
    assert records["source_file"].n_unique() == 2 and reading.rows_set_aside == 0


def test_a_file_without_a_day_is_read_by_the_version_that_fits(tmp_path: Path) -> None:
    """DQ-102."""
    reading, _ = read(tmp_path, send(tmp_path / "cms_a.txt", NEW), send(tmp_path / "cms_b.txt", OLD))
    assert [(file.layout, file.reason) for file in reading.files] == [
        ("2018-03", "the one that fits"), ("2018-02", "the one that fits"),
    ]  # fmt: skip


def test_a_file_that_is_not_in_the_version_of_its_day_is_refused(tmp_path: Path) -> None:
    """DQ-102."""
    with pytest.raises(UserError, match="row 1: 25 fields, not 30"):
        read(tmp_path, send(tmp_path / "cms_2018-03-05.txt", OLD))


def test_a_case_that_came_in_both_versions_is_one_case_with_its_counts_once(tmp_path: Path) -> None:
    """DQ-102, DQ-017: whichever comes first, and whatever else is in either."""
    old, new = send(tmp_path / "cms_2018-02-20.txt", OLD), send(tmp_path / "cms_2018-03-05.txt", NEW)
    _, alone = read(tmp_path, new)
    for paths in ((old, new), (new, old)):
        _, both = read(tmp_path, *paths)
        counts = both.filter(pl.col("count_order").is_not_null()).group_by("subject_id", "count_order")
        told = counts.agg(pl.col("case_number", "charge_text").n_unique(), files=pl.col("source_file").n_unique())
        assert told.filter((pl.col("case_number") > 1) | (pl.col("charge_text") > 1)).is_empty()
        assert told.height == alone["count_order"].is_not_null().sum() and set(told["files"]) == {2}


def test_another_case_in_the_other_version_is_another_case(tmp_path: Path) -> None:
    """DQ-102: the second version's numbers go on where the first's end."""
    old = send(tmp_path / "cms_2018-02-20.txt", OLD)
    lines = send(tmp_path / "later.txt", NEW).read_text().splitlines()
    new = tmp_path / "cms_2018-03-05.txt"
    new.write_text("\n".join("Z" + line for line in lines if not line.startswith("~")) + "\n")
    _, both = read(tmp_path, old, new)
    named = both.drop_nulls(["count_order", "case_number"])
    assert named.group_by("subject_id", "count_order").agg(pl.col("case_number").n_unique())["case_number"].max() == 1


def test_two_ways_to_number_counts_are_two_sources() -> None:
    text = (SHIPPED / "san_francisco.yaml").read_text(encoding="utf-8")
    told = text.replace(
        '          like: "2018-02"\n', '          like: "2018-02"\n          numbering: {count: ACTION_NUMBER}\n'
    )
    told = told.replace("DISPO_DESCRIPTION, ACTION_NUMBER, CURRENT_CHARGE_DESCRIPTION,\n                    CHARGE_DISPO, FBI, EOR, FILED",
                        "DISPO_DESCRIPTION, CURRENT_CHARGE_DESCRIPTION,\n                    CHARGE_DISPO, FBI, EOR, FILED")  # fmt: skip
    with pytest.raises(UserError, match="Declare the other system as a source of its own"):
        read_county("san_francisco", told)
