"""What is seen of a file's shape: lists beside one another, printed columns, joined headings, archives, and no person."""

import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from connectors.county import read_county
from connectors.onboarding import as_yaml, profile, propose
from connectors.onboarding.begin import begin_county
from connectors.onboarding.twins import write_twins
from tests.connectors.onboarding.fresh_layouts import FIRST, KINDS_OF_CELLS, THIRD
from tests.connectors.onboarding.test_unseen_counties import answer
from tests.connectors.onboarding.unseen_layouts import UnseenLayout, write

CHARGES = [{"section": "11358 HS", "level": "F"}, {"section": "459 PC", "level": "F"}]


def test_of_two_lists_side_by_side_one_makes_rows_and_the_other_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    names = [{"alias": f"VORAMOOR,{given}"} for given in ("KELIS", "TAMRIN", "JORVAN")]
    cases = [{"caseNumber": f"CR{n:06}", "aliases": names, "charges": CHARGES} for n in range(20)]
    path.write_text(json.dumps({"sent": "2026-11-01", "number": 20, "cases": cases}))
    found = profile(path)
    assert found.rows == 40
    assert found.shape["lists"] == ["charges"] and found.shape["records"] == "cases"
    assert found.shape["totals"] == {"records": "number"} and found.shape["beside"] == ["sent"]
    assert list(found.shape["lists beside"]) == ["aliases"]
    told = as_yaml(found)
    assert "only lists in one another make rows" in told and "VORAMOOR" not in told


def test_columns_under_dashes_are_read_by_their_places(tmp_path: Path) -> None:
    path = tmp_path / "print.txt"
    rows = [f"CR{n:06}  11358 HS   F  {'' if n % 3 else 'JAIL'}" for n in range(30)]
    path.write_text(
        "\n".join(["CASE NO   SECTION    T  SENT", "--------  --------   -  ----", *rows, "RECORDS: 30", ""])
    )
    found = profile(path)
    assert [column.name for column in found.columns] == ["CASE NO", "SECTION", "T", "SENT"]
    assert found.shape["positions"] == ["1-10", "11-21", "22-24", "25-28"]
    assert (found.rows, found.shape["preamble"], found.shape["lines_end_after"]) == (30, 2, "SECTION")
    assert found.shape["trailer"] == r"RECORDS: (?P<rows>\d+)"


def test_headings_that_are_joined_over_others_are_of_two_rows(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Cases")
        sheet.merge_range(0, 0, 0, 3, "CANNABIS CONVICTIONS")
        sheet.merge_range(2, 0, 2, 1, "Case")
        sheet.merge_range(2, 2, 2, 3, "Charge")
        sheet.write_row(3, 0, ["Number", "Filed", "Section", "Level"])
        for row in range(20):
            sheet.write_row(4 + row, 0, [f"CR{row:06}", "1999-03-04", "11358 HS", "F"])
    found = profile(path)
    assert [column.name for column in found.columns] == ["Case Number", "Case Filed", "Charge Section", "Charge Level"]
    assert (found.rows, found.shape["heading_rows"]) == (20, 2)


def test_an_archive_is_looked_at_by_its_largest_file(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    rows = "".join(f"CR{n:06}|11358 HS|F\n" for n in range(40))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "two files")
        archive.writestr("cases.txt", "Case No|Statute|Level\n" + rows)
    assert profile(path).rows == 40


@pytest.mark.parametrize(
    "layout", [each for each in (*FIRST, *THIRD) if each.name in ("ecourt", "mainframe", "list", "warehouse")],
    ids=lambda layout: layout.form,
)  # fmt: skip
def test_a_county_of_any_format_has_a_twin_that_reads_back(layout: UnseenLayout, tmp_path: Path) -> None:
    found = profile(write(layout, tmp_path, KINDS_OF_CELLS))
    county = read_county("nevada", answer(begin_county("nevada", "court", found, propose(found)).text, layout))
    (twin,) = write_twins(county, tmp_path / "twin", rows=60)
    assert twin.proven, twin.why_not
