"""A paper that says, read back, something else than it should stops no other; nothing half is left of what it belongs to."""

import os
import shutil
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
import yaml

from connectors.county_files import SHIPPED
from flows import steps
from flows.certifying.dry_run import try_run
from flows.packages import list_packages, open_package, read_rows
from flows.packages.making import make_packages
from flows.prefect_server import TemporaryServer
from flows.step import do
from flows.steps.holding import hold_back
from flows.verbs.packages import make
from flows.workplace import Workplace
from relief import database
from relief.packages.selection import NOT_READ_BACK
from relief.papers import draft, list_groups
from relief.profiles import FIRST_LISTED
from templates import typeset
from templates.compiling import TypesettingError
from templates.culprits import find_culprits
from templates.rendering import FEW, render_all
from tests.fictional_batch import FILING, batch, determination, determinations
from tests.flows.conftest import WholeRun
from tests.flows.misprinting import INSTEAD, instead, misprint, put_in_children
from tests.flows.test_packages import HOUSES
from tests.flows.test_steps import AS_OF, plan_papers
from tests.flows.whole_runs import ROOT, run
from tests.templates.reading import pages

COUNTY, EAST = "los_angeles", "CASC EXAMPLE EAST"
DOING = database.Doing(county=COUNTY, actor="da.unit", day=date(2020, 7, 2), at=datetime(2020, 7, 2, 12, tzinfo=UTC))
FOUR = [determination(1), determination(2), determination(3, court=EAST), determination(4, court=EAST)]


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The typesetter misprints what the environment says."""
    monkeypatch.setattr(typeset, "compile_layout", misprint)
    return monkeypatch


def read_list(work: Path) -> dict[int, str]:
    """Row to reason."""
    found = [path for path in work.rglob("not_read_back.csv") if ".half" not in path.parts]
    return dict(pl.concat([pl.read_csv(path) for path in found]).select("source_row", "reason").rows()) if found else {}


def read_all(folder: Path) -> str:
    return "".join("".join(pages(path.read_bytes())) for path in sorted(folder.rglob("*.pdf")))


def test_what_is_misprinted_is_listed_and_in_no_paper_and_all_others_are_printed(
    tmp_path: Path, wrong: pytest.MonkeyPatch
) -> None:
    wrong.setenv(INSTEAD, instead("PERSON 3", "PERSON 8"))
    run = plan_papers(tmp_path, [*FOUR[:2], determination(3), determination(4), determination(5, court=EAST)])
    counts = do(steps.papers.STEP, run).counts
    assert (counts["rows"], counts["printed"], counts["not printed"]) == (5, 4, {"not_read_back": 1})
    assert read_list(tmp_path)[3].startswith("exhibit: page 1: ")
    assert len(list((run.folder / "papers").rglob("*.pdf"))) == len(counts["files"])
    text = read_all(run.folder / "papers")
    assert "PERSON 4" in text and "PERSON 5" in text
    assert "PERSON 3" not in text and "PERSON 8" not in text


@pytest.mark.parametrize(
    "kind", ["motion", "order", "confidential exhibit", "proof of service", "index", "cover sheet"]
)
def test_a_list_without_one_of_its_papers_is_held_back_whole_and_other_courts_lists_are_not(
    tmp_path: Path, wrong: pytest.MonkeyPatch, kind: str
) -> None:
    # Its footer, or what it says of no person: what each of these papers has in common.
    wrong.setenv(INSTEAD, instead('"footer": "', '"footer": "X', kind, court=EAST))
    run = plan_papers(tmp_path, FOUR)
    run = replace(run, county=replace(run.county, papers=replace(run.county.papers, kinds=(
        "cover sheet", "index", "motion", "order", "exhibit", "confidential exhibit", "case order", "letter",
        "proof of service",
    ))))  # fmt: skip
    counts = do(steps.papers.STEP, run).counts
    assert (counts["rows"], counts["printed"], counts["not printed"]) == (4, 2, {"not_read_back": 2})
    assert sorted(read_list(tmp_path)) == [3, 4]
    assert all(f"{kind}: page 1: " in reason for reason in read_list(tmp_path).values())
    text = read_all(run.folder / "papers")
    assert "PERSON 2" in text and "PERSON 3" not in text and "PERSON 4" not in text
    assert {told["kind"] for told in counts["files"]} >= {"motion", "order", "exhibit", "letter", "cover sheet"}


def test_a_name_that_only_the_caption_misprints_holds_back_nobody_else(wrong: pytest.MonkeyPatch) -> None:
    rows, filing = determinations(FOUR[:2]), replace(FILING, court=replace(FILING.court, caption=FIRST_LISTED))
    wrong.setenv(INSTEAD, instead("PERSON 1, et al.", "PERSON 8, et al.", "motion"))
    refused: list[tuple[typeset.Paper, TypesettingError]] = []
    papers = draft(rows, filing, batch="B7", as_of=AS_OF)
    render_all(papers, COUNTY, lambda *_: None, refused=lambda paper, error: refused.append((paper, error)))
    held = hold_back(refused, COUNTY, list_groups(rows, filing, batch="B7", as_of=AS_OF))
    assert [row for _, row in held] == [1] and held["export.dat", 1].startswith("motion: page 1: ")


def test_a_case_that_only_the_index_misprints_is_found_in_it(wrong: pytest.MonkeyPatch) -> None:
    wrong.setenv(INSTEAD, instead("XA000003", "XA000008"))
    rows = determinations([determination(number) for number in range(1, 6)])
    filing = replace(FILING, kinds=("exhibit", "index"))
    [index] = [p for p in draft(rows, filing, batch="B7", as_of=AS_OF) if p.kind == "index"]
    [culprit] = find_culprits(index, COUNTY)
    assert culprit.case_number == "XA000003"
    groups = list_groups(rows, filing, batch="B7", as_of=AS_OF)
    held = hold_back([(index, TypesettingError("index.pdf: page 1: otherwise"))], COUNTY, groups)
    assert held == {("export.dat", 3): "index: page 1: otherwise"}


def test_refused_in_a_process_of_the_pool_a_paper_stops_no_other(tmp_path: Path, wrong: pytest.MonkeyPatch) -> None:
    wrong.setenv("PYTHONPATH", put_in_children(tmp_path / "fault", os.pathsep.join([str(ROOT)])))
    rows = batch(2 * FEW + 10)
    papers = list(draft(rows, replace(FILING, kinds=("case order",)), batch="B7", as_of=AS_OF))
    [chosen] = [each for each in papers if each.fields["case_number"] == "XA079190"]
    wrong.setenv(INSTEAD, instead("XA079190", "XA079191", "case order"))
    put: list[str] = []
    refused: list[str] = []
    threads = set(threading.enumerate())
    done = render_all(
        iter(papers), COUNTY, lambda name, _: put.append(name),
        refused=lambda paper, error: refused.append(f"{paper.file}: {error}"),
    )  # fmt: skip
    assert len(papers) > FEW and set(threading.enumerate()) <= threads
    [told] = refused
    assert told.startswith(f"{chosen.file}: ") and "does not say" in told
    assert put == [each.file for each in done] == [each.file for each in papers if each is not chosen]


def test_a_run_ends_with_the_list_and_after_the_cause_is_mended_without_one(
    whole_run: WholeRun, prefect_server: TemporaryServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counties, fault = tmp_path / "counties", put_in_children(tmp_path / "fault", str(ROOT))
    counties.mkdir()
    told = (SHIPPED / f"{COUNTY}.yaml").read_text()
    (counties / f"{COUNTY}.yaml").write_text(told)
    whole = next(path for path in (whole_run.out / "runs").rglob("determinations.csv"))
    eligible = pl.read_csv(whole, infer_schema=False).filter(outcome="eligible").drop_nulls("case_number")
    case = eligible["case_number"].mode()[0]
    begin = ("run", COUNTY, whole_run.export, "--as-of", "2020-07-01", "--out", tmp_path / "work")
    more = {"PYTHONPATH": fault, "RELIEF_COUNTIES": str(counties), INSTEAD: instead(case, case[:-1] + "Z", "exhibit")}
    ended = run(*begin, more={**prefect_server.client(), **more}, home=tmp_path / "home")
    number = eligible.filter(case_number=case).height
    assert ended.code == 1 and f"{number:,} eligible convictions are in no paper; see" in ended.error, ended.error
    assert "papers/lists/not_read_back.csv" in ended.error
    assert "a paper that did not say, read back, what it should" in ended.out
    assert len(read_list(tmp_path / "work")) == number
    (counties / f"{COUNTY}.yaml").write_text(f"{told}\n# mended\n")
    monkeypatch.setenv("RELIEF_COUNTIES", str(counties))
    again = try_run(COUNTY, [whole_run.export], AS_OF, tmp_path / "work")
    assert again.stopped is None and "not_read_back" not in again.counts["papers"]["not printed"]


def elect(folder: Path, patch: pytest.MonkeyPatch, remark: str = "") -> None:
    """A Los Angeles of few courthouses; another remark makes it another file."""
    declared = yaml.safe_load((SHIPPED / f"{COUNTY}.yaml").read_text(encoding="utf-8"))
    houses = {agency: house for agency, house in declared["court"]["courthouses"].items() if house in HOUSES}
    declared["court"] |= {
        "courthouses": houses,
        "delivery": {"route": "folder", "address": str(folder.parent / "court")},
    }
    folder.mkdir(exist_ok=True)
    (folder / f"{COUNTY}.yaml").write_text(f"{yaml.safe_dump(declared, sort_keys=False)}# {remark}\n")
    patch.setenv("RELIEF_COUNTIES", str(folder))


@pytest.fixture
def work(whole_run: WholeRun, tmp_path: Path, wrong: pytest.MonkeyPatch) -> Workplace:
    shutil.copytree(whole_run.out, tmp_path / "work")
    elect(tmp_path / "counties", wrong)
    return Workplace.choose(str(tmp_path / "work"))


def test_a_package_goes_on_without_what_its_papers_misprint_and_that_waits_until_it_is_mended(
    work: Workplace, tmp_path: Path, wrong: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clean = tmp_path / "clean"
    shutil.copytree(work.out, clean)
    [most, *_] = sorted(make_packages(COUNTY, Workplace.choose(str(clean)), DOING).packages, key=lambda p: -p["rows"])
    number, court = most["number"], most["court"]
    manifest = pl.read_csv(open_package(COUNTY, Workplace.choose(str(clean)), number).read("manifest.csv"))
    case = manifest["case_number"][0]
    asked = manifest.filter(case_number=case).height
    wrong.setenv(INSTEAD, instead(case, f"{case}X", "exhibit"))
    words = {"day": "2020-07-02", "by": "da.unit", "out": work.out}
    assert make.act(COUNTY, **words) == 1
    out, error = capsys.readouterr()
    assert f"{number}: {asked:,} convictions are held back; see lists/{COUNTY}/{number}/not_read_back.csv" in error
    assert f"{number}  {most['rows'] - asked:>6,} convictions" in out
    listed = pl.read_csv(Path(work.out) / "lists" / COUNTY / number / "not_read_back.csv")
    assert listed["case_number"].unique().to_list() == [case] and listed.height == asked
    assert listed["reason"].str.starts_with("exhibit: ").all() and "name" not in listed.columns
    package = open_package(COUNTY, work, number)
    rows = pl.read_csv(package.read("manifest.csv"))
    assert rows.height == most["rows"] - asked and case not in rows["case_number"].to_list()
    stored = Path(work.out) / "packages" / COUNTY / number
    assert sorted(path.relative_to(stored).as_posix() for path in stored.rglob("*") if path.is_file()) == sorted(
        package.in_order()
    ), "no file of a half-written package"
    assert case not in read_all(stored)
    assert make.act(COUNTY, **words) == 1
    out, error = capsys.readouterr()
    assert out.startswith("0 packages") and f"{asked:>8,}  {NOT_READ_BACK}" in out, "not tried again in vain"
    wrong.setenv(INSTEAD, "")
    elect(tmp_path / "counties", wrong, "mended")
    mended = make_packages(COUNTY, work, DOING)
    assert [(each["rows"], each["court"]) for each in mended.packages] == [(asked, court)]
    assert NOT_READ_BACK not in mended.waiting and not mended.held_back


def test_of_a_package_whose_order_is_misprinted_nothing_goes_to_the_court(
    work: Workplace, wrong: pytest.MonkeyPatch
) -> None:
    wrong.setenv(INSTEAD, instead('"footer": "', '"footer": "X', "order", court=HOUSES[0]))
    made = make_packages(COUNTY, work, DOING)
    packages = list_packages(COUNTY, work)
    [about] = packages.filter(court=HOUSES[0]).to_dicts()
    assert (about["state"], about["withdrawn"], about["edition"]) == ("withdrawn", about["rows"], 0)
    assert set(packages.filter(pl.col("court") != HOUSES[0])["state"]) == {"made"} and len(made.packages) > 1
    assert made.held_back[about["number"]].rows == about["rows"]
    assert not (Path(work.out) / "packages" / COUNTY / about["number"]).exists()
    reasons = read_rows(COUNTY, work, about["number"])["withdrawn"]
    assert all("held back with all of its list, for the order: page 1: " in reason for reason in reasons)
    assert make_packages(COUNTY, work, DOING).waiting[NOT_READ_BACK] == about["rows"]
    engine = database.open_database(work.database)
    database.verify_audit(engine)
    engine.dispose()
