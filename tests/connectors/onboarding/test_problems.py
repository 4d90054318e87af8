"""What an export says that a county's file does not know: one problem a value, and the line that answers it."""

import csv
from pathlib import Path

import pytest
import yaml

from connectors.county import read_county
from connectors.onboarding import profile, propose
from connectors.onboarding.begin import begin_county
from connectors.onboarding.insert import insert
from connectors.onboarding.paste import as_paste
from connectors.onboarding.problems import find_problems
from connectors.questions import find_questions
from connectors.samples import write_sample
from flows.command_line import main

HEADINGS = [
    "CASE_NO", "DEF_ID", "DEF_NAME", "DOB", "COUNT_NO", "SECTION", "CODE", "FM", "DISPO", "DISPO_DT", "CONV_LEVEL",
    "SENT_TYPE", "SENT_LEN", "SENT_UNIT", "COURT",
]  # fmt: skip
SOUND = ["11357(b)", "HS", "M", "CONVICTED", "03/04/1999", "M", "JAIL", "10", "D", "GRASS VALLEY"]


def write_export(path: Path, changes: dict[int, dict[str, str]]) -> Path:
    """100 rows of 50 people, each heading's cell changed in the rows that are named."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file, delimiter="|")
        writer.writerow(HEADINGS)
        for row in range(100):
            own = [f"CR{row:06}", f"P{row // 2:06}", "VORAMOOR,KELIS", "01/02/1970", "1", *SOUND]
            cells = dict(zip(HEADINGS, own, strict=True)) | changes.get(row, {})
            writer.writerow([cells[heading] for heading in HEADINGS])
    return path


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Nevada's file, begun from a sound export."""
    found = profile(write_export(tmp_path_factory.mktemp("begun") / "court.txt", {}))
    return begin_county("nevada", "court", found, propose(found)).text


def test_each_kind_of_problem_is_found_once_with_the_people_it_touches(begun: str, tmp_path: Path) -> None:
    changes = {row: {"DISPO": "PLED NOLO"} for row in range(40)} | {
        40: {"FM": "W"}, 42: {"FM": "W"}, 44: {"FM": "W"},
        50: {"SENT_TYPE": "CAMP"}, 52: {"SENT_TYPE": "CAMP"}, 54: {"SENT_TYPE": "CAMP"}, 56: {"SENT_TYPE": "CAMP"},
        60: {"DISPO_DT": "1999-07-04"}, 62: {"DISPO_DT": "1999-07-04"},
        70: {"COURT": "TRUCKEE"}, 72: {"COURT": "TRUCKEE"}, 74: {"COURT": "TRUCKEE"},
        80: {"SECTION": "POSS MJ", "CODE": ""}, 82: {"SECTION": "POSS MJ", "CODE": ""}, 84: {"SECTION": "POSS MJ", "CODE": ""},
        90: {"CONV_LEVEL": "TOLD BY KELIS"},
    }  # fmt: skip
    problems = find_problems([write_export(tmp_path / "court.txt", changes)], read_county("nevada", begun))
    told = [(each.kind, each.field, each.value, each.rows, each.people) for each in problems]
    assert told == [
        ("spelling", "disposition", "PLED NOLO", 40, 20),
        ("spelling", "sentence_place", "CAMP", 4, 4),
        ("court", "agency", "TRUCKEE", 3, 3),
        ("spelling", "charge_level", "W", 3, 3),
        ("charge", "charge_text", "POSS MJ", 3, 3),
        ("day", "disposition_date", "9999-99-99", 2, 2),
        ("day", "event_date", "9999-99-99", 2, 2),
        ("spelling", "conviction_level", "", 1, 1),
    ]
    paste = as_paste(problems, "nevada.yaml")
    assert "KELIS" not in paste and "1 of them are not shown" in paste
    layout = yaml.safe_load(paste)["sources"]["court"]["layout"]
    assert layout["words"]["disposition"]["spellings"] == {"PLED NOLO": "?"}
    assert layout["date_formats"] == ["M/D/YYYY", "YYYY-MM-DD"]
    assert layout["made"]["the charge"]["words"] == {"POSS MJ": "?"}


def test_what_was_found_is_put_into_the_file_and_answered_it_is_found_no_more(begun: str, tmp_path: Path) -> None:
    changes = {row: {"DISPO": "PLED NOLO"} for row in range(40)} | {
        60: {"DISPO_DT": "1999-07-04"},
        **{row: {"COURT": "TRUCKEE"} for row in range(70, 80)},
        **{row: {"SECTION": "POSS MJ", "CODE": ""} for row in range(80, 90)},
    }
    export = write_export(tmp_path / "court.txt", changes)
    problems = find_problems([export], read_county("nevada", begun))
    text, put = insert(begun, problems)
    assert len(put) >= 4 and insert(text, problems)[0] == text
    assert [line for line in begun.splitlines() if line not in text.splitlines()] == ["      date_formats: [M/D/YYYY]"]
    asked = {each.asks.rpartition(": ")[2] for each in find_questions(text)} - {
        each.asks.rpartition(": ")[2] for each in find_questions(begun)
    }
    assert asked == {"PLED NOLO", "TRUCKEE", "POSS MJ"}
    for value, answer in (("PLED NOLO", "convicted"), ("TRUCKEE", "Truckee Branch"), ("POSS MJ", "11357(b) HS")):
        text = text.replace(f'"{value}": "?"', f'"{value}": {answer}')
    assert find_problems([export], read_county("nevada", text)) == []


def test_forty_thousand_rows_with_one_new_text_are_one_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "export.dat"
    write_sample(export, rows=40_000, seed=7)
    export.write_bytes(export.read_bytes().replace(b",CONVICTED,", b",CNVCTD BY PLEA,"))
    assert main(["county", "check", "los_angeles", str(export)]) == 0
    told = capsys.readouterr().out
    assert told.count("CNVCTD BY PLEA") == 1
    found = yaml.safe_load(told)["sources"]["doj"]["layout"]
    assert found == {"like": "doj", "words": {"disposition": {"spellings": {"CNVCTD BY PLEA": "?"}}}}


def test_an_export_that_numbers_nobody_is_told_so_before_it_is_certified(begun: str, tmp_path: Path) -> None:
    path = write_export(tmp_path / "export.txt", {})
    text = begun.replace('"DEF_ID": subject_id', '"DEF_ID": ignored')
    assert text != begun
    problems = find_problems([path], read_county("nevada", text))
    assert [(each.kind, each.rows) for each in problems] == [("person", 100)]
    assert "subject_id or cii_number" in as_paste(problems, "nevada.yaml")
