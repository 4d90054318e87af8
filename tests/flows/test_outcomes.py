"""Filed, given back with every kind of trouble, and accounted for: over a whole run."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pypdfium2
import pytest

from relief.packages.manifest import CODES
from templates import typeset
from tests.flows.conftest import COUNTY, Desk
from tests.flows.misprinting import INSTEAD, instead, misprint
from tests.flows.whole_runs import AS_OF

FILED_ON, TODAY = date(2020, 7, 2), "2020-10-15"
BATCH = "LA-2020-0001"


def file_rows(desk: Desk, folder: Path, rows: int = 20) -> pl.DataFrame:
    """A manifest of the first eligible convictions, filed."""
    eligible = desk.read().filter(
        pl.col("outcome") == "eligible", pl.col("case_number").str.strip_chars().str.len_chars() > 0
    )
    manifest = eligible.head(rows).select(
        court="court", case_number=pl.col("case_number").str.strip_chars(), defendant=pl.col("name").str.strip_chars(),
        count_number="count", relief="relief", section="code_section",
    )  # fmt: skip
    write_manifest(manifest, folder / "manifest.csv")
    done = desk.do("outcomes", "filed", COUNTY, folder / "manifest.csv", "--by", "da.unit", "--day", FILED_ON)
    assert done.out == f"{rows} rows, {rows} newly filed\n", done.error
    again = desk.do("outcomes", "filed", COUNTY, folder / "manifest.csv", "--by", "da.unit", "--day", FILED_ON)
    assert again.out == f"{rows} rows, 0 newly filed\n", again.error
    return manifest


def write_manifest(rows: pl.DataFrame, file: Path, batch: str = BATCH) -> None:
    """Rows in the columns of a manifest."""
    parts = pl.col("section").str.extract_groups(r"^(\w\w) (\d[\w.]*)(.*)$").struct
    told = rows.select(
        row_id=pl.format("{}-{}", pl.lit(batch), pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(4)),
        case_number="case_number", defendant_name="defendant", count_no="count_number", offense_code=parts.field("1"),
        offense_section=parts.field("2"), offense_sub=parts.field("3"),
        requested_relief=pl.col("relief").replace_strict(CODES),
    )  # fmt: skip
    told.write_csv(file)


def give_back(desk: Desk, file: Path, lines: list[str]) -> dict[str, Any]:
    file.write_text(
        "\n".join(["batch,row,case number,defendant,count,result,reason,order date,docket entry date", *lines])
    )
    done = desk.do("outcomes", "import", COUNTY, file, "--by", "clerk.1", "--json")
    assert done.code == 0, done.error
    told: dict[str, Any] = json.loads(done.out)
    assert told["rows"] == told["applied"] + told["known"] + told["tasks"]
    return told


def test_every_row_that_comes_back_is_applied_known_or_a_task(desk: Desk, tmp_path: Path) -> None:
    manifest = file_rows(desk, tmp_path)
    twelfth = manifest.row(11, named=True)
    day, entered = FILED_ON + timedelta(days=20), FILED_ON + timedelta(days=25)
    lines = [
        *(f"{BATCH},{row},,,,GRANTED,,{day},{entered if row < 4 else ''}" for row in range(1, 9)),
        f"{BATCH},9,,,,denied,,{day},",
        f'{BATCH},10,,,,rejected,"wrong courthouse for {manifest["defendant"][9].split(",")[0]}",{day},',
        f"{BATCH},11,,,,not found,,{day},",
        f',,{twelfth["case_number"]},"{twelfth["defendant"]}",{twelfth["count_number"]},deferred,,{day},',
        f"{BATCH},99,,,,granted,,{day},",
        f"{BATCH},13,,,,granted,,{FILED_ON - timedelta(days=1)},",
        f"{BATCH},14,,,,maybe,,{day},",
        f"{BATCH},15,XX-1,,,granted,,{day},",
        f"{BATCH},1,,,,granted,,{day},{entered}",
    ]
    told = give_back(desk, tmp_path / "results.csv", lines)
    assert (told["applied"], told["known"], told["tasks"]) == (12, 0, 5), told
    again = give_back(desk, tmp_path / "results.csv", lines)
    assert again == {**told, "before": True, "by kind": {}}
    later = give_back(desk, tmp_path / "later.csv", [f"{BATCH},9,,,,granted,,{day},", f"{BATCH},2,,,,granted,,{day},"])
    assert (later["applied"], later["known"], later["by kind"]) == (0, 1, {"contradicts an earlier outcome": 1})

    waiting = json.loads(desk.do("outcomes", "waiting", COUNTY, "--as-of", TODAY, "--json").out)
    ages = {row["waits_for"]: row["60 to 89 days"] + row["90 days and more"] for row in waiting}
    assert set(ages) >= {"the clerk takes it", "the court enters its order", "DOJ is told", "the agency files again"}
    assert sum(row["60 to 89 days"] for row in waiting if row["waits_for"] == "the court enters its order") == 5
    assert sum(row["90 days and more"] for row in waiting if row["waits_for"] == "the clerk takes it") == 8

    account = json.loads(desk.do("outcomes", "reconcile", COUNTY, "--as-of", TODAY, "--json").out)
    assert account["closes"] and account["unexplained"] == []
    numbers = {what: number for what, _, number, _ in account["answers"]}
    assert sum(numbers.values()) == account["identified"] > 20
    told_of = [
        "filed",
        "denied",
        "deferred",
        "no court case found",
        "given back by the clerk",
        "granted; to be entered",
    ]
    assert [numbers[what] for what in told_of] == [8, 1, 1, 1, 1, 5]
    assert numbers["granted and entered; to be reported to DOJ"] == 3
    assert sum(number for _, number in account["tasks"]) == 6
    page = tmp_path / "account.html"
    text = desk.do("outcomes", "reconcile", COUNTY, "--as-of", TODAY, "--html", page)
    assert text.code == 0 and "unexplained: 0\n" in text.out
    assert "The account closes." in page.read_text() and not [n for n in manifest["defendant"] if n in page.read_text()]

    tasks = json.loads(desk.do("outcomes", "tasks", COUNTY, "--json").out)
    assert len(tasks) == 6 and {task["state"] for task in tasks} == {"open"} and all(task["owner"] for task in tasks)
    closed = desk.do("outcomes", "close", COUNTY, tasks[0]["task"], "--by", "da.unit", "--note", "asked the clerk")
    assert closed.code == 0, closed.error
    assert desk.do("outcomes", "tasks", COUNTY).out.startswith("5 open tasks\n")
    said = desk.do("outcomes", "tasks", COUNTY, "--all", "--json").out + json.dumps(told)
    assert not [name for name in manifest["defendant"] if name in said], "nobody's name is in a task"


def test_a_manifest_of_another_run_is_refused_whole(desk: Desk, tmp_path: Path) -> None:
    manifest = file_rows(desk, tmp_path, rows=3)
    write_manifest(manifest, tmp_path / "other.csv", batch="LA-2020-0002")
    told = ["outcomes", "filed", COUNTY, tmp_path / "other.csv", "--by", "da.unit", "--day", FILED_ON]
    refused = desk.do(*told)
    assert refused.code == 2 and "LA-2020-0002 row 1: its conviction stands at 'filed'" in refused.error, refused.error
    strange = manifest.with_columns(section=pl.lit("HS 11358"), count_number=pl.lit(99))
    write_manifest(strange, tmp_path / "other.csv", batch="LA-2020-0002")
    assert "LA-2020-0002 row 1 is not one eligible conviction" in desk.do(*told).error


def test_what_is_owed_to_doj_is_written_once_confirmed_and_what_is_late_is_listed(desk: Desk, tmp_path: Path) -> None:
    manifest = file_rows(desk, tmp_path, rows=6)
    day, entered = FILED_ON + timedelta(days=20), FILED_ON + timedelta(days=25)
    lines = [f"{BATCH},{row},,,,granted,,{day},{entered if row < 4 else ''}" for row in range(1, 6)]
    lines.append(f"{BATCH},6,,,,partly,the count was reduced only,{day},{entered}")
    assert give_back(desk, tmp_path / "results.csv", lines)["applied"] == 6
    words = ["outcomes", "export-doj", COUNTY, tmp_path / "doj.csv", "--by", "clerk.1", "--day", "2020-08-30", "--json"]
    first = desk.do(*words)
    told = json.loads(first.out)
    assert (told["owed"], told["reported"], told["held back"]) == (4, 4, 0), first.error
    assert [(row["row"], row["due"]) for row in told["overdue"]] == [
        (4, str(day + timedelta(days=30))),
        (5, str(day + timedelta(days=30))),
    ]
    report = pl.read_csv(tmp_path / "doj.csv", infer_schema=False)
    assert (tmp_path / "doj.csv").stat().st_mode & 0o077 == 0
    assert report["reference"].to_list() == [f"{BATCH} row {row}" for row in (1, 2, 3, 6)]
    assert report["name"].to_list() == manifest["defendant"].gather([0, 1, 2, 5]).to_list()
    assert (
        report["subsequent_action"][3] == "RELIEF GRANTED IN PART"
        and report["remarks"][3] == "the count was reduced only"
    )
    assert set(report["action_date"]) == {str(day)} and report["cii_number"].null_count() == 0
    (tmp_path / "doj.csv").unlink()
    again = json.loads(desk.do(*words).out)
    assert (again["owed"], again["key"]) == (0, None) and not (tmp_path / "doj.csv").exists()
    kept = next((desk.out / "doj" / COUNTY).iterdir())
    assert pl.read_csv(kept, infer_schema=False).equals(report)

    rows = [f"{BATCH},1,2020-09-20", f"{BATCH},2,2020-09-20", f"{BATCH},4,2020-09-20", f"{BATCH},3,2019-09-20"]
    (tmp_path / "confirmed.csv").write_text("\n".join(["batch,row,date confirmed", *rows]))
    done = desk.do("outcomes", "confirm", COUNTY, tmp_path / "confirmed.csv", "--by", "doj.desk")
    assert done.out == "4 rows: 2 confirmed, 0 already known, 2 tasks\n", done.error
    account = json.loads(desk.do("outcomes", "reconcile", COUNTY, "--as-of", TODAY, "--json").out)
    numbers = {what: number for what, _, number, _ in account["answers"]}
    assert account["closes"] and numbers["granted and confirmed by DOJ"] == 2
    assert numbers["granted, entered and reported; to be confirmed"] == 2


def misprint_order(write: Callable[[], Any], file: Path, name: str) -> None:
    """What is misprinted is told, without the person, and not written."""
    with pytest.MonkeyPatch.context() as wrong:
        wrong.setattr(typeset, "compile_layout", misprint)
        wrong.setenv(INSTEAD, instead("[PROPOSED] ORDER", "[PROPOSED] BORDER"))
        refused = write()
    assert refused.code == 2 and "was refused when it was read back" in refused.error, refused.error
    assert not file.exists() and name not in refused.error


def test_a_grant_is_taken_back_with_cause_notice_hearing_and_order_and_whoever_knew_is_told(
    desk: Desk, tmp_path: Path
) -> None:
    manifest = file_rows(desk, tmp_path, rows=4)
    day, entered = FILED_ON + timedelta(days=20), FILED_ON + timedelta(days=25)
    give_back(desk, tmp_path / "results.csv", [f"{BATCH},{row},,,,granted,,{day},{entered}" for row in (1, 2, 3)])
    export = ["outcomes", "export-doj", COUNTY, tmp_path / "doj.csv", "--by", "clerk.1", "--json"]
    assert json.loads(desk.do(*export, "--day", "2020-08-01").out)["reported"] == 3

    def reverse(verb: str, which: str, *more: object, by: str = "da.unit") -> Any:
        return desk.do("reversal", verb, COUNTY, which, "--by", by, "--day", "2020-09-01", *more)

    first, name = f"{BATCH}/1", manifest["defendant"][0].split(",")[0]
    assert "name" in reverse("open", first, "--cause", "error", "--reason", f"It was not {name}.").error
    assert "cannot be written after 'filed'" in reverse("open", f"{BATCH}/4", "--cause", "error", "--reason", "x").error
    assert reverse("open", first, "--cause", "error", "--reason", "The order was about another count.").code == 0
    assert "cannot be written after 'questioned'" in reverse("hear", first).error, "nobody has notice"
    assert reverse("notice", first, "--to", "person").code == 0
    misprint_order(lambda: reverse("order", first, "--to", tmp_path / "order.pdf"), tmp_path / "order.pdf", name)
    order = reverse("order", first, "--to", tmp_path / "order.pdf")
    assert order.code == 0, order.error
    assert read_text(tmp_path / "order.pdf").count("LODGED UNDER SEAL") >= (
        manifest["relief"][0] == "dismissal and sealing"
    )
    assert "reinstates the conviction" in read_text(tmp_path / "order.pdf")
    assert reverse("hear", first).code == 0
    ended = reverse("reinstate", first, "--order", tmp_path / "order.pdf", by="superior.court")
    assert ended.code == 0, ended.error
    assert {line.strip() for line in ended.out.splitlines()[1:]} == {
        "to be told: the Department of Justice", "to be told: the court", "to be told: the person",
    }  # fmt: skip
    tasks = json.loads(desk.do("outcomes", "tasks", COUNTY, "--json").out)
    assert sorted(task["outcome"] for task in tasks) == ["the court", "the person"]
    assert reverse("notice", first, "--to", "person").code == 0 and reverse("notice", first, "--to", "court").code == 0
    assert desk.do("outcomes", "tasks", COUNTY).out == "0 open tasks\n"
    assert json.loads(desk.do(*export, "--day", "2020-09-02").out)["reported"] == 1
    assert pl.read_csv(tmp_path / "doj.csv")["subsequent_action"].to_list() == ["RELIEF VACATED, CONVICTION REINSTATED"]
    listed = json.loads(desk.do("reversal", "list", COUNTY, "--json").out)
    assert [(each["row"], each["stands"], each["still to tell"]) for each in listed] == [
        (1, "reinstatement reported", [])
    ]
    assert name not in json.dumps(listed)

    assert reverse("open", f"{BATCH}/2", "--cause", "challenge", "--reason", "A late challenge.").code == 0
    assert reverse("uphold", f"{BATCH}/2").code == 0
    assert reverse("withhold", f"{BATCH}/3", "--why", "deceased").code == 0
    refused = reverse("open", f"{BATCH}/3", "--cause", "record", "--reason", "x")
    assert refused.code == 2 and "withheld (deceased" in refused.error
    account = json.loads(desk.do("outcomes", "reconcile", COUNTY, "--json").out)
    numbers = {what: number for what, _, number, _ in account["answers"]}
    assert account["closes"] and numbers["reinstated and reported"] == 1
    assert numbers["granted, entered and reported; to be confirmed"] == 2


def test_a_rerun_asks_again_for_nothing_that_was_ruled_on_and_raises_what_it_finds_wrong(
    desk: Desk, tmp_path: Path
) -> None:
    file_rows(desk, tmp_path, rows=4)
    before = desk.read().filter(pl.col("outcome") == "eligible").height
    day = FILED_ON + timedelta(days=20)
    give_back(
        desk,
        tmp_path / "results.csv",
        [f"{BATCH},{row},,,,{'denied' if row == 4 else 'granted'},,{day}," for row in (1, 2, 3, 4)],
    )
    assert desk.do("run", COUNTY, desk.export, "--as-of", AS_OF).code == 0
    after = desk.read()
    assert after.filter(pl.col("outcome") == "eligible").height == before - 4
    ruled = after.filter(pl.col("rule") == "ruling of the court")
    assert sorted(ruled["outcome"]) == ["already relieved"] * 3 + ["ineligible"]
    assert desk.do("outcomes", "tasks", COUNTY).out == "0 open tasks\n", "the rules still agree with the grants"
    # On a day before Proposition 64 the rules would have asked for nothing.
    assert desk.do("run", COUNTY, desk.export, "--as-of", "2016-01-01", "--put-in-force").code == 0
    tasks = json.loads(desk.do("outcomes", "tasks", COUNTY, "--json").out)
    assert [task["kind"] for task in tasks] == ["a rerun finds an earlier grant wrong"] * 3
    account = json.loads(desk.do("outcomes", "reconcile", COUNTY, "--json").out)
    numbers = {what: number for what, _, number, _ in account["answers"]}
    assert account["closes"] and numbers["granted; to be entered"] == 3, "nothing is taken back in silence"
    told = ["--by", "da.unit", "--cause", "rerun", "--reason", "The law of that day gave no relief."]
    assert desk.do("reversal", "open", COUNTY, tasks[0]["task"], *told).code == 0
    assert "1 reversals" in desk.do("reversal", "list", COUNTY).out


def read_text(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(text.split())
