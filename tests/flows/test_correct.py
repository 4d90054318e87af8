"""Corrections over whole runs: exported, filled in, put in place, explained, and gone when the county's data agrees."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from flows.past import find_in_force
from flows.prefect_server import TemporaryServer
from flows.workplace import Workplace
from tests.connectors.fictional_export import line, write
from tests.flows.whole_runs import AS_OF, Ended, run_here

COUNTY, NAME = "los_angeles", "export.dat"


class Desk:
    """A work folder with one run of a small export, and the command in it."""

    def __init__(self, folder: Path, server: TemporaryServer) -> None:
        self.server = server
        self.out, self.home, self.export = folder / "work", folder / "home", folder / NAME
        self.deliver()

    def deliver(self, **cells: str) -> Ended:
        """The export: a person whose disposition is in no table, or as the cells say, and another."""
        strange = {"SUBJECT_ID": "10000002", "CII_NUMBER": "A10000002", "PRI_NAME": "MADEUP,SOMEONE", "OFN": "LA000002"}
        lines = [line(SENT_LOC_DESCR="JAIL"), line(**strange, **{"DISP_DESCR": "CONVTD JL", **cells})]
        write(self.export, [*lines, line(**strange, CNT_ORDER="101001002000", DISP_DESCR="DISMISSED")])
        return self.do("run", COUNTY, self.export, "--as-of", AS_OF)

    def do(self, *words: object) -> Ended:
        return run_here(*words, "--out", self.out, server=self.server, home=self.home)

    def answer(self) -> str:
        past = find_in_force(COUNTY, Workplace.choose(str(self.out)))
        told = pl.read_parquet(past.bring("determinations.parquet")).filter(pl.col("subject_id") == "10000002")
        return ", ".join(told["outcome"].cast(pl.String))


@pytest.fixture(scope="module")
def folder(prefect_server: TemporaryServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run for all tests of this file, copied by each."""
    made = tmp_path_factory.mktemp("desk")
    assert Desk(made, prefect_server).answer() == "attorney review"
    return made


@pytest.fixture
def desk(folder: Path, prefect_server: TemporaryServer, tmp_path: Path) -> Desk:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path, prefect_server)


def fill_in(file: Path, filled: Path, name: str, **answers: str) -> None:
    """A copy of the workbook with these answers in the row of the person's fact of this name."""
    cells = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("corrections").to_python()
    heads = [str(head) for head in cells[0]]
    book = xlsxwriter.Workbook(filled)
    sheet = book.add_worksheet("corrections")
    for number, row in enumerate(cells):
        mine = row[heads.index("field")] == name
        for column, cell in enumerate(row):
            answer = answers.get(heads[column].replace(" ", "_"), cell) if mine else cell
            sheet.write_string(number, column, str(answer))
    book.close()


TOLD = {"new_value": "convicted", "reason": "The docket says so.", "source": "court docket", "author": "clerk.1"}


def correct(desk: Desk, name: str = "disposition", **answers: str) -> Ended:
    book, filled = desk.out / "facts.xlsx", desk.out / "filled.xlsx"
    written = desk.do("correct", "export", COUNTY, book)
    assert written.code == 0, written.error
    fill_in(book, filled, name, **TOLD | answers)
    return desk.do("correct", "import", COUNTY, filled)


def test_a_corrected_fact_holds_at_every_rerun_until_the_county_says_the_same(desk: Desk) -> None:
    done = correct(desk)
    assert done.out == "1 corrections read, 1 new; the next run puts them in place\n", done.error
    assert "waits for the next run" in desk.do("correct", "list", COUNTY).out
    rerun = desk.deliver()
    assert rerun.code == 0 and "Corrections\n  applied" in rerun.out, rerun.error
    assert desk.answer() == "eligible"
    explained = desk.do("explain", COUNTY, "--row", 2)
    told = "disposition of the count: unlisted | CONVTD JL, corrected to convicted (applied; court docket, clerk.1, "
    assert told in explained.out, explained.out
    assert "applied" in json.loads(desk.do("correct", "list", COUNTY, "--json").out)[0]["state"]

    assert desk.deliver(DISP_DESCR="CONVICTED-JAIL", COMMENT_TEXT="MENDED").code == 0
    assert desk.answer() == "eligible" and "agreed" in desk.do("correct", "list", COUNTY).out
    assert "conflict" in desk.deliver(DISP_DESCR="DISMISSED").out, "neither's word is taken for the other's"
    assert desk.answer() == ""
    # What it sends now it had sent first: that is older, until somebody says that it counts.
    assert "of the past" in desk.deliver().error and desk.answer() == ""
    back = desk.do("run", COUNTY, desk.export, "--as-of", AS_OF, "--put-in-force")
    assert "applied" in back.out and desk.answer() == "eligible"


def test_a_withdrawn_correction_is_gone_and_the_same_run_is_found_again(desk: Desk) -> None:
    before = find_in_force(COUNTY, Workplace.choose(str(desk.out))).key
    assert correct(desk).code == 0
    desk.deliver()
    corrected = find_in_force(COUNTY, Workplace.choose(str(desk.out))).key
    assert corrected != before, "a correction is part of what a run is asked"
    book, filled = desk.out / "facts.xlsx", desk.out / "filled.xlsx"
    assert desk.do("correct", "export", COUNTY, book, "--row", 2).code == 0
    fill_in(book, filled, "disposition", **TOLD | {"new_value": "as read"})
    assert desk.do("correct", "import", COUNTY, filled).code == 0
    desk.deliver()
    assert find_in_force(COUNTY, Workplace.choose(str(desk.out))).key == before
    assert desk.answer() == "attorney review"


@pytest.mark.parametrize(
    ("name", "answers", "said"),
    [
        ("disposition", {"new_value": "guilty"}, "row 11, new value of disposition: must be one of convicted, dismissed"),
        ("charge_text", {"new_value": "POSSESSION"}, "must be a section with its code, as HS 11359(a) or PC 459"),
        ("event_date", {"new_value": "2001-02-30"}, "new value of event_date: no calendar has this day"),
        ("event_date", {"new_value": "2999-01-01"}, "this day is not here yet"),
        ("disposition", {"new_value": ""}, "new value: must be given"),
        ("disposition", {"reason": "Someone told me"}, "reason: it holds the person's name"),
        ("disposition", {"source": "hearsay"}, "source: must be one of court file"),
        ("disposition", {"author": "A Person's Name"}, "author: the signer is an account"),
        ("disposition", {"author": ""}, "author: must be given there or with --author"),
        ("disposition", {"reads": "convicted"}, "reads: the run in force reads something else here"),
        ("disposition", {"record": "f00"}, "record: the run in force has no such fact"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused_with_its_place_and_what_to_do(
    desk: Desk, name: str, answers: dict[str, str], said: str
) -> None:
    refused = correct(desk, name, **answers)
    assert refused.code == 2 and said in refused.error, refused.error
    assert "SOMEONE" not in refused.error.upper() and "filled.xlsx row" in refused.error
    assert desk.do("correct", "list", COUNTY).out.startswith("0 corrections")


def test_the_workbook_offers_words_and_shows_nothing_private(desk: Desk) -> None:
    book = desk.out / "facts.xlsx"
    assert desk.do("correct", "export", COUNTY, book).code == 0
    cells = CalamineWorkbook.from_path(str(book)).get_sheet_by_name("corrections").to_python()
    told = str(cells)
    assert "9999-99-99" in told and "1970" not in told and "MADEUP" not in told and "A10000002" not in told
    words = CalamineWorkbook.from_path(str(book)).get_sheet_by_name("words").to_python()
    assert "dismissed" in str(words) and "SAN FRANCISCO" in str(words)


def test_the_worklist_names_the_single_fact_and_is_read_back(desk: Desk) -> None:
    book, filled = desk.out / "work.xlsx", desk.out / "filled.xlsx"
    listed = desk.do("correct", "worklist", COUNTY, book)
    assert listed.out == "1 facts would each free someone\n         1  disposition of the count\n", listed.error
    fill_in(book, filled, "disposition", **TOLD)
    assert desk.do("correct", "import", COUNTY, filled).code == 0
    desk.deliver()
    assert desk.answer() == "eligible"
    assert desk.do("correct", "worklist", COUNTY, book).out == "0 facts would each free someone\n"
