"""RAP sheets as one of a county's sources, from the files to the determinations."""

import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from connectors import counties, load_county, read_exports
from connectors.readers.rap_sheets import RapSheets
from connectors.readers.rap_sheets.agencies import Agencies
from connectors.readers.rap_sheets.text import EXTRACTOR
from connectors.samples import write_sample
from connectors.samples.agencies import locate
from connectors.samples.rap_sheets import write_rap_sheets
from flows import steps
from flows.command_line import main
from flows.intake import take_in
from flows.progress import do_aloud
from flows.run import plan_run
from flows.workplace import Workplace
from relief.eligibility import determine
from relief.errors import UserError
from relief.policy import read_policy
from tests.flows.whole_runs import AS_OF

PLACE = ("source_file", "source_row", "subject_id", "ori")
"""What tells the state's file and the sheets apart in a determination."""


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sent")
    write_sample(folder / "doj.dat", county="LOS ANGELES", rows=1_500, seed=7)
    write_rap_sheets(folder / "rap_sheets.zip", county="LOS ANGELES", rows=1_500, seed=7)
    words = ["--source", "rap_sheets", "--rows", "1500", "--seed", "7", "--out", str(folder / "rap_sheets")]
    assert main(["sample", "los_angeles", *words]) == 0
    return folder


def test_a_folder_and_an_archive_are_one_source_and_the_same_rows(sent: Path, tmp_path: Path) -> None:
    county = load_county("los_angeles")
    one, other = (
        read_exports([sent / name], county, tmp_path / str(place))
        for place, name in enumerate(("rap_sheets", "rap_sheets.zip"))
    )
    assert one.rows_out == other.rows_out == 1_500 and not one.rows_set_aside
    (file,) = one.files
    assert (file.source, file.extractor) == ("rap_sheets", EXTRACTOR)
    rows = [pl.read_parquet(reading.records).drop("source_file") for reading in (one, other)]
    assert rows[0].equals(rows[1])


def test_rows_are_the_same_whether_read_at_once_or_one_after_the_other(sent: Path, tmp_path: Path) -> None:
    """With 64 sheets and more, other processes read; the last few alone are read here."""
    county = load_county("los_angeles")
    with zipfile.ZipFile(sent / "rap_sheets.zip") as whole, zipfile.ZipFile(tmp_path / "rap_sheets.zip", "w") as few:
        names = whole.namelist()
        assert len(names) >= 64
        for name in names[:20]:
            few.writestr(name, whole.read(name))
    many = read_exports([sent / "rap_sheets.zip"], county, tmp_path / "many")
    some = pl.read_parquet(read_exports([tmp_path / "rap_sheets.zip"], county, tmp_path / "some").records)
    assert pl.read_parquet(many.records).filter(pl.col("source_row") < 210_000).equals(some)


def test_a_sheet_that_stops_is_counted_as_one_record_and_nothing_of_it_is_told(sent: Path, tmp_path: Path) -> None:
    folder = tmp_path / "rap_sheets"
    shutil.copytree(sent / "rap_sheets", folder)
    whole = read_exports([folder], load_county("los_angeles"), tmp_path / "whole")
    first = min(folder.iterdir())
    first.write_bytes(first.read_bytes().replace(b"COURT:", b"CUORT:"))
    reading = read_exports([folder], load_county("los_angeles"), tmp_path / "out")
    (aside,) = pl.read_parquet(reading.set_aside_records).to_dicts()
    before, after = (pl.read_parquet(each.records) for each in (whole, reading))
    assert aside["subject_id"] in before["subject_id"].to_list()
    assert after.equals(before.filter(pl.col("subject_id") != aside["subject_id"]))
    assert (reading.rows_set_aside, reading.rows_read) == (1, after.height + 1)
    assert aside["field"].startswith("sheet 1, page 1, line ")


def test_a_sheet_that_stops_holds_its_person_in_the_states_file(sent: Path, tmp_path: Path) -> None:
    folder = tmp_path / "rap_sheets"
    folder.mkdir()
    one, other = (sent / "rap_sheets" / f"sheet-{number:06}.pdf" for number in (1, 2))
    folder.joinpath("one.pdf").write_bytes(one.read_bytes())
    folder.joinpath("other.pdf").write_bytes(other.read_bytes().replace(b"COURT:", b"CUORT:"))
    county = load_county("los_angeles")
    reading = read_exports([sent / "doj.dat", folder], county, tmp_path / "out")
    aside = pl.read_parquet(reading.set_aside_records)
    policy = read_policy(county.policy, source="los_angeles")
    decision = determine(reading.records, aside, county=county.doj_name, policy=policy, as_of=date.fromisoformat(AS_OF))
    incomplete = decision.facts.filter(pl.col("history_incomplete"))
    held = decision.determinations.join(incomplete, on=["source_file", "source_row"], how="semi")
    (key,) = aside["subject_id"]
    assert set(held["source_file"]) == {"doj.dat"}
    assert [f"rap_sheets:{number}" for number in held["cii_number"].unique()] == [key]


def test_sheets_of_two_deliveries_are_refused_until_they_are_together(sent: Path, tmp_path: Path) -> None:
    shutil.copyfile(sent / "rap_sheets.zip", tmp_path / "more_rap_sheets.zip")
    paths = [sent / "rap_sheets.zip", tmp_path / "more_rap_sheets.zip"]
    with pytest.raises(UserError, match="one folder or ZIP"):
        read_exports(paths, load_county("los_angeles"), tmp_path / "out")


def test_an_archive_of_other_files_is_not_taken_for_sheets(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "rap_sheets.zip", "w") as archive:
        archive.writestr("a.pdf", b"%PDF-")
        archive.writestr("readme.txt", b"x")
    with pytest.raises(UserError):
        read_exports([tmp_path / "rap_sheets.zip"], load_county("los_angeles"), tmp_path / "out")


def _decide(exports: list[Path], out: Path) -> None:
    """What a run decides: its steps up to there, as plain functions."""
    workplace = Workplace.choose(str(out))
    planned = plan_run("los_angeles", take_in("los_angeles", exports, workplace), date.fromisoformat(AS_OF), workplace)
    for step in steps.STEPS[: steps.STEPS.index(steps.determine.STEP) + 1]:
        do_aloud(step, planned)


def test_the_sheets_alone_decide_as_the_states_file_of_the_same_people_does(sent: Path, tmp_path: Path) -> None:
    decided = []
    for name in ("doj.dat", "rap_sheets"):
        out = tmp_path / f"out-{name}"
        _decide([sent / name], out)
        (path,) = out.glob("runs/los_angeles/*/determinations.parquet")
        decided.append(pl.read_parquet(path).drop(PLACE))
    assert decided[0].height > 200
    assert decided[0].equals(decided[1])


def test_sheets_beside_the_states_file_find_every_person_and_change_no_answer(sent: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _decide([sent / "doj.dat", sent / "rap_sheets.zip"], out)
    (path,) = out.glob("runs/los_angeles/*/determinations.parquet")
    rows = pl.read_parquet(path).filter(pl.col("case_number").is_not_null())
    assert set(rows["source_file"]) == {"doj.dat"}


@pytest.mark.parametrize("county", counties())
def test_sheets_are_a_source_of_any_county_which_places_its_own_courthouses(county: str, tmp_path: Path) -> None:
    declared = load_county(county)
    path = tmp_path / "rap_sheets.zip"
    assert write_rap_sheets(path, county=declared.doj_name, rows=300, seed=7, sheets=6) == 6
    reading = read_exports([path], declared, tmp_path / "out")
    records = pl.read_parquet(reading.records)
    own = records.filter(pl.col("agency").is_in(locate(declared.doj_name, None).courts))
    assert (reading.files[0].source, reading.rows_set_aside) == ("rap_sheets", 0)
    assert own.height > 10 and set(own["county"]) == {declared.doj_name}


def test_sheets_are_known_by_what_they_are_and_not_by_their_name(sent: Path, tmp_path: Path) -> None:
    folder = tmp_path / "2018 delivery"
    folder.mkdir()
    shutil.copyfile(sent / "rap_sheets" / "sheet-000001.pdf", folder / "a.pdf")
    reading = read_exports([folder], load_county("los_angeles"), tmp_path / "out")
    assert reading.files[0].source == "rap_sheets"
    without = replace(load_county("los_angeles"), sources={"doj": load_county("los_angeles").sources["doj"]})
    with pytest.raises(UserError, match="no source of them"):
        read_exports([folder], without, tmp_path / "other")


def test_a_courthouse_that_only_the_countys_file_knows_is_in_the_county() -> None:
    sheets = RapSheets(agencies={"KERN": ("CASC TAFT",)})
    placed = sheets.with_courthouses("NEVADA", ("CASC GRASS VALLEY",), "nevada.yaml")
    find = Agencies(placed.agencies).find_county
    assert [find(agency) for agency in ("CASC GRASS VALLEY", "CASC TAFT", "CASC TRUCKEE")] == ["NEVADA", "KERN", ""]
    with pytest.raises(UserError, match="courthouses: CASC TAFT is in KERN"):
        sheets.with_courthouses("NEVADA", ("CASC TAFT",), "nevada.yaml")
