"""A county's file says what it may say, and nothing else."""

from datetime import date
from pathlib import Path

import pytest

import connectors.county as county_file
from connectors import counties, load_county
from relief.errors import UserError

DAY = date(2020, 7, 1)
TEXT = (Path(county_file.__file__).parent / "counties" / "los_angeles.yaml").read_text(encoding="utf-8")


def test_los_angeles_is_read_whole() -> None:
    county = load_county("los_angeles")
    assert (county.name, county.code, county.doj_name) == ("Los Angeles", "19", "LOS ANGELES")
    court = county.court.on(DAY)
    assert court.title == ("SUPERIOR COURT OF THE STATE OF CALIFORNIA", "COUNTY OF LOS ANGELES")
    assert court.houses(DAY)["CASC LOS ANGELES VAN NUYS"] == "Van Nuys Courthouse West"
    assert len(court.courthouses) >= 21
    assert county.papers.kinds[1:4] == ("motion", "order", "exhibit") and [
        version.name for version in county.sources["doj"].versions
    ] == ["doj"]
    assert county.policy["misdemeanors_and_infractions"] == "dismiss"


def test_every_county_file_is_short_and_has_golden_records() -> None:
    for name in counties():
        folder = Path(__file__).parents[1] / "counties" / name
        assert load_county(name).key == name
        assert (folder / "records.ndjson").exists() and len(list(folder.iterdir())) > 1
        text = (Path(county_file.__file__).parent / "counties" / f"{name}.yaml").read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 95


def test_a_county_without_a_file_lists_those_with_one() -> None:
    with pytest.raises(UserError, match=r"no county 'atlantis'\. Counties: .*los_angeles"):
        load_county("atlantis")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: Los Angeles\n", "name: Los Angeles\nnickname: LA\n", "unknown key 'nickname'. Allowed: name, code"),
        ('code: "19"', "code: 19", r"code: must be a text \(quote numbers\)"),
        (
            "[cover sheet, motion, order,",
            "[cover sheet, weekly order,",
            "papers: kinds: 2: unknown value. Allowed: cover sheet",
        ),
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


PROFILES = """court:
  - {title: [COURT], department: "100", courthouses: {}, effective_to: 2020-06-30}
  - {department: "71", effective_from: 2020-07-01}
"""


def _dated(text: str) -> county_file.County:
    before, rest = TEXT.split("court:\n", 1)
    return county_file.read_county("los_angeles", before + text + rest[rest.index("prosecutor:") :])


def test_a_profile_holds_on_its_days_and_says_only_what_has_changed() -> None:
    court = _dated(PROFILES).court
    assert [court.on(day).department for day in (date(2020, 6, 30), date(2020, 7, 1))] == ["100", "71"]
    assert court.on(date(2030, 1, 1)).title == ("COURT",)


def test_a_day_before_the_first_profile_is_refused_by_name() -> None:
    court = _dated('court:\n  - {title: [COURT], department: "1", effective_from: 2020-07-01}\n').court
    with pytest.raises(UserError, match=r"los_angeles\.yaml: court: no profile holds on 2020-06-30"):
        court.on(date(2020, 6, 30))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("from: 2020-07-01", "from: 2020-07-03", "court: 1 and 2: no profile holds from 2020-07-01 to 2020-07-02"),
        ("from: 2020-07-01", "from: 2020-06-30", "court: 1 and 2: both hold on 2020-06-30"),
        (", effective_to: 2020-06-30", "", "court: 1 and 2: both hold on 2020-07-01"),
        ("to: 2020-06-30}", "to: 2020-06-30, effective_from: 2021-01-01}", "court: 1: effective_to is before"),
        (
            "courthouses: {}",
            "courthouses: {CASC X: [{name: A, effective_to: 2019-12-31}, {name: B, effective_from: 2020-02-01}]}",
            "court: courthouses: CASC X: 1 and 2: no profile holds from 2020-01-01 to 2020-01-31",
        ),
    ],
)
def test_a_gap_and_an_overlap_are_refused_by_name(old: str, new: str, message: str) -> None:
    with pytest.raises(UserError, match=rf"los_angeles\.yaml: {message}"):
        _dated(PROFILES.replace(old, new, 1))


def test_a_courthouse_that_closed_sends_its_cases_to_another() -> None:
    moved = "{CASC X: [{name: A, effective_to: 2019-12-31}, {name: B, effective_from: 2020-01-01}], CASC Y: C}"
    court = _dated(PROFILES.replace("{}", moved)).court.on(DAY)
    assert court.houses(date(2019, 12, 31)) == {"CASC X": "A", "CASC Y": "C"}
    assert court.houses(DAY) == {"CASC X": "B", "CASC Y": "C"}


def test_a_branch_has_its_own_department_and_takes_the_rest_from_its_court() -> None:
    court = _dated(PROFILES.replace("{}", "{}, judge: Hon. Exemplar, branches: {A: {department: B}}")).court.on(DAY)
    assert (court.branch("A").department, court.branch("A").judge) == ("B", "Hon. Exemplar")
    assert court.branch("elsewhere").department == "71"
