"""``relief explain`` over a whole run and one after it."""

import json
from pathlib import Path

import polars as pl

from tests.flows.conftest import COUNTY, Desk


def test_one_conviction_as_text_json_and_page_and_what_was_decided_before(desk: Desk, tmp_path: Path) -> None:
    decided = desk.read().filter(pl.col("rule") == "age")
    row, name = decided["source_row"][0], decided["name"][0].split(",")[0]
    assert desk.do("run", COUNTY, desk.export, "--as-of", "2019-07-01", "--put-in-force").code in (0, 1)
    page = tmp_path / "page.html"
    told = desk.do("explain", COUNTY, "--row", row, "--html", page)
    assert told.code == 0, told.error
    assert f"sample.dat row {row}: the count itself, court action" in told.out
    assert "Determined before" in told.out and "as of 2020-07-01, then 2019-07-01" in told.out
    [explained] = json.loads(desk.do("explain", COUNTY, "--row", row, "--json").out)["convictions"]
    [before] = explained["earlier"]
    assert (before["as_of"], before["rule"]) == ("2020-07-01", "age")
    assert len(explained["answers"]) > 25 and set(explained["sources"].values()) >= {
        f"all {len(explained['rows'])} rows of the person"
    }
    birth = str(decided["birth_date"][0])
    for said in (told.out, page.read_text(), json.dumps(explained)):
        assert birth not in said and name not in said.upper()
    assert page.read_text().count("<section>") == 1 and "http" not in page.read_text()


def test_a_person_is_all_convictions_of_the_row_s_person(desk: Desk) -> None:
    decided = desk.read().filter(pl.col("outcome") != "out of scope")
    several = decided.filter(pl.len().over("subject_id") > 1)
    first = several.row(0, named=True)
    mine = several.filter(pl.col("subject_id") == first["subject_id"])["source_row"].to_list()
    told = json.loads(desk.do("explain", COUNTY, "--row", first["source_row"], "--person", "--json").out)
    assert {each["row"] for each in told["convictions"]} >= set(mine) and len(mine) > 1
