"""Outcomes over the page: the sheet, a file, and every kind of trouble; what is waited for; the index by case number only."""

import io
import zipfile
from dataclasses import replace

import polars as pl
import pytest

from flows.outcomes.received import find_ending
from flows.packages.delivering import deliver_package
from flows.packages.making import make_packages
from flows.serving.packaged import find_packaged, read_rows
from relief import database
from relief.errors import UserError
from tests.flows.serving.conftest import TODAY, Server, Visitor, texts
from tests.flows.serving.court import COUNTY, DOING

HEADS = "batch,row,case number,defendant,count,result,reason,order date,docket entry date"


def at(server: Server) -> str:
    return f"/packages/{COUNTY}/{server.courts.package}"


def rows(server: Server) -> pl.DataFrame:
    account = server.courts.accounts["clerk"]
    return read_rows(server.office, find_packaged(server.office, account, COUNTY, server.courts.package))


def upload(visitor: Visitor, lines: list[str]) -> str:
    return texts(visitor.post(f"/returns/{COUNTY}/upload", upload="\n".join([HEADS, *lines]).encode()))


def test_a_sheet_goes_the_ledgers_way_from_ruling_to_report(server: Server) -> None:
    clerk, path = server.visitor("clerk"), f"{at(server)}/outcomes"
    faulty = clerk.post(path, show="ruling", **{"outcome-1": "granted", "outcome-2": "refused", "reason-3": "why"})
    assert faulty.status_code == 400 and 'value="granted" data-key="G" selected' in faulty.text
    for told in ("Row 1: give the day", "Row 2: say why", "Row 3: choose an outcome"):
        assert told in texts(faulty)
    name = rows(server)["defendant"][1].split(",")[0]
    said = {"outcome-1": "granted", "outcome-2": "refused", "reason-2": f"not {name}", "outcome-4": "partly"}
    said |= {"reason-4": "count 1 only", "outcome-5": "denied", "ruled-5": "2020-08-03", "outcome-99": "granted"}
    saved = clerk.post(path, show="ruling", ruled="2020-08-01", **said)
    assert "4 applied, 0 already known, 0 to be settled" in texts(saved)
    assert f"To be ruled on ({server.courts.rows - 4})" in texts(saved) and "To be entered (2)" in texts(saved)
    again = clerk.post(path, show="ruling", ruled="2020-08-01", **said)
    assert again.status_code == 400 and "Nothing is filled in" in texts(again), "what is settled is asked for no more"
    stands = dict(rows(server).select("row", "step").rows())
    assert [stands[row] for row in (1, 2, 4, 5)] == ["granted", "rejected", "granted in part", "denied"]
    lives = database.read_lives(server.office.engine, county=COUNTY)
    assert "not [name]" in lives["cause"].to_list() and set(
        lives.filter(pl.col("step") == "granted")["day"].cast(pl.String)
    ) == {"2020-08-01"}

    assert "Give the day" in texts(clerk.post(path, show="entry", **{"done-1": "yes"}))
    entered = clerk.post(path, show="entry", done="2020-08-05", **{"done-1": "yes", "done-4": "yes", "done-5": "yes"})
    assert "2 applied" in texts(entered) and "To be reported to DOJ (2)" in texts(entered)
    early = clerk.post(path, show="report", done="2020-08-04", **{"done-1": "yes"})
    assert "0 applied, 0 already known, 1 to be settled" in texts(early), "no report before the entry"
    reported = clerk.post(path, show="report", done="2020-08-10", **{"done-1": "yes", "done-4": "yes"})
    assert "2 applied" in texts(reported) and "To be reported to DOJ (0)" in texts(reported)
    assert dict(rows(server).select("row", "step").rows())[4] == "reported"
    taken = [each for each in server.audit("outcomes.taken") if each["actor"] == "clerk.1"]
    assert len(taken) == 4, "each file that was taken in, by who entered it"


def test_a_file_is_held_to_the_clerks_own_court(server: Server) -> None:
    clerk, other = server.visitor("clerk"), server.visitor("other clerk")
    mine, theirs = server.courts.package, server.courts.other
    lines = [
        f"{mine},1,,,,granted,,2020-08-01,",
        f"{theirs},1,,,,granted,,2020-08-01,",
        f"{mine},2,,,,maybe,,2020-08-01,",
    ]
    said = upload(clerk, lines)
    assert "3 rows: 1 applied, 0 already known, 2 to be settled" in said
    assert "matches nothing that was filed" in said and "outcome is in no vocabulary" in said
    assert "taken in before" in upload(clerk, lines)
    assert "no row of this file was filed with your court" in upload(clerk, [f"{theirs},2,,,,denied,,2020-08-01,"])
    assert "1 applied" in upload(other, [f"{theirs},2,,,,denied,,2020-08-01,"]), "it is left to that court"
    county = server.visitor("county")
    assert "2 rows: 2 applied" in upload(
        county, [f"{mine},3,,,,denied,,2020-08-01,", f"{theirs},3,,,,denied,,2020-08-01,"]
    )
    kept = [path.name for path in (server.courts.workplace.folder / "returns").rglob("*.csv")]
    assert len(kept) == 3 and not [name for name in kept if "JOHN" in name], (
        "nothing is kept under the name it came with"
    )


def test_what_is_no_file_of_outcomes_is_refused(server: Server) -> None:
    clerk = server.visitor("clerk")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"")
        archive.writestr("xl/sheet.xml", bytes(201 << 20))
    made_up = bomb.getvalue().replace((201 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    for content, said in (
        (b"", "Choose a file"), (b"MZ\x00\x01", "no file of outcomes"), (b"PK\x03\x04rest", "cannot be opened"),
        (bomb.getvalue(), "too large once it is unpacked"), (made_up, "too large once it is unpacked"),
        (b"<script>alert(1)</script>\n", "no table"), (b"%PDF-1.7 nothing", "damaged or locked"),
    ):  # fmt: skip
        answer = clerk.post(f"/returns/{COUNTY}/upload", upload=content)
        assert answer.status_code == 400 and said in answer.text, said
    table = f"batch,row,result,order date,birth date\n{server.courts.package},1,denied,2020-08-01,x\n".encode()
    again = clerk.post(f"/returns/{COUNTY}/upload", upload=table)
    assert (
        again.status_code == 400
        and "column 5 has a head that is not known; leave it out in the field below" in again.text
    )
    assert "1 applied" in texts(clerk.post(f"/returns/{COUNTY}/upload", upload=table, ignore="birth date"))
    large = clerk.post(f"/returns/{COUNTY}/upload", upload=b"x" * (11 << 20))
    assert large.status_code == 413
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(UserError, match="no workbook"):
        find_ending(plain.getvalue())


def test_the_index_is_searched_by_case_number_and_shows_the_clerks_own_courts(server: Server) -> None:
    clerk, case = server.visitor("clerk"), rows(server).row(2, named=True)
    found = clerk.post("/index", case_number=f" {case['case_number'][:3]}-{case['case_number'][3:].lower()} ")
    assert "1 conviction found" in texts(found) and case["defendant"] in found.text
    assert case["case_number"] not in str(found.url)
    for asked in (case["defendant"], "1970-01-01", "abc"):
        answer = clerk.post("/index", case_number=asked)
        assert answer.status_code == 400 or "0 convictions found" in texts(answer), "by nothing but a case number"
    assert "0 convictions found" in texts(server.visitor("other clerk").post("/index", case_number=case["case_number"]))
    assert "1 conviction found" in texts(server.visitor("county").post("/index", case_number=case["case_number"]))


def test_what_is_late_is_shown_by_package_and_by_days(server: Server) -> None:
    late = texts(server.visitor("clerk").get("/waiting"))
    assert (
        f"{server.courts.package} {server.courts.mine} the clerk takes it 0 {server.courts.rows} 0 0 49 days, late"
        in late
    )
    assert server.courts.other not in late
    assert server.courts.other in texts(server.visitor("county").get("/waiting"))
    filed = database.read_status(server.office.engine, county=COUNTY).steps[COUNTY]["filed"]
    assert filed > server.courts.rows
    manager = server.visitor("program")
    assert "of the state" not in texts(manager.get("/counties"))
    number = database.begin_state_run(
        server.office.engine, as_of=TODAY.date(), asked="everything", versions={}, at=TODAY
    )
    figures = {"changed people": {"new data": 15, "passage of time": 397}}
    told = database.CountyTold(county=COUNTY, state="decided", told=figures)
    database.tell_county(server.office.engine, number, told)
    database.finish_state_run(server.office.engine, number, at=TODAY)
    page = texts(manager.get("/counties"))
    assert "412 people changed: 397 because of passage of time, 15 because of new data." in page
    county = texts(manager.get(f"/counties/{COUNTY}"))
    assert "1,500 rows read: 1,500 used, 0 set aside" in county and f"With the court {filed}" in county


def test_no_name_number_or_birth_date_is_in_a_log_an_address_or_the_chain(
    server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    clerk, case = server.visitor("clerk"), rows(server).row(0, named=True)
    pages = [
        clerk.get(path)
        for path in (at(server), f"{at(server)}/worksheet", f"{at(server)}/papers/{server.courts.motion}/pages/1")
    ]
    pages += [
        clerk.post("/index", case_number=case["case_number"]),
        clerk.get(f"{at(server)}/papers/{server.courts.motion}/file"),
    ]
    assert all(page.status_code == 200 for page in pages)
    assert case["case_number"] not in pages[-1].headers["content-disposition"]
    said = capfd.readouterr().err + repr(server.audit()) + "".join(str(page.url) for page in pages)
    linked = "".join(part.split('"')[0] for page in pages[:-1] for part in page.text.split('href="')[1:])
    assert '"route": "/index"' in said
    for value in (case["case_number"], case["defendant"], case["defendant"].split(",")[0]):
        assert value not in said and value not in linked


def test_a_download_is_what_the_package_holds(server: Server) -> None:
    clerk = server.visitor("clerk")
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{at(server)}/package.zip").content)) as archive:
        names = [name.removeprefix(f"{server.courts.package}/") for name in archive.namelist()]
        assert names[-1] == "_COMPLETE" and "motion.pdf" in names and archive.testzip() is None
        manifest = archive.read(f"{server.courts.package}/manifest.csv")
    assert clerk.get(f"{at(server)}/manifest.csv").content == manifest
    paper = clerk.get(f"{at(server)}/papers/{server.courts.motion}/file")
    assert paper.content.startswith(b"%PDF-") and paper.headers["x-content-type-options"] == "nosniff"
    assert paper.headers["content-disposition"].startswith("attachment")
    picture = clerk.get(f"{at(server)}/papers/{server.courts.motion}/pages/1/picture")
    assert (
        picture.content.startswith(b"\x89PNG")
        and clerk.get(f"{at(server)}/papers/{server.courts.motion}/pages/99").status_code == 404
    )
    assert clerk.get(f"{at(server)}/papers/99/file").status_code == 404


def test_a_row_that_was_given_back_and_filed_again_is_the_new_packages(server: Server) -> None:
    clerk, path = server.visitor("clerk"), f"{at(server)}/outcomes"
    said = {"outcome-1": "refused", "reason-1": "wrong department"}
    assert "1 applied" in texts(clerk.post(path, show="ruling", ruled="2020-08-01", **said))
    doing = replace(DOING, day=server.clock().date(), at=server.clock())
    made = make_packages(COUNTY, server.courts.workplace, doing).packages
    [new] = [each for each in made if each["court"] == server.courts.mine]
    assert new["rows"] == 1
    deliver_package(COUNTY, server.courts.workplace, new["number"], doing, handed_over=True)
    assert f"filed again in {new['number']}" in texts(clerk.get(at(server)))
    listed = texts(clerk.get("/packages"))
    assert f"{new['number']} {server.courts.mine} Aug 20, 2020 1 1 0 0 0" in listed
    assert f"{server.courts.rows} {server.courts.rows - 1} 0 0 1" in listed, "the old package waits for one less"
