"""San Francisco's files as they are documented: names, numbers, days, weights, and which case they are of."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from connectors import load_county, read_exports
from connectors.layouts import Layout
from relief.errors import UserError
from relief.matching.identities import gather_identities
from relief.matching.links import find_links
from tests.connectors import fictional_export as export

COUNTY = load_county("san_francisco")
OLD, NEW = (version.layout for version in COUNTY.sources["court"].versions)
CASE = {
    "COURTNO": "00123456", "NAME": "ELMTREE/AMOS/QUINN", "CURRENT_CHARGE": "11359 HS", "CURRENT_CHARGE_CLASS": "F",
    "CHARGE_DISPO_DESCRIPTION": "CONVICTED", "DOB": "3/14/70", "SFNO": "S100001", "DISPO_DATE": "4/6/05",
    "CHARGE_DISPO_DATE": "4/6/05", "FILED_CHARGE_DATE": "1/2/05",
}  # fmt: skip


def court(path: Path, layout: Layout, *cases: dict[str, str]) -> Path:
    lines = ["~".join((CASE | case).get(column, "") for column in layout.columns) for case in cases]
    path.write_text("".join(line + "\n" for line in lines))
    return path


def doj(path: Path, **cells: str) -> Path:
    printed = {
        "SUBJECT_ID": "D1", "CII_NUMBER": "", "PRI_NAME": "ELMTREE,AMOS QUINN", "PRI_DOB": "19700314", "PRI_SSN": "",
        "PRI_CDL": "", "STP_ORI_CNTY_NAME": "SAN FRANCISCO", "STP_TYPE_DESCR": "COURT ACTION", "OFN": "", "FE_NUM_CRT_CASE": "",
        "CYC_DATE": "20041231", "STP_EVENT_DATE": "20050406",
    }  # fmt: skip
    return export.write(path, [export.line(**printed | cells)])


def link(folder: Path, case: dict[str, str], **cells: str) -> tuple[int, str, str]:
    """Points, what agrees, and the decision of the one pair of people."""
    files = [doj(folder / "doj.dat", **cells), court(folder / "cms_2018-02-20.txt", OLD, case)]
    reading = read_exports(files, COUNTY, folder / "out")
    assert not reading.rows_set_aside
    identifiers = pl.read_parquet(folder / "out" / "identifiers.parquet")
    [found] = find_links(gather_identities(reading.records, identifiers)).to_dicts()
    return found["points"], found["agree"], found["decision"]


@pytest.mark.parametrize(
    ("layout", "days", "told"),
    [
        (OLD, {}, (date(1970, 3, 14), date(2005, 1, 2))),
        (NEW, {"DOB": "031470", "DISPO_DATE": "040605", "CHARGE_DISPO_DATE": "040605", "BOOKED_CHARGE_DATE": "123104"},
         (date(1970, 3, 14), date(2004, 12, 31))),
    ],
    ids=["2018-02", "2018-03"],
)  # fmt: skip
def test_a_case_in_either_version(
    layout: Layout, days: dict[str, str], told: tuple[date, date], tmp_path: Path
) -> None:
    path = court(tmp_path / "cms.txt", layout, {**days, "CII": "A00012345", "NAME": 'ELMTREE/AMOS "ACE"/QUINN'})
    record = pl.read_parquet(read_exports([path], COUNTY, tmp_path / "out").records).row(0, named=True)
    assert (record["name"], record["cii_number"]) == ('ELMTREE,AMOS "ACE" QUINN', "00012345")
    assert (record["birth_date"], record["cycle_date"]) == told
    assert (record["case_number"], record["charge_text"], record["event_date"]) == (
        "00123456",
        "11359 HS",
        date(2005, 4, 6),
    )


SEVEN = {
    "CII, eight digits of it": ({"CII": "A00012345"}, {"CII_NUMBER": "A00012345"}, "cii"),
    "CII, zeros left away": ({"CII": "12345"}, {"CII_NUMBER": "A00012345"}, "cii"),
    "Social Security number": ({"SSN": "900123456"}, {"PRI_SSN": "900-12-3456"}, "ssn"),
    "licence, before the space": ({"CDL": "N1234567 CA EXP05"}, {"PRI_CDL": "N1234567"}, "licence"),
    "court number in FE_NUM_CRT_CASE": ({}, {"FE_NUM_CRT_CASE": "123456"}, "case"),
    "court number in the local number": ({}, {"OFN": "123456"}, "case"),
    "court number in the local number beside another": ({}, {"FE_NUM_CRT_CASE": "777777", "OFN": "123456"}, "case"),
    "court number in a part of the local number": ({}, {"FE_NUM_CRT_CASE": "777777", "OFN": "SF99,123456-02"}, "case"),
}  # fmt: skip


@pytest.mark.parametrize("test", SEVEN)
def test_a_number_of_the_seven_point_match_as_the_files_print_it(test: str, tmp_path: Path) -> None:
    case, cells, kind = SEVEN[test]
    points, agree, decision = link(tmp_path, case, **cells)
    assert agree.split("; ")[0] == kind and decision == "same"
    assert points == 3, "the number, and the name with the birth date in full and in short"


def test_full_name_with_the_day_of_booking_is_three_points_and_a_namesake_is_for_review(tmp_path: Path) -> None:
    booked = {"FILED_CHARGE_DATE": "12/31/04", "COURTNO": ""}
    assert link(tmp_path, booked) == (3, "booking; surname; given; middle; birth", "same")
    assert link(tmp_path, {"COURTNO": ""}) == (2, "surname; given; middle; birth", "review")


def test_the_number_of_another_county_is_no_court_number_here(tmp_path: Path) -> None:
    _, agree, _ = link(tmp_path, {}, FE_NUM_CRT_CASE="777777", OFN="123456", STP_ORI_CNTY_NAME="MARIN", STP_ORI_CODE="")
    assert "case" not in agree


def test_the_weight_list_has_a_blank_first_heading_as_the_laboratory_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    path.write_text(",Incident_Number,CourtNo,Total_Quantity_grams\n0,990001,00123456,453.6\n1,990002,SC-77,12\n")
    reading = read_exports([path], COUNTY, tmp_path / "out")
    assert (reading.rows_weighed, reading.rows_set_aside) == (2, 0)
    path.write_text("Incident_Number,CourtNo,Total_Quantity_grams,\n990001,00123456,453.6,0\n")
    with pytest.raises(UserError, match="header: column 1 should be"):
        read_exports([path], COUNTY, tmp_path / "out")
