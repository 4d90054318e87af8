"""The first version of a county's file, from nothing but an export."""

from pathlib import Path

import pytest
import yaml

from connectors import load_county
from connectors.layouts.reading import read_layout
from connectors.onboarding import profile, propose
from connectors.onboarding.begin import begin_county, name_county
from connectors.onboarding.place import find_shared_layout
from connectors.readers.workbook import Workbook
from connectors.samples.twin import write_twin
from flows.command_line import main
from relief.errors import UserError
from relief.own_folder import FOLDER


def test_a_court_export_of_another_county_is_declared_but_for_what_is_asked(tmp_path: Path) -> None:
    meant = load_county("sacramento").sources["court"].versions[0].layout
    path = tmp_path / "court.txt"
    write_twin(path, meant, county="SACRAMENTO", rows=3_000, seed=2)
    found = profile(path)
    begun = begin_county("nevada", "court", found, propose(found))
    declared = yaml.safe_load(begun.text)
    layout = declared["sources"]["court"]["layout"]
    assert (declared["code"], declared["doj_name"], declared["policy"]) == ("29", "NEVADA", {"preset": "?"})
    assert begun.unanswered == ()  # the sample's JUDGE is blank
    settled = read_layout(layout, "nevada.yaml")
    assert settled.file == meant.file and settled.columns == meant.columns
    assert settled.made[settled.text["name"]] == meant.made["PERSON"]
    assert settled.made[settled.charge[0].text].of == meant.made["CHARGE"].of
    assert {**settled.text, "name": "PERSON"} == meant.text and settled.numbering == meant.numbering
    assert settled.dates == meant.dates and settled.ignored == meant.ignored


def test_a_workbook_is_declared_with_its_sheet_and_its_totals(tmp_path: Path) -> None:
    meant = load_county("contra_costa").sources["court"].versions[0].layout
    path = tmp_path / "court.xlsx"
    written = write_twin(path, meant, county="CONTRA COSTA", rows=3_000, seed=2)
    found = profile(path)
    assert found.rows == written
    begun = begin_county("nevada", "court", found, propose(found))
    layout = yaml.safe_load(begun.text)["sources"]["court"]["layout"]
    settled = read_layout(layout, "nevada.yaml")
    settled.file.look(path, settled)
    assert settled.columns == meant.columns
    assert settled.file == Workbook(sheet="Cases", trailer=r"Records: (?P<rows>\d+)")


def test_a_county_that_california_does_not_have_is_refused() -> None:
    with pytest.raises(UserError, match="California has no such county"):
        name_county("atlantis")


def test_a_file_of_the_states_layout_is_known_as_one() -> None:
    golden = Path(__file__).parents[2] / "counties"
    assert find_shared_layout(golden / "los_angeles" / "export.dat") == "doj"
    assert find_shared_layout(golden / "sacramento" / "court.txt") is None


def test_a_second_export_is_another_source_of_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "counties"))
    golden = Path(__file__).parents[2] / "counties"
    court, doj = golden / "sacramento" / "court.txt", golden / "los_angeles" / "export.dat"
    assert main(["county", "new", "nevada", str(court)]) == 0
    before = (tmp_path / "counties" / "nevada.yaml").read_text()
    assert main(["county", "new", "nevada", str(doj)]) == 0
    text = (tmp_path / "counties" / "nevada.yaml").read_text()
    assert text.replace("  doj: {layout: doj}\n", "") == before
    assert list(load_county("nevada", asking=True).sources) == ["court", "doj"]
    assert main(["county", "new", "nevada", str(court), "--source", "prosecutor"]) == 0
    assert list(load_county("nevada", asking=True).sources) == ["court", "doj", "prosecutor"]
    capsys.readouterr()
    assert main(["county", "new", "nevada", str(court)]) == 2
    assert "it has a source court already" in capsys.readouterr().err
