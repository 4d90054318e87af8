"""What courts give back as it is read: tables however they are headed, stamped papers, and what is a trouble."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import typst
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from connectors.outcomes.reading import read_returned
from connectors.outcomes.words import load_words
from relief.errors import UserError
from relief.outcomes.reasons import mask
from relief.outcomes.returned import Outcome
from relief.outcomes.tasks import Kind
from templates.codes import name_mark
from templates.typeset import render
from tests.fictional_batch import batch
from tests.templates.rendering import one

HEADS = ["Batch ID", "Row ID", "Case No.", "Defendant Name", "Count", "Result", "Reason", "Order Date", "Judge"]
ROWS = [
    ["LA-2026-0001", "12", "BA 1", "DOE, JANE", "1", "GRANTED", "", "4/1/2026", "Judge X"],
    ["", "LA-2026-0001-7", "", "", "", "Rejected", "no such case", "2026-04-02", ""],
    ["LA-2026-0001", "8", "", "", "", "who knows", "", "Apr 3, 2026", ""],
    ["LA-2026-0001", "9", "", "", "", "D", "", "13/45/2026", ""],
    ["LA-2026-0001", "ten", "", "", "", "D", "", "20260401", ""],
    ["LA-2026-0001", "11", "", "", "", "", "", "4/1/26", ""],
    ["LA-2026-0002", "LA-2026-0001-7", "", "", "", "D", "", "4/1/26", ""],
]
READ = [
    (2, "LA-2026-0001", 12, "granted", date(2026, 4, 1), None),
    (3, "LA-2026-0001", 7, "refused", date(2026, 4, 2), None),
    (4, "LA-2026-0001", 8, None, date(2026, 4, 3), Kind.UNKNOWN_WORD.value),
    (5, "LA-2026-0001", 9, "denied", None, Kind.UNREADABLE_DAY.value),
    (6, "LA-2026-0001", None, "denied", date(2026, 4, 1), Kind.UNREADABLE_ROW.value),
    (7, "LA-2026-0001", 11, None, date(2026, 4, 1), Kind.NO_OUTCOME.value),
    (8, "LA-2026-0002", 7, "denied", date(2026, 4, 1), Kind.UNREADABLE_ROW.value),
]
SHOWN = ["place", "batch", "row", "outcome", "ruled", "trouble"]


def write_csv(path: Path, rows: list[list[str]], separator: str = ",", encoding: str = "utf-8") -> Path:
    lines = [separator.join(f'"{cell}"' for cell in row) for row in rows]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-8")])
def test_a_csv_is_read_however_it_is_written(tmp_path: Path, separator: str, encoding: str) -> None:
    file = write_csv(tmp_path / "r.csv", [HEADS, *ROWS], separator, encoding)
    assert read_returned(file).select(SHOWN).rows() == READ


def test_a_workbook_with_days_and_numbers_of_its_own_reads_as_the_csv(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "r.xlsx")
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "m/d/yyyy"})
    for at, row in enumerate([HEADS, *ROWS]):
        sheet.write_row(at, 0, [int(cell) if cell.isdecimal() and len(cell) < 4 else cell for cell in row])
    sheet.write_datetime(1, 7, date(2026, 4, 1), day)
    book.close()
    assert read_returned(tmp_path / "r.xlsx").select(SHOWN).rows() == READ


def test_a_day_is_given_to_rows_without_one_and_to_no_other(tmp_path: Path) -> None:
    rows = [
        ["Row", "Batch", "Result", "Date"],
        ["1", "B-1", "G", ""],
        ["2", "B-1", "G", "4/1/2026"],
        ["3", "B-1", "G", "??"],
    ]
    read = read_returned(write_csv(tmp_path / "r.csv", rows), default=date(2026, 5, 1))
    assert read["ruled"].to_list() == [date(2026, 5, 1), date(2026, 4, 1), date(2026, 5, 1)]
    assert read["trouble"].to_list() == [None, None, Kind.UNREADABLE_DAY.value]


def test_cells_where_no_head_is_make_the_row_a_task_and_an_unknown_head_stops_the_file(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("batch,row,defendant,result\nB-1,1,DOE, JANE,granted\n\nB-1,2,DOE J,granted\n")
    read = read_returned(tmp_path / "r.csv")
    assert read.select("place", "trouble").rows() == [(2, Kind.UNREADABLE_ROW.value), (4, None)]
    file = write_csv(tmp_path / "s.csv", [["row", "batch", "result", "mood"], ["1", "B-1", "G", "fine"]])
    with pytest.raises(UserError, match="column 4 has a head that is not known") as refused:
        read_returned(file)
    assert "mood" not in str(refused.value)
    assert read_returned(file, ignore=["mood"])["outcome"].to_list() == ["granted"]
    with pytest.raises(UserError, match="a second one for outcome"):
        read_returned(write_csv(tmp_path / "t.csv", [["row", "result", "ruling"], ["1", "G", "D"]]))


def test_every_outcome_has_words_and_every_word_its_outcome() -> None:
    words = load_words()
    assert set(words.outcomes) == set(Outcome)
    assert all(words.find_outcome(each.upper() + ".") == word for word, told in words.outcomes.items() for each in told)


def pdf(path: Path, *pages: str) -> Path:
    body = "\n#pagebreak()\n".join(page.replace("\n", " \\\n") for page in pages)
    path.write_bytes(typst.compile(f"#set page(width: 8.5in, height: 11in)\n{body}".encode()))
    return path


def test_a_stamped_paper_tells_of_every_row_on_its_page(tmp_path: Path) -> None:
    file = pdf(
        tmp_path / "r.pdf",
        "The court may have granted or denied this.\nLA-2026-0001-0012 and LA-2026-0001-0013\nGRANTED\nApr 1, 2026",
        "LA-2026-0001-0014\nDENIED 04/02/2026",
        "LA-2026-0001-0015\nGRANTED in part, DENIED in part",
        "LA-2026-0001-0016, nothing is stamped here",
        "GRANTED, but of what?",
        "A page of prose.",
    )
    assert read_returned(file).select(SHOWN).rows() == [
        (1, "LA-2026-0001", 12, "granted", date(2026, 4, 1), None),
        (1, "LA-2026-0001", 13, "granted", date(2026, 4, 1), None),
        (2, "LA-2026-0001", 14, "denied", date(2026, 4, 2), None),
        (3, "LA-2026-0001", None, None, None, Kind.STAMP.value),
        (4, "LA-2026-0001", None, None, None, Kind.STAMP.value),
        (5, None, None, None, None, Kind.STAMP.value),
    ]


def test_a_picture_of_a_paper_is_one_task(tmp_path: Path) -> None:
    read = read_returned(pdf(tmp_path / "r.pdf", "#rect(width: 3in, height: 1in)"))
    assert read["trouble"].to_list() == [Kind.STAMP.value]
    (tmp_path / "s.pdf").write_bytes(b"no PDF")
    with pytest.raises(UserError, match="cannot be opened"):
        read_returned(tmp_path / "s.pdf")


def test_a_sheet_that_was_scanned_is_a_task_of_the_package_that_its_code_names(tmp_path: Path) -> None:
    paper = replace(one("order", batch(3)), batch="LA-2026-0001", mark=name_mark("LA-2026-0001", "order_proposed.pdf"))
    document = pypdfium2.PdfDocument(render(paper, "los_angeles").pdf)
    pages = [page.render(scale=150 / 72).to_pil() for page in document]
    document.close()
    blank, picture = pages[0].copy(), pages[0].copy()
    blank.paste((255, 255, 255), (0, 0, *blank.size))
    picture.paste((255, 255, 255), (0, picture.height * 9 // 10, *picture.size))
    pages[0].save(tmp_path / "scan.pdf", save_all=True, append_images=[pages[1].rotate(180), blank, picture])
    assert read_returned(tmp_path / "scan.pdf").select(SHOWN).rows() == [
        (1, "LA-2026-0001", None, None, None, Kind.STAMP.value),
        (2, "LA-2026-0001", None, None, None, Kind.STAMP.value),
        (4, None, None, None, None, Kind.STAMP.value),
    ]


@given(st.sampled_from(["DOE, JANE Q", "O'NEIL, PATRICK", "LI, WU"]), st.text(alphabet="abc xyz.,", max_size=20))
def test_no_reason_keeps_a_name_or_a_number(name: str, rest: str) -> None:
    kept = mask(f"{rest} {name.title()} A1234567 {rest}", name)
    assert kept is not None
    assert "1234567" not in kept
    assert not {"jane", "doe", "patrick", "neil"} & set(kept.lower().replace(",", " ").split())
