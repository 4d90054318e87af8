"""Sheets that cannot be read are set aside whole, with the place where reading stopped and nothing of the person."""

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.layouts import load_layout
from connectors.normalize import Normalizer
from connectors.readers.block import Block
from connectors.readers.rap_sheets import stop
from connectors.samples.rap_sheets import list_sheets
from connectors.samples.rap_sheets.pdf import make_pdf
from relief.errors import UserError
from relief.records import DUPLICATE
from tests.connectors.rap_sheets.typed import END, PERSON, parse

LAYOUT = load_layout("rap_sheet")
CYCLE = """\
* * * *
COURT: NAM:01
20010203  CASC LOS ANGELES
CNT:01 #1
  459 PC-BURGLARY
DISPO:CONVICTED
SEN: 012 MONTHS JAIL
"""
SOUND = f"{PERSON}{CYCLE}{END}"
OTHER = SOUND.replace("A00000001", "A00000002")


def read(folder: Path, normalizer: Normalizer | None = None) -> Block:
    """The rows of a folder of few sheets, and what of them is set aside."""
    with TemporaryDirectory() as scratch:
        wanted = (normalizer or Normalizer(LAYOUT, "rap_sheets")).wanted
        bad, rows = LAYOUT.file.read(folder, LAYOUT, wanted, Path(scratch))
    return Block(frame=rows.frame, set_aside=bad.set_aside)


def store(folder: Path, *sheets: bytes | str) -> Path:
    for number, sheet in enumerate(sheets):
        content = make_pdf([sheet.split("\n")]) if isinstance(sheet, str) else sheet
        folder.joinpath(f"{number}.pdf").write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("text", "reason", "place"),
    [
        (SOUND.replace("DISPO:", "XYZZY\nDISPO:"), stop.NO_FIT, "page 1, line 10: after charge"),
        (SOUND.replace("SEN: ", "SEM: "), stop.NO_FIT, "page 1, line 11: after disposition"),
        (SOUND.replace("COURT:", "JUBILEE:"), stop.NO_FIT, "page 1, line 6: event"),
        (SOUND.replace("NAM:01", "NAM:07"), stop.NO_FIT, "page 1, line 6: number of a name"),
        (SOUND.replace("20010203", "200102"), stop.NO_FIT, "page 1, line 7: date and agency"),
        (SOUND.replace("CNT:01", "CNT:03-01"), stop.NO_FIT, "page 1, line 8: number of a count"),
        (SOUND.replace("  459", "  211 PC-ROBBERY\n  459"), stop.NO_FIT, "page 1, line 10: after charge"),
        (SOUND.replace("DOB/", "XYZ/1 DOB/"), stop.NO_FIT, "page 1, line 2: person"),
        (SOUND.replace("CII/A00000001\n", ""), stop.NO_NUMBER, "page 1, line 1: heading"),
        (SOUND.replace("A00000001", "NONE"), stop.NO_NUMBER, "page 1, line 1: CII number"),
        ("RECORD ERROR", stop.NO_NUMBER, "page 1, line 1: heading"),
        (f"{PERSON}{CYCLE}", stop.CUT_OFF, "page 1, line 11: end"),
        (PERSON, stop.CUT_OFF, "page 1, line 4: person"),
        (f"{SOUND}\n{OTHER}", stop.SECOND_SHEET, "page 1, line 13: after the end"),
        (f"{PERSON}{CYCLE}{OTHER}", stop.SECOND_SHEET, "page 1, line 12: after sentence"),
        (f"{SOUND}\n20010203", stop.NO_FIT, "page 1, line 13: after the end"),
        (f"Page 1 of 2\n{SOUND}", stop.PAGES, "page 1, line 1: page number"),
        (f"Page 2 of 2\n{SOUND}\fPage 1 of 2", stop.PAGES, "page 1, line 1: page number"),
    ],
)
def test_reading_stops_where_a_line_fits_nothing(text: str, reason: str, place: str) -> None:
    with pytest.raises(stop.Stop) as stopped:
        parse(text)
    assert (stopped.value.reason, stopped.value.tell()) == (reason, place)


def test_a_bad_sheet_is_set_aside_whole_and_the_others_are_read(tmp_path: Path) -> None:
    bad = SOUND.replace("A00000001", "A00000003").replace("SEN: ", "SEM: ")
    block = read(store(tmp_path, SOUND, bad, OTHER))
    assert block.frame["CII"].to_list() == ["A00000001", "A00000002"]
    assert block.frame["source_row"].to_list() == [10_001, 30_001]
    (aside,) = block.set_aside
    assert (aside.number, aside.subject_id, aside.fault.reason) == (20_000, "A00000003", stop.NO_FIT)
    assert aside.fault.field == "sheet 2, page 1, line 11: after disposition"


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (make_pdf([[]]), stop.NO_TEXT),
        (make_pdf([SOUND.split("\n"), []]), stop.NO_TEXT),
        (make_pdf([SOUND.split("\n")])[:300], stop.NOT_A_PDF),
        (b"%PDF-", stop.NOT_A_PDF),
        (b"", stop.NOT_A_PDF),
    ],
)
def test_a_pdf_without_text_or_cut_off_is_known_by_its_place(tmp_path: Path, sheet: bytes, reason: str) -> None:
    block = read(store(tmp_path, SOUND, sheet))
    assert [(one.subject_id, one.fault.reason) for one in block.set_aside] == [("sheet 2", reason)]
    assert block.frame["CII"].to_list() == ["A00000001"]


def test_two_people_in_one_file_are_two_files_short(tmp_path: Path) -> None:
    third = SOUND.replace("A00000001", "A00000003")
    block = read(store(tmp_path, f"{SOUND}\n{OTHER}", third))
    assert block.frame["CII"].to_list() == ["A00000003"]
    assert [one.fault.reason for one in block.set_aside] == [stop.SECOND_SHEET]


def test_the_same_sheet_again_is_a_duplicate_and_another_of_the_person_is_not_chosen(tmp_path: Path) -> None:
    again = read(store(tmp_path, SOUND, OTHER, SOUND))
    assert [(one.number, one.fault.reason) for one in again.set_aside] == [(30_000, DUPLICATE)]
    assert again.frame["CII"].to_list() == ["A00000001", "A00000002"]
    differs = read(store(tmp_path, SOUND, OTHER, SOUND.replace("459", "211")))
    assert [(one.number, one.fault.reason) for one in differs.set_aside] == [
        (10_000, stop.TWO_SHEETS),
        (30_000, stop.TWO_SHEETS),
    ]
    assert differs.frame["CII"].to_list() == ["A00000002"]


def test_an_unknown_disposition_is_unlisted_and_keeps_its_words(tmp_path: Path) -> None:
    folder = store(tmp_path, SOUND.replace("DISPO:CONVICTED", "DISPO:BEFUDDLED"))
    normalizer = Normalizer(LAYOUT, "rap_sheets")
    rows = normalizer.normalize(read(folder, normalizer).frame, "sheets")
    assert rows.select("disposition", "disposition_text").rows() == [("unlisted", "BEFUDDLED")]


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    store(tmp_path, SOUND).joinpath("notes.txt").write_text("x")
    with pytest.raises(UserError, match="1 of its 2 files are no PDFs"):
        LAYOUT.file.look(tmp_path, LAYOUT)


def test_a_batch_of_which_no_sheet_fits_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="2 of 2 sheets cannot be read") as refused:
        read(store(tmp_path, SOUND.replace("SEN: ", "SEM: "), OTHER.replace("SEN: ", "SEM: ")))
    assert "FICTION" not in str(refused.value) and "A0000000" not in str(refused.value)


SHEETS = [lines for _, lines in islice(list_sheets(county="FRESNO", rows=900, seed=9), 12)]
LINES = [line for lines in SHEETS for line in lines]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES) | st.text(max_size=20), min_size=1, max_size=40), st.sampled_from(["", PERSON]))
def test_lines_in_any_order_are_a_sheet_or_stop(lines: list[str], before: str) -> None:
    check(before + "\n".join(lines))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_sheet_with_a_line_changed_is_a_sheet_or_stops(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(SHEETS))
    place = data.draw(st.integers(0, len(lines) - 1))
    change = data.draw(st.sampled_from(["", *LINES]) | st.text(max_size=8).map(lambda more: lines[place] + more))
    check("\n".join([*lines[:place], change, *lines[place + 1 :]]))


def check(text: str) -> None:
    """A person with events, or a reason; nothing else is raised."""
    try:
        sheet = parse(text.replace("\f", ""))
    except stop.Stop as stopped:
        told = stopped.reason
    else:
        told = sheet.person.cii if sheet.cycles and all(sheet.cycles) else ""
    assert told
