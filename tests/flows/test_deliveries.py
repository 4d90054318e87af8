"""A package goes to a fictional court over S3, SFTP and on paper, and comes back with every kind of trouble in it."""

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pikepdf
import polars as pl
import pypdfium2
import pytest
import typst
import xlsxwriter

from connectors.packages.routes import sftp as over_sftp
from connectors.store import open_store
from flows.outcomes.accounting import account
from flows.outcomes.collecting import collect
from flows.outcomes.taking import take_file
from flows.packages import list_packages, open_package, read_rows
from flows.packages.delivering import MID_WAY, deliver_package, list_to_deliver, withdraw
from flows.packages.making import make_packages
from flows.packages.printing import print_package
from flows.serving.office import opened_office
from flows.serving.site import Site
from flows.serving.tokens import hash_code, hash_token, make_token
from flows.workplace import Workplace
from relief import database
from relief.accounts import Account, Role
from relief.errors import UserError
from relief.reversing import Withheld
from tests import services
from tests.flows.conftest import WholeRun
from tests.flows.serving.conftest import Visitor, listening, texts
from tests.flows.test_packages import COUNTY, DAY, DOING, elect
from tests.services import Sftp, free_ports

RULED, LATER = DAY + timedelta(days=20), DAY + timedelta(days=40)
TODAY = date(2020, 10, 15)


@pytest.fixture
def work(whole_run: WholeRun, tmp_path: Path) -> Workplace:
    shutil.copytree(whole_run.out, tmp_path / "work")
    return Workplace.choose(str(tmp_path / "work"))


@pytest.fixture
def sftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sftp]:
    server = Sftp(tmp_path)
    monkeypatch.setenv(over_sftp.KEY, str(server.key))
    elect(
        tmp_path / "counties",
        monkeypatch,
        delivery={"route": "sftp", "address": server.address, "host_keys": [server.host_key], "system": "open_bench"},
    )
    yield server
    server.close()


@dataclass(frozen=True)
class Place:
    """A court's place: what is there now, and what it puts there."""

    look: Callable[[], dict[str, bytes]]
    put: Callable[[str, bytes], object]


@pytest.fixture(params=["s3", "sftp"])
def court(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A court that takes packages one way or the other."""
    if request.param == "sftp":
        root = request.getfixturevalue("sftp").root / "incoming"

        def put(name: str, content: bytes) -> None:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)

        return Place(
            lambda: {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}, put
        )
    monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("seaweed_server"))
    for name, value in services.S3_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    url = f"s3://{services.BUCKET}/{tmp_path.name}"
    elect(tmp_path / "counties", monkeypatch, delivery={"route": "s3", "address": url})

    def look() -> dict[str, bytes]:
        store = open_store(url)
        return {key: store.read_bytes(key) for key in store.keys("")}

    return Place(look, open_store(url).put)


def hold(work: Workplace) -> dict[str, bytes]:
    """Every file of every package, as we have it."""
    numbers = list_packages(COUNTY, work)["number"]
    packages = [open_package(COUNTY, work, number) for number in numbers]
    return {f"{each.number}/{name}": each.read(name) for each in packages for name in each.in_order()}


def read_filed(work: Workplace) -> pl.DataFrame:
    engine = database.open_database(work.database)
    lives = database.read_lives(engine, county=COUNTY)
    database.verify_audit(engine)
    engine.dispose()
    return lives.filter(pl.col("step") == "filed")


def take(work: Workplace, file: Path, **more: Any) -> dict[str, Any]:
    told = {"ignore": (), "default": None, "actor": "clerk.1", "day": TODAY, "at": datetime(2020, 10, 15, tzinfo=UTC)}
    taken = take_file(COUNTY, work, file, **{**told, **more})
    assert taken["rows"] == taken["applied"] + taken["known"] + taken["tasks"]
    return taken


def test_packages_go_to_the_court_once_come_back_with_every_trouble_and_the_account_closes(
    work: Workplace, court: Place, tmp_path: Path
) -> None:
    made = make_packages(COUNTY, work, DOING)
    filed = sum(int(each["rows"]) for each in made.packages)
    numbers = list_to_deliver(COUNTY, work)
    assert [deliver_package(COUNTY, work, number, DOING).state for number in numbers] == ["delivered"] * len(numbers)
    assert court.look() == hold(work), "the court has what we have, byte for byte, and nothing else"
    papers = [content for name, content in hold(work).items() if name.endswith(".pdf")]
    assert len(papers) >= 20 and all(is_conforming(pdf) for pdf in papers)
    assert read_filed(work).height == filed and read_filed(work)["paper"].null_count() == 0
    assert [deliver_package(COUNTY, work, number, DOING).state for number in numbers] == ["delivered before"] * len(
        numbers
    )
    assert court.look() == hold(work) and read_filed(work).height == filed
    assert make_packages(COUNTY, work, DOING).packages == [], "what was filed is in no second package"

    rows = pl.concat(
        [pl.read_csv(open_package(COUNTY, work, n).read("manifest.csv"), infer_schema=False) for n in numbers]
    )
    named = rows.to_dicts()
    give_back_a_table(work, tmp_path, named)
    give_back_a_workbook(work, tmp_path, named)
    give_back_by_the_page(work, named, numbers[-1])
    give_back_stamped(work, tmp_path, numbers)
    give_back_at_the_court(work, court, tmp_path, named)
    found, _ = account(COUNTY, work, court=None, day=TODAY)
    assert found.closes and found.unexplained == ()
    answers = {what: number for what, _, number, _ in found.answers}
    assert sum(answers.values()) == found.identified
    told = {
        "denied",
        "given back by the clerk",
        "no court case found",
        "already relieved",
        "granted in part; to be entered",
    }
    assert told <= set(answers) and answers["granted; to be entered"] >= 2 and answers["filed"] > 0
    assert sum(number for _, number in found.tasks) >= 9


def is_conforming(pdf: bytes) -> bool:
    """Whether the typesetter, which enforces both, wrote it as PDF/A-2a and PDF/UA-1."""
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        told = paper.open_metadata()
        return (told.pdfa_status, told.get("pdfuaid:part")) == ("2A", "1")


def give_back_a_table(work: Workplace, folder: Path, rows: list[dict[str, Any]]) -> None:
    """The first file: granted, denied, refused, not found, already done, deferred, in part, and what cannot be taken."""
    head = "row id,case number,defendant,count,result,reason,order date"
    row, other = [each["row_id"] for each in rows], rows[9]
    lines = [
        f"{row[0]},,,,GRANTED,,{RULED}",
        f"{row[1]},,,,denied,,{RULED}",
        f"{row[2]},,,,rejected,the wrong courthouse,{RULED}",
        f"{row[3]},,,,not found,,{RULED}",
        f"{row[4]},,,,already done,,{RULED}",
        f"{row[5]},,,,deferred,,{RULED}",
        f"{row[6]},,,,partly,one of two counts,{RULED}",
        f'"",{other["case_number"]},"{other["defendant_name"]}",{other["count_no"]},granted,,{RULED}',
        f"{row[7]},,,,refused,,{RULED}",  # without a reason
        f"{row[8]},XX999999,,,granted,,{RULED}",  # another case
        f"LA-2020-0999-0001,,,,granted,,{RULED}",  # no such row
        f"{row[10]},,,,granted,,{RULED}",
        f"{row[10]},,,,granted,,{RULED}",  # twice
        f"{row[11]},,,,granted,,{RULED}",
        f"{row[11]},,,,denied,,{RULED}",  # contradicts itself
        f"{row[12]},,,,perhaps,,{RULED}",
        f"{row[13]},,,,granted,,{DAY - timedelta(days=2)}",  # before it was filed
    ]
    file = folder / "results.csv"
    file.write_text("\n".join([head, *lines]))
    taken = take(work, file)
    assert (taken["rows"], taken["applied"], taken["tasks"]) == (17, 9, 8), taken
    assert set(taken["by kind"]) == {
        "no reason", "row number and case disagree", "matches nothing that was filed", "stands twice in the file",
        "the file contradicts itself", "outcome is in no vocabulary", "day is before the filing",
    }  # fmt: skip
    assert take(work, file)["before"], "the same file again is known"


def give_back_a_workbook(work: Workplace, folder: Path, rows: list[dict[str, Any]]) -> None:
    """A second file, as XLSX: what was deferred is granted, what was denied stays denied, one is known already."""
    book = xlsxwriter.Workbook(folder / "second.xlsx")
    sheet = book.add_worksheet()
    table = [
        ["Row ID", "Ruling", "Date of Order", "Docket Entry Date"],
        [rows[5]["row_id"], "Granted", str(LATER), ""],
        [rows[1]["row_id"], "Granted", str(LATER), ""],
        [rows[0]["row_id"], "Granted", str(RULED), ""],
    ]
    for place, line in enumerate(table):
        sheet.write_row(place, 0, line)
    book.close()
    taken = take(work, folder / "second.xlsx")
    assert (taken["applied"], taken["known"], taken["by kind"]) == (1, 1, {"contradicts an earlier outcome": 1})


def give_back_at_the_court(work: Workplace, court: Place, folder: Path, rows: list[dict[str, Any]]) -> None:
    """What the court puts beside its packages is fetched over the same route: new, known, unreadable, half written."""
    place, head = f"return/{rows[0]['batch_id']}", "row_id,result,order_date\n"
    court.put(f"{place}/results.csv", (folder / "results.csv").read_bytes())
    court.put(f"{place}/third.csv", f"{head}{rows[14]['row_id']},NOT_FOUND,{LATER}\n".encode())
    court.put(f"{place}/letter.doc", b"of no kind of ours")
    court.put(f"{place}/wrong.csv", b'row_id,result,order_date\n"open,GRANTED,2020-08-01\n')
    court.put(f"{place}/half.csv.part", head.encode())
    told = {"actor": "clerk.1", "day": TODAY}
    later = datetime.now(UTC) + timedelta(minutes=5)
    first = collect(COUNTY, work, **told, at=later)
    assert (first["files"], first["new"], first["known"], first["other"], first["rows"]) == (4, 1, 1, 1, 1), first
    assert len(first["refused"]) == 1 and "a quote is opened and not closed" in first["refused"][0]
    again = collect(COUNTY, work, **told, at=later)
    assert (again["new"], again["known"]) == (0, 2)
    if hasattr(court.put, "__self__"):
        return  # an object in a store is whole when it is there
    assert collect(COUNTY, work, **told, at=datetime.now(UTC))["files"] == 0, "what was just written may not be whole"


def give_back_by_the_page(work: Workplace, rows: list[dict[str, Any]], stamped: str) -> None:
    """A clerk fills in a row of the sheet and sends a file, over the page: one is taken, one is nobody's, one is unreadable."""
    batch = next(each["batch_id"] for each in rows[15:] if each["batch_id"] != stamped)
    one, two = [int(each["row_id"][-4:]) for each in rows[15:] if each["batch_id"] == batch][:2]
    [house] = list_packages(COUNTY, work).filter(number=batch)["court"]
    [port], at = free_ports(1), datetime(2020, 10, 15, 19, tzinfo=UTC)
    site = Site(workplace=work, origin=f"http://localhost:{port}", clock=lambda: at)
    with opened_office(site) as office, listening(office, port), httpx.Client(base_url=site.origin) as client:
        clerk = Account(name="clerk.page", role=Role.CLERK, county=COUNTY, courts=(house,))
        database.add_account(office.engine, clerk, code=hash_code("code"), actor="tests", at=at)
        visitor = Visitor(client, make_token())
        told = {"token": hash_token(visitor.token), "at": at}
        assert database.begin_session(office.engine, clerk.name, source="tests", **told)
        client.cookies.set("relief", visitor.token)
        sheet = {f"outcome-{one}": "granted", "ruled": str(RULED), "show": "ruling"}
        saved = visitor.post(f"/packages/{COUNTY}/{batch}/outcomes", **sheet)
        assert "1 applied, 0 already known, 0 to be settled" in texts(saved)
        lines = [
            "batch,row,result,order date",
            f"{batch},{two},denied,{RULED}",
            f"{batch},9999,denied,{RULED}",
            f"{batch},{one},granted,once",
        ]
        sent = visitor.post(f"/returns/{COUNTY}/upload", upload="\n".join(lines).encode())
        assert "3 rows: 1 applied, 0 already known, 2 to be settled" in texts(sent)


def give_back_stamped(work: Workplace, folder: Path, numbers: list[str]) -> None:
    """Exhibits of ours with the clerk's stamp: what a page lists is granted; a page of an order is a task of its package."""
    package = open_package(COUNTY, work, numbers[-1])
    stamp(package.read("exhibit_a_public.pdf"), f"GRANTED {LATER:%m/%d/%Y}", folder / "stamped.pdf")
    rows = read_rows(COUNTY, work, numbers[-1]).height
    taken = take(work, folder / "stamped.pdf")
    assert taken["rows"] == rows and taken["applied"] + taken["known"] + taken["tasks"] == rows and taken["applied"] > 0
    stamp(package.read("order_proposed.pdf"), f"DENIED {LATER:%m/%d/%Y}", folder / "order.pdf")
    taken = take(work, folder / "order.pdf")
    assert taken["applied"] == 0 and set(taken["by kind"]) == {"stamp cannot be read"}
    engine = database.open_database(work.database)
    tasks = database.read_tasks(engine, county=COUNTY)
    engine.dispose()
    assert numbers[-1] in tasks.filter(pl.col("kind") == "stamp cannot be read")["batch"].to_list()


def stamp(pdf: bytes, words: str, file: Path) -> None:
    mark = typst.compile(
        f"#set page(width: 612pt, height: 792pt, fill: none)\n#place(top + right, text(14pt)[{words}])".encode()
    )
    with pikepdf.open(io.BytesIO(pdf)) as paper, pikepdf.open(io.BytesIO(mark)) as stamped:
        for page in paper.pages:
            page.add_overlay(stamped.pages[0])
        paper.save(file)


def test_a_delivery_that_was_killed_anywhere_and_repeated_files_once(work: Workplace, sftp: Sftp) -> None:
    make_packages(COUNTY, work, DOING)
    [first, second, *_] = list_to_deliver(COUNTY, work)
    sftp.drop_at = 1
    with pytest.raises(UserError, match="delivered again"):
        deliver_package(COUNTY, work, first, DOING)
    assert read_filed(work).is_empty(), "filed is what the court has, and nothing before"
    assert list_packages(COUNTY, work).row(0, named=True)["state"] == "sending"
    sftp.drop_at = 0
    assert deliver_package(COUNTY, work, first, DOING).state == "delivered"
    sftp.root.joinpath("incoming", second).mkdir()
    sftp.root.joinpath("incoming", second, "_COMPLETE").write_text("another\n")
    with pytest.raises(UserError, match="another package under this number"):
        deliver_package(COUNTY, work, second, DOING)
    assert set(read_filed(work)["cause"].str.extract(r"^(\S+) row")) == {first}


def test_what_is_not_to_be_filed_any_more_is_taken_out_before_and_gives_the_package_up_in_the_middle(
    work: Workplace, sftp: Sftp
) -> None:
    make_packages(COUNTY, work, DOING)
    before, during, after = sorted(list_packages(COUNTY, work).sort("rows", descending=True)["number"].head(3), key=str)
    engine = database.open_database(work.database)

    def die(number: str) -> None:
        conviction = read_rows(COUNTY, work, number).filter(pl.col("withdrawn").is_null())["conviction"][0]
        move = database.Move(county=COUNTY, conviction=conviction, actor="da.unit", day=DAY, at=DOING.at)
        database.withhold(engine, move, Withheld.DECEASED)

    die(before)
    told = deliver_package(COUNTY, work, before, DOING)
    rows = read_rows(COUNTY, work, before)
    assert (told.state, told.rows) == ("delivered", rows.height - 1) and rows[
        "withdrawn"
    ].null_count() == rows.height - 1
    assert f"{before}-0001" not in (sftp.root / "incoming" / before / "manifest.csv").read_text()

    sftp.drop_at = 5
    once = pytest.MonkeyPatch()
    once.setattr("connectors.packages.routes.ATTEMPTS", 1)
    with pytest.raises(UserError, match="delivered again"):
        deliver_package(COUNTY, work, during, DOING)
    once.undo()
    sftp.drop_at = 0
    die(during)
    assert deliver_package(COUNTY, work, during, DOING).note == MID_WAY
    there = {path.name for path in (sftp.root / "incoming" / during).iterdir()}
    assert "_WITHDRAWN" in there and "_COMPLETE" not in there
    again = make_packages(COUNTY, work, DOING)
    assert [each["rows"] for each in again.packages] == [read_rows(COUNTY, work, during).height - 1], (
        "the others are free"
    )

    # All of it is at the court, and the word of that was lost: it was delivered, and a person looks at the row.
    deliver = pytest.MonkeyPatch()
    deliver.setattr("flows.packages.delivering._write_down", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        deliver_package(COUNTY, work, after, DOING)
    deliver.undo()
    conviction = read_rows(COUNTY, work, after)["conviction"][0]
    steps = [(conviction, step, DAY, "da.unit", None) for step in ("reviewed", "challenged")]
    schema = ["conviction", "step", "day", "actor", "paper"]
    database.record_steps(engine, county=COUNTY, steps=pl.DataFrame(steps, schema=schema, orient="row"))
    assert deliver_package(COUNTY, work, after, DOING).state == "delivered"
    tasks = database.read_tasks(engine, county=COUNTY)
    assert tasks["kind"].to_list() == ["a package went to the court with a row that is not to be filed any more"]
    assert (
        read_filed(work).filter(pl.col("cause").str.starts_with(after)).height
        == read_rows(COUNTY, work, after).height - 1
    )
    engine.dispose()


def test_a_court_that_takes_paper_gets_sheets_that_begin_on_a_page_of_their_own_and_files_when_it_has_them(
    work: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elect(tmp_path / "counties", monkeypatch)
    make_packages(COUNTY, work, DOING)
    number = list_to_deliver(COUNTY, work)[0]
    with pytest.raises(UserError, match="this court takes paper"):
        deliver_package(COUNTY, work, number, DOING)
    pages = print_package(COUNTY, work, number, tmp_path / "print.pdf")
    written = [file for file in (tmp_path / "print.pdf", tmp_path / "print_under_seal.pdf") if file.exists()]
    assert all(file.stat().st_mode & 0o077 == 0 for file in written)
    texts = [text for file in written for text in read_pages(file)]
    assert len(texts) == pages and pages % 2 == 0
    assert texts[0].startswith(f"Worksheet, package {number}") and read_filed(work).is_empty()
    begins = [place for place, text in enumerate(texts) if "page 1 of" in text]
    assert len(begins) >= 4 and all(place % 2 == 0 for place in begins)
    other = list_to_deliver(COUNTY, work)[1]
    name = pl.read_csv(open_package(COUNTY, work, other).read("manifest.csv"), infer_schema=False)["defendant_name"][0]
    with pytest.raises(UserError, match="without anything of a person") as refused:
        withdraw(COUNTY, work, other, DOING, reason=f"It is {name.lower()} again.")
    assert name.lower() not in str(refused.value).lower()
    withdraw(COUNTY, work, other, DOING, reason="The agency wants to look again.")
    again = make_packages(COUNTY, work, DOING)
    assert [each["rows"] for each in again.packages] == [read_rows(COUNTY, work, other).height]
    told = deliver_package(COUNTY, work, number, DOING, handed_over=True)
    with pytest.raises(UserError, match="delivered already"):
        withdraw(COUNTY, work, number, DOING, reason="Too late.")
    assert (told.state, told.note) == ("delivered", "paper") and read_filed(work).height == told.rows


def read_pages(file: Path) -> list[str]:
    document = pypdfium2.PdfDocument(file)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return texts
