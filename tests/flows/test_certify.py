"""A county is certified where everything was looked at and holds, and takes part only as it was certified."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copyfile

import polars as pl
import pytest

from connectors import load_county, read_exports
from connectors.county_files import SHIPPED
from connectors.onboarding.certificate import activate, read_certificate
from connectors.onboarding.twins import write_twins
from flows.certifying import Certification, certify
from flows.certifying.canary import list_differences
from flows.certifying.checklist import check_all
from flows.certifying.dry_run import try_run
from flows.certifying.report import write_report
from relief.errors import UserError
from relief.own_folder import FOLDER
from templates import typeset
from tests.flows.misprinting import INSTEAD, instead, misprint

WORD, DAY = "sacramento", date(2026, 11, 1)


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as context:
        yield context


@pytest.fixture(scope="module")
def own_place(tmp_path_factory: pytest.TempPathFactory, patch: pytest.MonkeyPatch) -> Path:
    """The county's file where a test may change it; its certificate goes beside."""
    folder = tmp_path_factory.mktemp("place")
    copyfile(SHIPPED / f"{WORD}.yaml", folder / f"{WORD}.yaml")
    patch.setenv(FOLDER, str(folder))
    return folder


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    twins = write_twins(load_county(WORD), tmp_path_factory.mktemp("exports"), rows=500, seed=7)
    return [twin.path for twin in twins if twin.path is not None]


@pytest.fixture(scope="module")
def found(
    own_place: Path,  # noqa: ARG001 - the certificate goes there
    exports: list[Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Certification:
    return certify(WORD, exports, tmp_path_factory.mktemp("out"), DAY)


def test_every_item_holds_of_a_county_that_is_ready(found: Certification) -> None:
    assert [item.name for item in found.items if not item.holds] == []
    assert len(found.items) == 12


def test_the_certificate_is_of_the_file_and_says_what_was_checked(found: Certification) -> None:
    held = read_certificate(WORD)
    assert held is not None and held.digest == found.digest and held.active_since is None
    assert list(held.checks) == [item.name for item in found.items]


def test_the_twin_becomes_the_countys_canary(found: Certification, own_place: Path) -> None:
    kept = {path.name: path.read_bytes() for path in (own_place / "twins" / WORD).iterdir()}
    answers = kept.pop("answers.csv").decode().splitlines()
    assert kept == {twin.path.name: twin.path.read_bytes() for twin in found.twins if twin.path}
    assert len(answers) > 50 and {line.split(",")[2] for line in answers} >= {"eligible", "already relieved"}
    assert list_differences(WORD) == []


@pytest.mark.usefixtures("found")
def test_a_canary_that_comes_out_otherwise_says_how_many_and_how(own_place: Path) -> None:
    file = own_place / f"{WORD}.yaml"
    before = file.read_text()
    file.write_text(
        before.replace("disposition: {like: doj,", "disposition: {spellings: {CONVICTED: dismissed}, like: doj,")
    )
    told = list_differences(WORD)
    file.write_text(before)
    assert told and all(" is now " in line for line in told)


def test_a_county_without_a_twin_has_no_canary() -> None:
    with pytest.raises(UserError, match="no twin with known answers"):
        list_differences("nevada")


def test_the_report_shows_ten_rows_of_each_source_and_the_papers_marked(found: Certification) -> None:
    report = write_report(WORD, found)
    assert report.count('<div class="pair">') == 20
    assert {"motion", "exhibit"} <= found.pictures.keys() and report.count("<img") >= 4
    for part in ("Checklist", "Conservation", "Determinations", "policy elected", "Open questions", "Signatures"):
        assert part in report


def test_nothing_of_a_person_is_in_the_report(found: Certification, exports: list[Path], tmp_path: Path) -> None:
    reading = read_exports(exports, load_county(WORD), tmp_path)
    report = re.sub(r'src="data:[^"]*"', "", write_report(WORD, found))
    records = pl.read_parquet(reading.records)
    for column in ("name", "subject_id", "case_number", "cii_number"):
        told = [value for value in records[column].drop_nulls().unique().to_list() if value in report]
        assert told == [], column
    days = {day.isoformat() for day in records["birth_date"].drop_nulls()} - {DAY.isoformat()}
    assert not [day for day in days if day in report or day.replace("-", "") in report]


@pytest.mark.usefixtures("found")
def test_a_county_is_active_from_the_day_it_was_said() -> None:
    assert activate(WORD, date(2026, 11, 2)).active_since == date(2026, 11, 2)
    assert activate(WORD, date(2026, 11, 9)).active_since == date(2026, 11, 2)


@pytest.mark.usefixtures("found")
def test_a_file_that_changed_since_is_not_activated(own_place: Path) -> None:
    file = own_place / f"{WORD}.yaml"
    before = file.read_bytes()
    file.write_bytes(before + b"# one more line\n")
    with pytest.raises(UserError, match="certify it again"):
        activate(WORD, DAY)
    file.write_bytes(before)


def test_a_county_that_was_never_certified_is_not_activated(own_place: Path) -> None:
    copyfile(own_place / f"{WORD}.yaml", own_place / "nevada.yaml")
    with pytest.raises(UserError, match="not certified"):
        activate("nevada", DAY)


def test_words_that_nobody_knows_and_a_question_hold_a_county_back(
    own_place: Path, exports: list[Path], tmp_path: Path
) -> None:
    damaged = tmp_path / "court.txt"
    court = next(path for path in exports if path.name.startswith("court"))
    damaged.write_bytes(court.read_bytes().replace(b"|CONVICTED|", b"|CNVCTD|"))
    file = own_place / f"{WORD}.yaml"
    before = file.read_text()
    file.write_text(before.replace("Barnaby Fictional", "'?'"))
    with pytest.raises(UserError, match=r"sacramento.yaml: 1 question is open: line 14 \(prosecutor: attorney\)"):
        try_run(WORD, [damaged], DAY, tmp_path / "asked")
    file.write_text(before)
    items = {item.name: item for item in check_all(WORD, try_run(WORD, [damaged], DAY, tmp_path / "dry"), [])}
    fails = {name for name, item in items.items() if not item.holds}
    assert fails >= {
        "An export of every source was looked at",
        "A twin of each source was written and every row of it came back",
    }
    assert any("unknown" in name or "last" in name for name in fails)


@pytest.mark.usefixtures("own_place")
def test_a_paper_that_is_refused_when_read_back_stops_no_dry_run_and_is_no_certificate(
    exports: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typeset, "compile_layout", misprint)
    monkeypatch.setenv(INSTEAD, instead('"footer": "', '"footer": "X', "exhibit"))
    dry = try_run(WORD, exports, DAY, tmp_path)
    assert dry.stopped is None and dry.summary is not None
    told = dry.counts["papers"]
    assert told["printed"] == 0 and told["rows"] == sum(told["not printed"].values())
    [item] = [each for each in check_all(WORD, dry, []) if each.name == "Every eligible conviction can be printed"]
    assert not item.holds and item.told == [f"not_read_back: {told['not printed']['not_read_back']}"]
