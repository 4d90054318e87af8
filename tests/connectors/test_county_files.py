"""A county's file in a folder of the user's own takes part in everything, and in nothing once it has changed."""

from datetime import date
from pathlib import Path

import pytest

from connectors import counties, load_county
from connectors.county_files import SHIPPED, find_file
from connectors.samples import write_sample
from flows.command_line import main
from flows.intake import take_in
from flows.run import plan_run
from flows.workplace import Workplace
from relief.own_folder import FOLDER, own_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Los Angeles as the user's own, and a county that nobody ships."""
    folder = tmp_path / "mine"
    folder.mkdir()
    text = (SHIPPED / "los_angeles.yaml").read_text()
    (folder / "los_angeles.yaml").write_text(text.replace('department: "100"', 'department: "101"'))
    (folder / "atlantis.yaml").write_text(text.replace("name: Los Angeles", "name: Atlantis"))
    return folder


def test_a_users_file_comes_before_the_programs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "atlantis" not in counties() and load_county("los_angeles").court.each[0].department == "100"
    monkeypatch.setenv(FOLDER, str(folder))
    assert load_county("atlantis").name == "Atlantis"
    assert load_county("los_angeles").court.each[0].department == "101"
    assert find_file("sacramento") == SHIPPED / "sacramento.yaml"
    assert find_file("../mine/atlantis") is None


def test_the_folder_called_counties_is_the_users_where_none_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    folder.rename(folder.parent / "counties")
    monkeypatch.chdir(folder.parent)
    assert own_folder() == folder.parent / "counties"
    assert "atlantis" in counties()


def test_every_verb_takes_the_folder_and_forgets_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = folder.parent / "export.dat"
    assert main(["sample", "atlantis", "--rows", "300", "--out", str(export), "--counties", str(folder)]) == 0
    assert main(["check", "atlantis", str(export), "--counties", str(folder)]) == 0
    assert main(["check", "atlantis", str(export)]) == 2
    assert "Your own are looked for in" in capsys.readouterr().err
    assert main(["check", "atlantis", str(export), "--counties", str(export)]) == 2
    assert "this is a file" in capsys.readouterr().err


def test_a_changed_file_makes_another_run_and_another_countys_does_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(folder))
    export = folder.parent / "export.dat"
    write_sample(export, rows=50, seed=7)
    workplace = Workplace.choose(str(folder.parent / "work"))
    taken = take_in("los_angeles", [export], workplace)
    keys = [plan_run("los_angeles", taken, date(2020, 7, 1), workplace).key]
    for name in ("atlantis", "los_angeles"):
        with (folder / f"{name}.yaml").open("a") as file:
            file.write("# looked at again\n")
        keys.append(plan_run("los_angeles", taken, date(2020, 7, 1), workplace).key)
    assert keys[0] == keys[1] != keys[2]
