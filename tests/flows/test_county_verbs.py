"""The coverage map, a county's sheet and what changed in its file, as staff see them."""

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from connectors import load_county
from connectors.county_files import SHIPPED
from connectors.onboarding.certificate import Certificate, activate, digest_county, write_certificate
from connectors.onboarding.coverage import list_counties
from flows.certifying.checklist import Limits, exemptions_on
from flows.command_line import main
from relief.own_folder import FOLDER

DAY = date(2026, 11, 1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sacramento as the user's own."""
    (tmp_path / "sacramento.yaml").write_text((SHIPPED / "sacramento.yaml").read_text())
    monkeypatch.setenv(FOLDER, str(tmp_path))
    return tmp_path


def standing(capsys: pytest.CaptureFixture[str], word: str = "sacramento") -> str:
    assert main(["county", "list", "--json"]) == 0
    return next(each["standing"] for each in json.loads(capsys.readouterr().out) if each["word"] == word)


def test_a_county_goes_from_none_to_active_and_a_change_puts_its_certificate_out_of_date(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "sacramento.yaml"
    assert standing(capsys, "nevada") == "none" and standing(capsys) == "not certified"
    sound = file.read_text()
    file.write_text(sound.replace("Barnaby Fictional", '"?"'))
    assert standing(capsys) == "begun"
    file.write_text(sound)
    write_certificate("sacramento", Certificate(certified=DAY, digest=digest_county("sacramento"), checks=("all",)))
    assert standing(capsys) == "certified"
    activate("sacramento", DAY)
    assert standing(capsys) == "active"
    file.write_text(sound + "# and more\n")
    assert standing(capsys) == "certificate out of date"
    assert main(["county", "list"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(list_counties()) == 58 == len(told) - 1
    assert (
        told[33] == "34  sacramento        certificate out of date   certified 2026-11-01, its file has changed since"
    )
    assert "1 certificate out of date" in told[-1]


@pytest.mark.usefixtures("folder")
def test_a_sheet_shows_everything_particular_to_a_county(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["county", "show", "san_francisco"]) == 0
    told = capsys.readouterr().out
    for part in (
        "preset san_francisco_2018", "over one pound: review  (elected)", "misdemeanors and infractions: dismiss\n",
        "2018-03 (from 2018-02-26) of 2 versions", "weights, files *weight*", "sf_64_2018-06-01.yaml",
        "Hall of Justice", "not certified",
    ):  # fmt: skip
        assert part in told


def test_what_changed_in_a_file_is_told_key_by_key_and_in_the_policy(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "sacramento.yaml"
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", str(folder), *words], check=True)
    assert main(["county", "diff", "sacramento"]) == 0
    assert capsys.readouterr().out == "no change\n"
    text = file.read_text()
    file.write_text(text.replace('department: "8"', 'department: "9"').replace("sacramento_2019", "los_angeles_2019"))
    assert main(["county", "diff", "sacramento"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == ["~ court: department: 8 -> 9", "~ policy: preset: sacramento_2019 -> los_angeles_2019"]
    assert [line for line in told if line.startswith("= elected, ")]
    assert told[-1] == "2 changes; sacramento is not certified"
    (folder / "old.yaml").write_text(text)
    assert main(["county", "diff", "sacramento", "--from", str(folder / "old.yaml")]) == 0
    assert capsys.readouterr().out.splitlines() == told
    assert main(["county", "diff", "sacramento", "--from", "nowhere"]) == 2
    assert "neither a file nor a git revision" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("exemption", "said"),
    [
        ("{expectation: name missing, until: 2027-01-01}", "reason is missing"),
        ('{expectation: name missing, until: 2027-01-01, reason: " "}', "say in a sentence why 'name missing'"),
        ("{expectation: name missing, reason: The court never kept it.}", "until is missing"),
        ("{expectation: name missing, reason: The court never kept it., until: soon}", "until: must be a day"),
    ],
)
def test_an_exemption_has_a_reason_and_a_last_day(
    exemption: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "sacramento.yaml"
    text = file.read_text()
    file.write_text(
        text.replace("  doj: {layout: doj,", f"  doj: {{checks: {{exemptions: [{exemption}]}}, layout: doj,")
    )
    assert file.read_text() != text
    assert main(["county", "show", "sacramento"]) == 2
    assert said in capsys.readouterr().err


def test_an_exemption_is_on_the_sheet_with_its_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "sacramento.yaml"
    exemption = "{expectation: 'certify: rows set aside', percent: 8, until: 2027-01-01, reason: Old rows lack a key.}"
    text = file.read_text()
    file.write_text(
        text.replace("  doj: {layout: doj,", f"  doj: {{checks: {{exemptions: [{exemption}]}}, layout: doj,")
    )
    assert main(["county", "show", "sacramento"]) == 0
    told = capsys.readouterr().out
    assert "exempt from 'certify: rows set aside' up to 8 % until 2027-01-01: Old rows lack a key." in told
    county = load_county("sacramento")
    in_force, ended = (Limits(exemptions=exemptions_on(county, date(2027, 1, day))) for day in (1, 2))
    assert (in_force.share("rows set aside", 0.05), ended.share("rows set aside", 0.05)) == (0.08, 0.05)
    assert in_force.share("unknown disposition", 0.01) == 0.01
    assert in_force.tell("rows set aside") == ["exempt up to 8 % until 2027-01-01: Old rows lack a key."]
    assert ended.tell("rows set aside") == []
