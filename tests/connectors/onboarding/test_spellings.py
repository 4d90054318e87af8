"""What ``relief county check`` and ``relief county list`` print."""

from pathlib import Path

import pytest

from connectors.onboarding.coverage import list_counties
from connectors.samples import write_sample
from flows.command_line import main


def test_one_new_spelling_is_one_line_however_many_rows_it_is_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "export.dat"
    write_sample(export, rows=2000, seed=7)
    assert main(["county", "check", "los_angeles", str(export)]) == 0
    assert "CNV BY PLEA" not in capsys.readouterr().out
    before = export.read_bytes()
    changed = before.replace(b",PROS REJ-LACK OF SUFFICIENT EVIDENCE,", b",CNV BY PLEA,")
    assert (number := before.count(b",PROS REJ-LACK OF SUFFICIENT EVIDENCE,")) > 5
    export.write_bytes(changed.replace(b",CNV BY PLEA,", b',"VORAMOOR,KELIS",', 1))
    assert main(["county", "check", "los_angeles", str(export)]) == 0
    told = capsys.readouterr().out
    assert [line.partition(" people")[0].partition("  # ")[0] for line in told.splitlines() if "CNV" in line] == [
        'WORD: ["CNV BY PLEA"]'
    ]
    assert f"# {number - 1:,} rows" in told
    assert "VORAMOOR" not in told
    assert "not shown" in told


def test_a_spelling_of_one_person_is_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "export.dat"
    write_sample(export, rows=2000, seed=7)
    before = export.read_bytes()
    export.write_bytes(before.replace(b",PROS REJ-LACK OF SUFFICIENT EVIDENCE,", b",TOLD BY KELIS,", 1))
    assert export.read_bytes() != before
    assert main(["county", "check", "los_angeles", str(export)]) == 0
    told = capsys.readouterr().out
    assert "not shown" in told
    assert "KELIS" not in told


def test_the_58_counties_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(list_counties()) == 58
    assert main(["county", "list"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[18] == "19  los_angeles       has a file"
    assert told[28] == "29  nevada            -"
