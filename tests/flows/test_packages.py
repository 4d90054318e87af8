"""Packages over a whole run: made, split, kept true, killed, and never twice."""

import json
import re
import shutil
import signal
import subprocess
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
import yaml
from lxml import etree
from sqlalchemy import insert

from connectors.county_files import SHIPPED
from connectors.packages.filing_message import CODES
from connectors.packages.routes.door import MOST_RETURNED, TooLarge
from flows.outcomes.collecting import collect
from flows.packages import list_packages, open_package, read_rows
from flows.packages.delivering import deliver_package
from flows.packages.drawing_up import DrawnUp, Task, draw_up
from flows.packages.keeping import find_changed, withdraw_what_changed
from flows.packages.making import THIS_WEEK, Made, make_packages
from flows.packages.printing import print_package
from flows.serving.packaged import list_papers
from flows.verbs.packages import show
from flows.workplace import Workplace
from relief import database
from relief.database.package_tables import PackageEvent
from relief.errors import UserError
from relief.packages.selection import find_withdrawn
from relief.reversing import Withheld
from tests.flows.conftest import WholeRun
from tests.flows.whole_runs import command, surroundings
from tests.services import free_ports

HOUSES = ("Hollywood Courthouse", "Metropolitan Courthouse", "Norwalk Courthouse", "El Monte Courthouse")
COUNTY, DAY = "los_angeles", date(2020, 7, 2)
DOING = database.Doing(county=COUNTY, actor="da.unit", day=DAY, at=datetime(2020, 7, 2, 12, tzinfo=UTC))


@pytest.fixture
def work(whole_run: WholeRun, tmp_path: Path) -> Workplace:
    shutil.copytree(whole_run.out, tmp_path / "work")
    return Workplace.choose(str(tmp_path / "work"))


def elect(folder: Path, monkeypatch: pytest.MonkeyPatch, *, kinds: list[str] | None = None, **court: Any) -> None:
    """A Los Angeles of few courthouses, whose court and papers are otherwise."""
    declared = yaml.safe_load((SHIPPED / f"{COUNTY}.yaml").read_text(encoding="utf-8"))
    few = list(declared["court"]["courthouses"].items())
    declared["court"]["courthouses"] = {agency: house for agency, house in few if house in HOUSES}
    declared["court"] |= court
    declared["papers"] = {"kinds": kinds} if kinds else declared["papers"]
    folder.mkdir(exist_ok=True)
    (folder / f"{COUNTY}.yaml").write_text(yaml.safe_dump(declared, sort_keys=False))
    monkeypatch.setenv("RELIEF_COUNTIES", str(folder))


def read_manifest(work: Workplace, number: str, name: str = "manifest.csv") -> pl.DataFrame:
    return pl.read_csv(open_package(COUNTY, work, number).read(name), infer_schema=False)


def count(made: Made) -> int:
    return sum(int(each["rows"]) for each in made.packages)


def hash_tree(work: Workplace) -> dict[str, bytes]:
    root = Path(work.out) / "packages"
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_every_eligible_conviction_is_in_one_package_of_its_court_or_waits_with_a_reason(work: Workplace) -> None:
    made = make_packages(COUNTY, work, DOING)
    assert [each["number"] for each in made.packages] == [f"LA-2020-{n:04}" for n in range(1, len(made.packages) + 1)]
    assert count(made) + sum(made.waiting.values()) == count_eligible(work) > 50
    assert set(made.waiting) == {"no case number"}
    again = make_packages(COUNTY, work, DOING)
    assert again.packages == [] and again.waiting["in a package that is under way"] == count(made)
    number, package = made.packages[0]["number"], open_package(COUNTY, work, made.packages[0]["number"])
    names = {each.name for each in package.files}
    assert {"motion.pdf", "order_proposed.pdf", "exhibit_a_public.pdf", "manifest.json", "manifest.csv"} <= names
    public, sealed = read_manifest(work, number), read_manifest(work, number, "manifest_confidential.csv")
    assert "dob" not in public.columns and public.equals(sealed.drop("dob", "cii"))
    assert sealed["cii"].null_count() == 0 and set(public["batch_id"]) == {number}
    assert public["row_id"].to_list() == [f"{number}-{row:04}" for row in range(1, public.height + 1)]
    assert set(public["whole_case"]) <= {"yes", "no", "unknown"} and public["whole_case"].null_count() == 0
    told = package.describe()
    assert [row["row_id"] for row in told["rows"]] == public["row_id"].to_list() and "dob" not in told["rows"][0]
    text = json.dumps(list_packages(COUNTY, work).to_dicts(), default=str)
    assert not [name for name in public["defendant_name"] if name in text]


def count_eligible(work: Workplace) -> int:
    from flows.past import find_in_force

    frame = pl.read_parquet(find_in_force(COUNTY, work).bring("determinations.parquet"))
    return frame.filter(pl.col("outcome").cast(pl.String) == "eligible").height


def test_a_courts_limits_split_its_list_and_put_off_what_is_more_than_a_week(
    work: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elect(tmp_path / "counties", monkeypatch, limits={"convictions_per_order": 3, "orders_per_week": 2})
    made = make_packages(COUNTY, work, DOING)
    assert all(each["rows"] <= 3 for each in made.packages)
    per_court = pl.DataFrame([{"court": each["court"]} for each in made.packages])["court"].value_counts()["count"]
    assert per_court.max() == 2
    late = made.waiting[THIS_WEEK]
    assert late > 0 and count(made) + sum(made.waiting.values()) == count_eligible(work)
    assert make_packages(COUNTY, work, DOING).packages == [], "the week's orders are used up"
    week = database.Doing(county=COUNTY, actor="da.unit", day=date(2020, 7, 9), at=DOING.at)
    assert 0 < count(make_packages(COUNTY, work, week)) <= late


def test_where_a_court_wants_an_order_a_case_the_manifest_leads_to_it(
    work: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = {"system": "docketeer"}
    elect(tmp_path / "counties", monkeypatch, kinds=["motion", "exhibit", "case order"], delivery=delivery)
    number = max(make_packages(COUNTY, work, DOING).packages, key=lambda each: int(each["rows"]))["number"]
    package, manifest = open_package(COUNTY, work, number), read_manifest(work, number)
    held = {each.name: each.sha256 for each in package.files}
    assert all(re.fullmatch(r"cases/\d{4}/order\.pdf", file) for file in manifest["document_file"])
    assert [held[file] for file in manifest["document_file"]] == manifest["document_sha256"].to_list()
    lines = package.read("import/docketeer.csv").decode().split("\r\n")
    assert lines[0].startswith("SourceRef,CaseNumber,") and len(lines) == manifest.height + 2


def test_what_tells_of_persons_is_called_confidential_wherever_it_is_told_of(
    work: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elect(tmp_path / "counties", monkeypatch, delivery={"system": "open_bench"})
    number = make_packages(COUNTY, work, DOING).packages[0]["number"]
    package = open_package(COUNTY, work, number)
    sealed = ["exhibit_a_confidential.pdf", "import/open_bench_confidential.csv", "manifest_confidential.csv"]
    assert package.describe()["under_seal"] == sealed
    [paper] = [each for each in list_papers(package) if each.name == sealed[1]]
    assert paper.confidential and paper.kind == "Import file, open bench, confidential"
    known = read_manifest(work, number, "manifest_confidential.csv").select("cii", "dob").to_series(0).to_list()
    for name in (each.name for each in package.files if each.name not in sealed and not each.name.endswith(".pdf")):
        assert not [cii for cii in known if cii in package.read(name).decode()], name
    assert show.act(COUNTY, number, work.out) == 0
    assert (
        print_package(COUNTY, work, number, tmp_path / "print.pdf") > 0 and (tmp_path / "print_under_seal.pdf").exists()
    )


def test_each_courthouse_gets_its_packages_by_its_own_route_and_gives_back_by_it(
    work: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = {name: {"route": "folder", "address": str(tmp_path / name)} for name in ("court", "branch")}
    for name in ways:
        (tmp_path / name / "return").mkdir(parents=True)
    own = {"delivery": {**ways["branch"], "system": "open_bench"}}
    [port] = free_ports(1)
    wrong = {
        "Avalon Courthouse": {
            "route": "sftp", "address": f"sftp://a@localhost:{port}/in", "host_keys": ["ssh-ed25519 AAAA"]
        },
        "Malibu Courthouse": {"route": "folder", "address": "ftp://court.example/in"},
        "Pomona Courthouse": {"route": "folder", "address": str(tmp_path / "unmounted")},
    }  # fmt: skip
    branches = {**{name: {"delivery": each} for name, each in wrong.items()}, HOUSES[0]: own}
    elect(tmp_path / "counties", monkeypatch, delivery={**ways["court"], "system": "docketeer"}, branches=branches)
    made = make_packages(COUNTY, work, DOING).packages
    for each in made:
        assert deliver_package(COUNTY, work, each["number"], DOING).state == "delivered"
    theirs = {each["number"] for each in made if each["court"] == HOUSES[0]}
    there = {name: {path.name for path in (tmp_path / name).glob("LA-*")} for name in ways}
    assert theirs and there == {"branch": theirs, "court": {each["number"] for each in made} - theirs}
    imports = {name: {path.name for path in (tmp_path / name).rglob("import/*")} for name in ways}
    assert imports == {"court": {"docketeer.csv"}, "branch": {"open_bench_confidential.csv"}}
    for name, numbers in there.items():
        lines = [f"{number}-0001,DENIED,2020-07-20" for number in sorted(numbers)]
        (tmp_path / name / "return" / "results.csv").write_text("\n".join(["row_id,result,order_date", *lines]))
    with (tmp_path / "branch" / "return" / "scan.pdf").open("wb") as scan:
        scan.truncate(MOST_RETURNED + 1)
    day = date(2020, 8, 1)
    told = collect(COUNTY, work, actor="clerk.1", day=day, at=datetime.now(UTC) + timedelta(minutes=5))
    assert (told["files"], told["new"], told["applied"]) == (3, 2, len(made)), told
    assert [each.partition(": ")[2] for each in told["refused"][3:]] == [str(TooLarge())]
    assert [each.partition(": ")[0] for each in told["refused"][:3]] == list(wrong), "each courthouse is by itself"
    for refusal, said in zip(told["refused"], ("collect again", "a folder, s3://", "no such folder"), strict=False):
        assert said in refusal


def test_a_filing_message_goes_along_for_the_batch_and_for_each_case(
    work: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = dict.fromkeys(CODES, "X1")
    delivery = {"route": "ecf", "address": str(tmp_path), "codes": codes, "case_folders": "case number"}
    kinds = ["motion", "order", "exhibit", "case motion", "case order"]
    elect(tmp_path / "counties", monkeypatch, kinds=kinds, delivery=delivery)
    number = max(make_packages(COUNTY, work, DOING).packages, key=lambda each: int(each["rows"]))["number"]
    package, manifest = open_package(COUNTY, work, number), read_manifest(work, number)
    names = [each.name for each in package.files]
    messages = [name for name in names if name.startswith("ecf/")]
    assert len(messages) == 1 + manifest["document_file"].n_unique() > 3
    assert all(re.fullmatch(r"cases/[A-Za-z0-9-]+/order_\d{4}\.pdf", file) for file in manifest["document_file"])
    for name in messages:
        told = etree.fromstring(package.read(name))
        named = [each.text for each in told.iter("{*}BinaryURI")]
        assert named and set(named) <= set(names), "a message names only files of its package"
    whole = [each.text for each in etree.fromstring(package.read("ecf/batch.xml")).iter("{*}BinaryURI")]
    assert whole[-1] == "motion.pdf" and "exhibit_a_confidential.pdf" in whole


def test_a_file_larger_than_the_court_takes_is_divided_and_one_that_cannot_be_is_refused(tmp_path: Path) -> None:
    from tests.fictional_batch import AS_OF, FILING, batch

    rows = batch(150).filter(pl.col("outcome").cast(pl.String) == "eligible").with_row_index("package_row", offset=1)
    put: dict[str, bytes] = {}

    def write(most: int) -> list[str]:
        put.clear()
        limits = replace(FILING.court.limits, document_bytes=most)
        task = SimpleNamespace(
            filing=replace(FILING, court=replace(FILING.court, limits=limits)), rows=rows, number="LA-2020-0001", delivery=FILING.court.delivery,
            word=COUNTY, past=SimpleNamespace(as_of=AS_OF),
        )  # fmt: skip
        draw_up(task, tmp_path / "drawn")  # type: ignore[arg-type]  # as much of a task as papers need
        put.update((path.name, path.read_bytes()) for path in (tmp_path / "drawn").rglob("*"))
        return sorted(name for name in put if name.startswith("exhibit_a_public"))

    assert write(25_000_000) == ["exhibit_a_public.pdf"]
    size = len(put["exhibit_a_public.pdf"])
    volumes = write(size - 1)
    assert volumes[:2] == ["exhibit_a_public_1.pdf", "exhibit_a_public_2.pdf"]
    assert max(map(len, put.values())) < size
    with pytest.raises(UserError, match=r"more bytes than the court takes; see court\.limits\.document_bytes"):
        write(1_000)


def test_what_a_death_a_challenge_or_a_rerun_changed_is_taken_out_and_is_in_no_later_package(
    work: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elect(tmp_path / "counties", monkeypatch)
    made = make_packages(COUNTY, work, DOING)
    number = max(made.packages, key=lambda each: int(each["rows"]))["number"]
    rows = read_rows(COUNTY, work, number)
    engine = database.open_database(work.database)
    move = database.Move(county=COUNTY, conviction=rows["conviction"][0], actor="da.unit", day=DAY, at=DOING.at)
    database.withhold(engine, move, Withheld.DECEASED)
    steps = [(rows["conviction"][1], step, DAY, "da.unit", None) for step in ("reviewed", "challenged")]
    schema = ["conviction", "step", "day", "actor", "paper"]
    database.record_steps(engine, county=COUNTY, steps=pl.DataFrame(steps, schema=schema, orient="row"))
    again = make_packages(COUNTY, work, DOING)
    assert again.withdrawn == {number: 2} and [each["edition"] for each in again.packages] == [2]
    kept = read_manifest(work, number)
    assert kept["row_id"].to_list() == [f"{number}-{row:04}" for row in range(3, rows.height + 1)]
    assert open_package(COUNTY, work, number).describe()["rows_withdrawn"] == [1, 2]
    told = read_rows(COUNTY, work, number)["withdrawn"].to_list()
    assert told[0].startswith("withheld") and told[1] == "filed before, or challenged" and told[2] is None
    assert make_packages(COUNTY, work, DOING).packages == []
    audited = database.read_packages(engine, county=COUNTY).filter(pl.col("number") == number).row(0, named=True)
    assert (audited["state"], audited["withdrawn"]) == ("made", 2)

    # A delivery that begins while a rerun looks: the package is the delivery's, which looks again itself.
    database.withhold(engine, replace(move, conviction=rows["conviction"][2]), Withheld.DECEASED)

    def begin(*given: Any) -> dict[int, str]:
        database.mark_sending(engine, DOING, number=number, edition=2, route="folder")
        return find_withdrawn(*given)

    monkeypatch.setattr("flows.packages.keeping.find_withdrawn", begin)
    assert withdraw_what_changed(COUNTY, work, DOING) == {}
    assert list(find_changed(COUNTY, work, number)) == [3]
    database.verify_audit(engine)
    engine.dispose()


def test_a_row_that_a_rerun_takes_out_while_papers_are_drawn_up_is_in_no_paper_that_goes_to_the_court(
    work: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = {"route": "folder", "address": str(tmp_path / "court")}
    (tmp_path / "court").mkdir()
    elect(tmp_path / "counties", monkeypatch, delivery=way)
    engine = database.open_database(work.database)
    drawn: list[tuple[str, int]] = []

    def draw_while_somebody_dies(task: Task, folder: Path) -> DrawnUp:
        """The first drawing of a package, and its second, are too late by one row each; the next package is given up."""
        whole, first = draw_up(task, folder), task.rows["conviction"][0]
        if drawn or task.rows.height > 3:
            drawn.append((task.number, task.rows.height))
        if 1 <= len(drawn) <= 2:
            move = database.Move(county=COUNTY, conviction=first, actor="da.unit", day=DAY, at=DOING.at)
            database.withhold(engine, move, Withheld.DECEASED)
            assert withdraw_what_changed(COUNTY, work, DOING) == {task.number: 1}
        if len(drawn) == 4:
            database.withdraw_package(engine, DOING, number=task.number, why="the agency took it back")
        return whole

    monkeypatch.setattr("flows.packages.writing.draw_up", draw_while_somebody_dies)
    made = make_packages(COUNTY, work, DOING)
    number, rows = drawn[0]
    assert drawn[:3] == [(number, rows), (number, rows - 1), (number, rows - 2)]
    [told] = [each for each in made.packages if each["number"] == number]
    assert (told["rows"], made.held_back) == (rows - 2, {})
    assert deliver_package(COUNTY, work, number, DOING).rows == rows - 2
    sent = pl.read_csv(tmp_path / "court" / number / "manifest.csv", infer_schema=False)["row_id"].to_list()
    assert sent == [f"{number}-{row:04}" for row in range(3, rows + 1)]
    states = dict(database.read_packages(engine, county=COUNTY).select("number", "state").rows())
    given_up = drawn[3][0]
    assert states[given_up] == "withdrawn" and given_up not in {each["number"] for each in made.packages}
    assert [name for name, _ in drawn].count(given_up) == 1, "what is given up is not drawn up again"

    # The last net, for a package that an earlier program made: somebody must know of the row that the court has.
    caught = next(each["number"] for each in made.packages if each["number"] != number)
    events = database.read_packages(engine, county=COUNTY).filter(number=caught)
    assert events["state"].to_list() == ["made"]
    with engine.begin() as connection:
        late = {"county": COUNTY, "number": caught, "position": 9, "event": "row withdrawn", "edition": 0, "row": 1}
        connection.execute(insert(PackageEvent).values(**late, day=DAY, actor="da.unit", note="not eligible any more"))
    assert deliver_package(COUNTY, work, caught, DOING).state == "delivered"
    assert database.read_tasks(engine, county=COUNTY).select("batch", "row").rows() == [(caught, 1)]
    database.verify_audit(engine)
    engine.dispose()


def test_a_package_from_which_rows_are_taken_out_whenever_it_is_drawn_up_is_not_made(
    work: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elect(tmp_path / "counties", monkeypatch)
    engine = database.open_database(work.database)

    def draw_while_a_row_goes(task: Task, folder: Path) -> DrawnUp:
        database.withdraw_rows(engine, DOING, number=task.number, reasons={min(task.rows["package_row"]): "gone"})
        return DrawnUp(papers=(), written={}, folder=folder)

    monkeypatch.setattr("flows.packages.writing.draw_up", draw_while_a_row_goes)
    monkeypatch.setattr("flows.packages.writing._write", lambda *_: (1, "f" * 64))
    monkeypatch.setattr("flows.packages.writing._DRAWINGS", 2)
    with pytest.raises(UserError, match="make it again"):
        make_packages(COUNTY, work, DOING)
    assert "made" not in database.read_packages(engine, county=COUNTY)["state"]
    engine.dispose()


def test_a_package_that_lost_every_row_is_withdrawn_and_its_number_is_not_used_again(
    work: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elect(tmp_path / "counties", monkeypatch)
    made = make_packages(COUNTY, work, DOING)
    smallest = min(made.packages, key=lambda each: int(each["rows"]))
    engine = database.open_database(work.database)
    for conviction in read_rows(COUNTY, work, smallest["number"])["conviction"]:
        move = database.Move(county=COUNTY, conviction=conviction, actor="da.unit", day=DAY, at=DOING.at)
        database.withhold(engine, move, Withheld.DESTROYED)
    make_packages(COUNTY, work, DOING)
    about = list_packages(COUNTY, work).filter(pl.col("number") == smallest["number"]).row(0, named=True)
    assert (about["state"], about["note"]) == ("withdrawn", "every row was withdrawn")
    engine.dispose()


def test_killed_at_any_moment_and_two_at_once_it_makes_the_same_packages(
    work: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elect(tmp_path / "counties", monkeypatch)
    whole = Workplace.choose(str(tmp_path / "whole"))
    shutil.copytree(work.out, whole.out)
    make_packages(COUNTY, whole, DOING)
    begin = command("packages", "make", COUNTY, "--out", work.out, "--day", DAY, "--by", "da.unit")
    told = surroundings({"RELIEF_COUNTIES": str(tmp_path / "counties")}, home=tmp_path / "home")
    killed = subprocess.Popen(begin, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while killed.poll() is None and len(hash_tree(work)) < 5:
        time.sleep(0.005)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL, "in the middle of its work"
    assert "made" not in set(list_packages(COUNTY, work)["state"]) or len(hash_tree(work)) < len(hash_tree(whole))
    both = [subprocess.Popen(begin, env=told, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [each.wait() for each in both] == [0, 0]
    assert hash_tree(work) == hash_tree(whole)
    assert list_packages(COUNTY, work)["number"].to_list() == list_packages(COUNTY, whole)["number"].to_list()
    with pytest.raises(UserError, match="no package of this number"):
        open_package(COUNTY, work, "LA-2020-0999")
