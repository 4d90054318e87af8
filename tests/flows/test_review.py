"""The review queue over a whole run: decided in a workbook by two people, and standing in the next run."""

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from relief.errors import UserError
from tests.flows.conftest import COUNTY, Desk
from tests.flows.whole_runs import AS_OF


def fill_in(file: Path, filled: Path, answers: dict[str, str], *, only: int | None = None) -> int:
    """A copy of the workbook with the same answers in every row, or in the first rows only."""
    cells = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("review").to_python()
    book = xlsxwriter.Workbook(filled)
    sheet = book.add_worksheet("review")
    for number, row in enumerate(cells):
        answered = number > 0 and (only is None or number <= only)
        told = [answers.get(str(cells[0][n]), cell) if answered else cell for n, cell in enumerate(row)]
        for column, cell in enumerate(told):
            sheet.write_string(number, column, str(cell))
    book.close()
    return len(cells) - 1


def test_what_two_people_decide_in_a_workbook_stands_in_the_next_run(desk: Desk, tmp_path: Path) -> None:
    before = desk.read()
    waiting = before.filter(pl.col("outcome") == "attorney review").height
    book, filled = tmp_path / "queue.xlsx", tmp_path / "filled.xlsx"
    assert desk.do("review", "export", COUNTY, book).code == 0
    answers = {"decision": "eligible", "relief given": "dismissal and sealing", "why": "The file was read."}
    assert fill_in(book, filled, answers) == waiting > 3
    first = desk.do("review", "import", COUNTY, filled, "--signer", "attorney.1")
    assert first.out == f"{waiting} decisions read, 0 in force with the next run\n", first.error
    again = desk.do("review", "import", COUNTY, filled, "--signer", "attorney.1")
    assert ", 0 in force" in again.out, "nobody signs for two"
    second = desk.do("review", "import", COUNTY, filled, "--signer", "attorney.2")
    assert second.out == f"{waiting} decisions read, {waiting} in force with the next run\n"
    # One of them has no day that a paper could print, and the run says so.
    assert desk.do("run", COUNTY, desk.export, "--as-of", AS_OF).code in (0, 1)
    after = desk.read()
    decided = after.filter(pl.col("rule") == "decision of an attorney")
    assert decided.height == waiting and set(decided["outcome"]) == {"eligible"}
    assert after.filter(pl.col("outcome") == "attorney review").is_empty()
    rest = ["source_row", "outcome", "relief", "rule"]
    others = after.filter(pl.col("rule") != "decision of an attorney").select(rest)
    assert others.equals(before.filter(pl.col("outcome") != "attorney review").select(rest)), "no other answer moved"
    summary = next(self for self in sorted(desk.out.rglob("summary.md")) if "not by the rules" in self.read_text())
    assert f"| decision of an attorney | {waiting} |" in summary.read_text()


def test_a_challenge_takes_the_conviction_out_of_the_papers_until_the_court_rules(desk: Desk) -> None:
    eligible = desk.read().filter(pl.col("outcome") == "eligible")
    row = eligible["source_row"][0]
    told = ["review", "challenge", COUNTY, "--row", row, "--by", "da.unit"]
    early = desk.do(*told, "--step", "hear")
    assert early.code == 2 and "was not challenged" in early.error, early.error
    assert desk.do(*told, "--ground", "safety").code == 0
    assert "cannot be written after" in desk.do(*told, "--step", "hear").error, "the defender has no notice yet"
    assert desk.do("run", COUNTY, desk.export, "--as-of", AS_OF).code == 0
    shown = desk.read().filter(pl.col("source_row") == row).row(0, named=True)
    assert (shown["outcome"], shown["rule"]) == ("attorney review", "challenge by the prosecuting agency")
    assert "unreasonable risk to public safety" in shown["reason"]
    for step in ("notify", "hear", "deny"):
        assert desk.do(*told, "--step", step).code == 0
    assert desk.do("run", COUNTY, desk.export, "--as-of", AS_OF).code == 0
    shown = desk.read().filter(pl.col("source_row") == row).row(0, named=True)
    assert (shown["outcome"], shown["rule"]) == ("ineligible", "ruling on a challenge")


def test_a_reason_never_holds_the_person_and_no_message_repeats_it(desk: Desk, tmp_path: Path) -> None:
    review = desk.read().filter(pl.col("outcome") == "attorney review").row(0, named=True)
    surname = review["name"].split(",")[0]
    told = ["review", "decide", COUNTY, "--row", review["source_row"], "--signer", "a", "--decision", "ineligible"]
    refused = desk.do(*told, "--reason", f"Spoke to {surname.title()}")
    assert refused.code == 2 and "holds the person's name" in refused.error
    assert surname not in refused.error.upper() + refused.out.upper()
    assert desk.do(*told, "--reason", "Read the file", "--relief", "dismissal and sealing").code == 2
    assert desk.do(*told, "--reason", "Read the file").code == 0
    queue = desk.do("review", "list", COUNTY)
    assert "signed: ineligible, a, waits for another signature" in queue.out
    assert surname not in queue.out.upper()
    book = tmp_path / "queue.xlsx"
    assert desk.do("review", "export", COUNTY, book).code == 0
    cells = CalamineWorkbook.from_path(str(book)).get_sheet_by_name("review").to_python()
    assert surname not in repr(cells).upper() and review["cii_number"] not in repr(cells)


def test_a_workbook_that_says_nothing_known_is_refused_as_a_whole(desk: Desk, tmp_path: Path) -> None:
    book, filled = tmp_path / "queue.xlsx", tmp_path / "filled.xlsx"
    desk.do("review", "export", COUNTY, book)
    fill_in(book, filled, {"decision": "perhaps", "why": "x"}, only=1)
    refused = desk.do("review", "import", COUNTY, filled, "--signer", "a")
    assert refused.code == 2 and "filled.xlsx row 2, decision: must be one of eligible" in refused.error
    fill_in(book, filled, {"conviction": "another", "decision": "ineligible", "why": "x"}, only=1)
    refused = desk.do("review", "import", COUNTY, filled, "--signer", "a")
    assert "not for review in the run in force" in refused.error
    (tmp_path / "no.xlsx").write_text("no workbook")
    assert "not a workbook" in desk.do("review", "import", COUNTY, tmp_path / "no.xlsx", "--signer", "a").error


def test_no_account_is_a_name() -> None:
    from flows.review_queue import check_account

    with pytest.raises(UserError, match="the signer is an account"):
        check_account("Jane Doe")
