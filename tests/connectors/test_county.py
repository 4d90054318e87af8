"""A county's file says what it may say, and nothing else."""

from pathlib import Path

import pytest

import connectors.county as county_file
from connectors import counties, load_county
from relief.errors import UserError

TEXT = (Path(county_file.__file__).parent / "counties" / "los_angeles.yaml").read_text(encoding="utf-8")


def test_los_angeles_is_read_whole() -> None:
    county = load_county("los_angeles")
    assert (county.name, county.code, county.doj_name) == ("Los Angeles", "19", "LOS ANGELES")
    assert county.court.title == ("SUPERIOR COURT OF THE STATE OF CALIFORNIA", "COUNTY OF LOS ANGELES")
    assert county.court.courthouses["CASC LOS ANGELES VAN NUYS"] == "Van Nuys Courthouse West"
    assert len(county.court.courthouses) >= 21
    assert county.papers.orders == "batch" and [version.name for version in county.sources["doj"].versions] == ["doj"]
    assert county.policy["misdemeanors_and_infractions"] == "dismiss"


def test_every_county_file_is_short_and_has_golden_records() -> None:
    for name in counties():
        folder = Path(__file__).parents[1] / "counties" / name
        assert load_county(name).key == name
        assert (folder / "records.ndjson").exists() and len(list(folder.iterdir())) > 1
        text = (Path(county_file.__file__).parent / "counties" / f"{name}.yaml").read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 90


def test_a_county_without_a_file_lists_those_with_one() -> None:
    with pytest.raises(UserError, match=r"no county 'atlantis'\. Counties: .*los_angeles"):
        load_county("atlantis")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: Los Angeles\n", "name: Los Angeles\nnickname: LA\n", "unknown key 'nickname'. Allowed: name, code"),
        ('code: "19"', "code: 19", r"code: must be a text \(quote numbers\)"),
        ("  orders: batch", "  orders: weekly", "papers: orders: unknown value. Allowed: batch, case, both"),
        ("{layout: doj}", "{layout: cms}", "There is no layout 'cms'. Shared layouts: doj"),
        ("{layout: doj}", "{format: doj}", "sources: doj: versions: must be a list of name, layout, from, to"),
        ("{layout: doj}", "{layout: doj, sort: 1}", "sources: doj: unknown key 'sort'. Allowed: versions, files"),
        ('  department: "100"\n', "", "court: department is missing"),
        ("  phone: (213) 555-0100", "  phone: [1]", "prosecutor: phone: must be a text"),
        (
            "title: [SUPERIOR COURT OF THE STATE OF CALIFORNIA, COUNTY OF LOS ANGELES]",
            "title: 5",
            "must be a list of texts",
        ),
        ("name: Los Angeles", "name: [", "not YAML"),
    ],
)
def test_what_a_county_file_may_not_say_is_named(old: str, new: str, message: str) -> None:
    assert TEXT.count(old) == 1 or old.startswith("name")
    with pytest.raises(UserError, match=message):
        county_file.read_county("los_angeles", TEXT.replace(old, new, 1))


def test_a_file_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(UserError, match="must be a mapping of name"):
        county_file.read_county("los_angeles", "- a list")
