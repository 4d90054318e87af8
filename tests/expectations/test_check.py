"""What a check compares, what it writes, and what it never does."""

import base64
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from expectations import DUPLICATE, Checking, Severity, check, write_report
from expectations.suites.records import DATES_IN_ORDER, KEYS, SUITE
from tests.expectations.canonical import AS_OF, Change, changed, person, write

CANARIES = ["ZEPHYRINE", "QUILLWORTH", "CANARYFILE", "CANARYSUBJECT", "CANARYCII", "CANARYCASE", "CANARYAGENCY"]
CANARIES += ["CANARYCHARGE", "CANARYCOUNTY", "CANARYCOMMENT", "CANARYORDER", "CANARYORI", "1887-12-13", "18871213"]


def examine(tmp_path: Path, rows: list[dict[str, object]], **more: Any) -> Checking:
    return check(write(tmp_path / "records.parquet", rows), tmp_path / "out", county="Los Angeles", as_of=AS_OF, **more)


@pytest.fixture(scope="module")
def dates(tmp_path_factory: pytest.TempPathFactory) -> Checking:
    """People whose dates are just within what is expected, or imprecise."""
    edges: list[Change] = [
        {"birth_date": date(1988, 9, 1)},
        {"birth_date": date(1887, 9, 2)},
        {"birth_date": date(1988, 1, 1), "birth_date_precision": "year"},
        {"birth_date": date(1888, 1, 1), "birth_date_precision": "year"},
        {"cycle_date": date(1998, 9, 1)},
        {"event_date": date(1998, 1, 1), "event_date_precision": "year"},
        {"event_date": date(1998, 5, 1), "event_date_precision": "month"},
        {"disposition_date": date(1998, 1, 1), "disposition_date_precision": "year"},
        {"event_date": AS_OF},
        {"event_date": date(2020, 1, 1), "event_date_precision": "year"},
        {"birth_date": None, "birth_date_precision": None},
        {"cycle_date": None, "cycle_date_precision": None},
    ]
    rows = [row for number, change in enumerate(edges) for row in changed(number, change)]
    records = write(tmp_path_factory.mktemp("dates") / "records.parquet", rows)
    suite = [expectation for expectation in DATES_IN_ORDER if "missing" not in expectation.name]
    return check(records, records.parent / "out", county="Los Angeles", as_of=AS_OF, suite=suite)


def test_dates_are_compared_only_as_far_as_their_precision_allows(dates: Checking) -> None:
    assert [result.name for result in dates.results if not result.success] == []
    assert dates.set_aside.is_empty()


@pytest.fixture(scope="module")
def impossible(tmp_path_factory: pytest.TempPathFactory) -> Checking:
    """People whose dates are imprecise and still cannot be."""
    changes: list[Change] = [
        {"birth_date": date(1989, 1, 1), "birth_date_precision": "year"},
        {"event_date": date(1997, 1, 1), "event_date_precision": "year"},
        {"event_date": date(1998, 4, 1), "event_date_precision": "month"},
    ]
    rows = [row for number, change in enumerate(changes) for row in changed(number, change)]
    records = write(tmp_path_factory.mktemp("impossible") / "records.parquet", rows)
    return check(records, records.parent / "out", county="Los Angeles", as_of=AS_OF, suite=DATES_IN_ORDER)


def test_an_imprecise_date_that_cannot_be_is_set_aside(impossible: Checking) -> None:
    assert impossible.set_aside.select("source_row", "reason").rows() == [
        (2, "younger than 10 at the event"),
        (4, "judgment before the arrest"),
        (6, "judgment before the arrest"),
    ]


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Checking:
    """Two files of one county: one row of the first again in the second, and sentence parts that only look alike."""
    first = changed(0, {}, {"sentence_place": "jail", "sentence_length": 60, "sentence_unit": "day"})
    again = [row | {"source_file": "second.dat", "source_row": number} for number, row in enumerate(first[1:2], 1)]
    # The second file comes first in the records: order of reading must not decide which of two equals stays.
    records = write(tmp_path_factory.mktemp("twice") / "records.parquet", [*again, *first, *person(1)])
    return check(records, records.parent / "out", county="Los Angeles", as_of=AS_OF, suite=KEYS)


def test_a_record_of_two_files_is_set_aside_once_by_the_order_of_file_names(twice: Checking) -> None:
    assert twice.set_aside.select("source_file", "source_row", "reason").rows() == [("second.dat", 1, DUPLICATE)]


def test_parts_of_one_sentence_are_no_duplicates(twice: Checking) -> None:
    result = next(each for each in twice.results if each.name == DUPLICATE)
    assert (result.rows, result.failing_rows, result.failing_values) == (6, 1, 1)


def test_counts_carry_the_weights_of_all_rows(tmp_path: Path) -> None:
    rows = [row for number in range(30) for row in changed(number, {"disposition": "unlisted"})] + person(30)
    suite = [each for each in SUITE if each.name == "disposition unlisted"]
    (result,) = examine(tmp_path, rows, suite=suite).results
    assert (result.rows, result.failing_rows, result.failing_values) == (62, 30, 1)
    assert result.kind == "expect_column_values_to_be_in_set"
    assert result.severity is Severity.WARNING


def hostile() -> list[dict[str, object]]:
    """Records wrong in every field that can hold text, each with a word of its own."""
    change = {
        "source_file": "CANARYFILE.dat",
        "subject_id": "CANARYSUBJECT",
        "cii_number": "CANARYCII",
        "case_number": "CANARYCASE?",
        "agency": "CANARYAGENCY",
        "charge_text": "CANARYCHARGE",
        "county": "CANARYCOUNTY",
        "comment": "CANARYCOMMENT",
        "count_order": "CANARYORDER",
        "ori": "CANARYORI",
        "birth_date": date(1887, 12, 13),
    }
    conviction = {"county": "LOS ANGELES", "case_number": "CANARYCASE?"}
    return [*person(0), *changed(1, change), *changed(2, conviction, {"charge_text": "CANARYCHARGE"})]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same check of hostile records, into two folders."""
    folder = tmp_path_factory.mktemp("written")
    records = write(folder / "records.parquet", hostile())
    for name in ("one", "two"):
        found = check(records, folder / name, county="Los Angeles", as_of=AS_OF)
        write_report(found.checked, folder / name / "data_docs")
    return folder / "one", folder / "two"


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def hidden(word: str) -> list[bytes]:
    """A word as it stands, and as an encoder could have left it at any place in a longer text."""
    encoded = [base64.b64encode(b"\0" * shift + word.encode())[4:-4] for shift in range(3)]
    return [
        word.encode(),
        word.lower().encode(),
        word.encode("utf-16-le"),
        *(each for each in encoded if len(each) > 5),
    ]


@pytest.mark.parametrize("word", CANARIES)
def test_the_report_and_its_file_names_hold_nothing_of_a_record(written: tuple[Path, Path], word: str) -> None:
    found = files(written[0])
    assert any(name.startswith("data_docs/validations") for name in found)
    assert [name for name, content in found.items() if any(form in content for form in hidden(word))] == []
    assert [name for name in found if word.lower() in name.lower()] == []


def test_the_report_is_the_same_bytes_each_time(written: tuple[Path, Path]) -> None:
    assert files(written[0]) == files(written[1])


def test_the_report_names_the_expectations_with_their_counts(written: tuple[Path, Path]) -> None:
    (page,) = (written[0] / "data_docs" / "validations").rglob("*.html")
    text = page.read_text()
    assert "case number partly masked" in text
    assert "unexpected values found" in text


def test_the_report_fetches_nothing_from_another_host(written: tuple[Path, Path]) -> None:
    for name, content in files(written[0]).items():
        assert not name.endswith(".html") or b"http" not in content.replace(b"http-equiv", b"")


def test_nothing_half_written_stays_beside_the_report(written: tuple[Path, Path]) -> None:
    assert sorted(path.name for path in written[0].iterdir()) == ["checked.json", "data_docs"]


def test_a_report_that_is_there_is_replaced(tmp_path: Path) -> None:
    stale = tmp_path / "out" / "data_docs" / "stale.html"
    stale.parent.mkdir(parents=True)
    stale.write_text("old")
    write_report(examine(tmp_path, person(0), suite=SUITE[:1]).checked, stale.parent)
    assert not stale.exists()
    assert (tmp_path / "out" / "data_docs" / "index.html").is_file()


def test_rows_that_go_on_and_rows_set_aside_are_all_rows(tmp_path: Path) -> None:
    found = examine(tmp_path, [*hostile(), *hostile()[2:]], suite=SUITE[:1] + tuple(KEYS))
    keys = pl.read_parquet(tmp_path / "records.parquet").select("source_file", "source_row")
    kept = keys.join(found.set_aside, on=["source_file", "source_row"], how="anti")
    assert found.rows == keys.height == kept.height + found.set_aside.height
    assert found.set_aside.height > 0


SCRIPT = """
import sys
from datetime import date
from pathlib import Path
import expectations
assert "great_expectations" not in sys.modules and "pandas" not in sys.modules
expectations.check(Path("records.parquet"), Path("out"), county="Los Angeles", as_of=date(2020, 7, 1))
"""


def test_a_check_writes_no_home_folder_prints_nothing_and_is_imported_when_needed(tmp_path: Path) -> None:
    write(tmp_path / "records.parquet", hostile())
    home = tmp_path / "home"
    home.mkdir()
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[2])}
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=tmp_path, env=environment, capture_output=True, check=False, text=True
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert list(home.rglob("*")) == []
