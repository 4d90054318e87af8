"""A workbook of any kind is read cell by cell as what it says, and what is odd in it is told with row and column."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from connectors.layouts import Layout
from connectors.layouts.reading import read_layout
from connectors.readers.block import ROW
from relief.errors import UserError
from tests.connectors.workbooks import Cells, Wrong, write_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADING = ["CASE", "KEY", "NAME", "BORN", "CHARGE", "LEVEL"]
DAY = date(1998, 7, 4)
KINDS = pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
Read = tuple[list[tuple[Any, ...]], list[tuple[int, str, str | None, str | None]], dict[str, int]]


def declare(**file: Any) -> Layout:
    """A layout of the heading's columns; ``columns`` where they are others."""
    columns = file.pop("columns", HEADING)
    case, key, name, born, charge, level = columns
    declared = {
        "title": "court workbook",
        "file": {"format": "workbook", **file},
        "columns": columns,
        "text": {"subject_id": key, "name": name},
        "dates": {"birth_date": born},
        "date_formats": ["YYYY-MM-DD", "serial", "MM/DD/YYYY"],
        "case_number": [case],
        "charge": [{"source": "conviction", "text": charge}],
        "ignored": [level],
    }
    return read_layout(declared, "test.yaml")


def read(path: Path, layout: Layout) -> Read:
    """Rows as texts with their numbers, what is set aside, and notes."""
    layout.file.look(path, layout)
    wanted = dict.fromkeys(sorted(layout.of_file), pl.String())
    rows, aside, notes = list[tuple[Any, ...]](), list[tuple[int, str, str | None, str | None]](), dict[str, int]()
    for block in layout.file.read(path, layout, wanted, path.parent):
        columns = [ROW, *(name for name in layout.columns if name in wanted)]
        rows += block.frame.select(columns).rows() if block.frame.height else []
        aside += [(one.number, one.fault.reason, one.fault.field, one.subject_id) for one in block.set_aside]
        notes |= block.notes
    return rows, aside, notes


def person(number: int, **other: Any) -> list[Any]:
    """A row; ``other`` says which cells are not as in most."""
    plain = dict(zip(HEADING, [f"CR{number:04}", f"K{number:04}", "DOE, JO", DAY, "11357 HS", "F"], strict=True))
    return list({**plain, **other}.values())


def told(number: int, place: int, **other: str) -> tuple[Any, ...]:
    plain = dict(
        zip(HEADING[:5], [f"CR{number:04}", f"K{number:04}", "DOE, JO", "1998-07-04", "11357 HS"], strict=True)
    )
    return (place, *({**plain, **other}.values()))


def book(tmp_path: Path, kind: str, cells: Cells, **how: Any) -> Path:
    return write_workbook(tmp_path / f"export.{kind}", {"Cases": cells}, **how)


@KINDS
def test_titles_numbers_days_and_blank_rows(kind: str, tmp_path: Path) -> None:
    cells: list[Sequence[Any]] = [
        ["Closed cases"], [""] * 6, HEADING,
        person(1), person(2, CHARGE=11357), [""] * 6, person(3, CHARGE=11357.5, BORN=35980), person(4, NAME=True),
        [""] * 6, [""] * 6,
    ]  # fmt: skip
    rows, aside, notes = read(book(tmp_path, kind, cells, hidden=[3, 6]), declare())
    assert rows == [
        told(1, 1), told(2, 2, CHARGE="11357"), told(3, 4, CHARGE="11357.5", BORN="35980"), told(4, 5, NAME="TRUE")
    ]  # fmt: skip
    assert aside == []
    assert notes == {"blank rows between records": 1, "hidden rows read": 2}


@KINDS
def test_zeros_that_a_number_lost_are_put_back_and_counted(kind: str, tmp_path: Path) -> None:
    cells = [HEADING, person(1, KEY=123), person(2, KEY="77"), person(3, KEY=12345678), person(4, KEY=1)]
    rows, _, notes = read(book(tmp_path, kind, cells), declare(widths={"KEY": 8}))
    assert [row[2] for row in rows] == ["00000123", "77", "12345678", "00000001"]
    assert notes == {"numbers whose zeros in front were put back": 2}


@KINDS
@pytest.mark.parametrize("shown", ["#N/A", "#REF!", "#DIV/0!"])
def test_an_error_cell_is_never_a_value_and_never_blank(kind: str, shown: str, tmp_path: Path) -> None:
    cells = [HEADING, *map(person, range(1, 30))]
    cells[4] = person(4, CHARGE=Wrong(shown))
    cells[6] = person(6, BORN=Wrong(shown), LEVEL=Wrong(shown))
    cells[8] = person(8, KEY=Wrong(shown))
    rows, aside, _ = read(book(tmp_path, kind, cells), declare())
    assert aside == [(4, "error cell", "CHARGE", "K0004"), (8, "error cell", "KEY", None)]
    assert told(6, 6, BORN=shown) in rows and len(rows) == 27


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_days_counted_from_1904_are_the_same_days(kind: str, tmp_path: Path) -> None:
    cells = [HEADING, person(1), person(2, BORN=(DAY - date(1904, 1, 1)).days), person(3, BORN="07/04/1998")]
    rows, _, _ = read(book(tmp_path, kind, cells, from_1904=True), declare())
    assert [row[4] for row in rows] == ["1998-07-04", "35980", "07/04/1998"]
    assert (DAY - date(1899, 12, 30)).days == 35980


@KINDS
def test_a_joined_heading_names_each_column_below_it(kind: str, tmp_path: Path) -> None:
    cells = [
        ["Report"], ["COURT", "DEFENDANT", "", "", "CHARGE", ""], ["CASE", "KEY", "NAME", "BORN", "CODE", "LEVEL"], person(1)
    ]  # fmt: skip
    columns = ["COURT CASE", "DEFENDANT KEY", "DEFENDANT NAME", "DEFENDANT BORN", "CHARGE CODE", "CHARGE LEVEL"]
    path = book(tmp_path, kind, cells, joined=[(1, 1, 1, 3), (1, 4, 1, 5)])
    assert read(path, declare(columns=columns, heading_rows=2))[0] == [told(1, 1)]


@KINDS
def test_what_no_record_can_be_is_set_aside_with_row_and_column(kind: str, tmp_path: Path) -> None:
    cells = [HEADING, *map(person, range(1, 30)), ["TOTAL", 29]]
    cells[3] = person(3, CHARGE=DAY)
    cells[5] = HEADING
    cells[7] = [*person(7), "beside"]
    cells[9] = person(9, KEY=1234567890123456789)
    rows, aside, _ = read(book(tmp_path, kind, cells), declare())
    assert aside == [
        (3, "day where none is expected", "CHARGE", "K0003"),
        (5, "header or footer line", None, None),
        (7, "cell beside the table", None, "K0007"),
        (9, "number of more digits than a spreadsheet keeps", "KEY", None),
        (30, "header or footer line", None, None),
    ]
    assert len(rows) + len(aside) == 30


@KINDS
def test_several_sheets_and_which_of_them(kind: str, tmp_path: Path) -> None:
    sheets = {"2018": [HEADING, person(1)], "2019": [HEADING, person(2)], "Codes": [["F", "felony"]], "Empty": []}
    path = write_workbook(tmp_path / f"export.{kind}", sheets)
    with pytest.raises(UserError, match="sheet 3: it is filled, but the layout does not name it"):
        read(path, declare(sheet="20*"))
    both = [told(1, 1), told(2, 2)]
    assert read(path, declare(sheet="20*", other_sheets=["Codes"]))[0] == both
    assert read(path, declare(other_sheets=["Codes"]))[0] == both
    assert read(path, declare(position=2, other_sheets=["Codes", "2018"]))[0] == [told(2, 1)]
    with pytest.raises(UserError, match="no sheet that the layout declares"):
        read(path, declare(sheet="Export"))


def test_totals_of_all_sheets_must_agree(tmp_path: Path) -> None:
    for number, said in ((1, None), (2, "declares 3 rows, but 2 came")):
        ends = [["Records:", number], ["Records:", 1]]
        sheets = {name: [HEADING, person(1), end] for name, end in zip("ab", ends, strict=True)}
        path = write_workbook(tmp_path / f"export{number}.xlsx", sheets)
        layout = declare(trailer=r"Records: (?P<rows>\d+)")
        if said is None:
            assert len(read(path, layout)[0]) == 2
        else:
            with pytest.raises(UserError, match=said):
                read(path, layout)
    with pytest.raises(UserError, match="not the trailer"):
        read(write_workbook(tmp_path / "cut.xlsx", {"a": [HEADING, person(1)]}), layout)


def test_a_time_of_day_is_kept_and_a_sheet_may_begin_anywhere(tmp_path: Path) -> None:
    cells = [[], ["", "", *HEADING], ["", "", *person(1, BORN=datetime.fromisoformat("1998-07-04 12:30"))]]
    assert read(book(tmp_path, "xlsx", cells), declare())[0] == [told(1, 1, BORN="1998-07-04 12:30:00")]
    assert read(book(tmp_path, "xls", [[], [], *cells[1:]]), declare())[0][0][1:4] == told(1, 1)[1:4]


@KINDS
def test_a_heading_of_another_layout_is_refused(kind: str, tmp_path: Path) -> None:
    path = book(tmp_path, kind, [["CASE", "KEY", "NAME", "DOB", "CHARGE", "LEVEL"], person(1)])
    with pytest.raises(UserError, match="sheet 1: the heading has no column BORN"):
        read(path, declare())
    rows, _, _ = read(book(tmp_path, kind, [["Title"], person(1)]), declare(header="absent", preamble=1))
    assert rows == [told(1, 1)]


@KINDS
def test_a_workbook_that_is_cut_off_or_none_is_refused(kind: str, tmp_path: Path) -> None:
    path = book(tmp_path, kind, [HEADING, *map(person, range(200))])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match="damaged or cut off"):
        read(path, declare())
    path.write_text("CASE,KEY\n1,2\n")
    with pytest.raises(UserError, match="this is no workbook"):
        read(path, declare())


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(UserError, match="protected by a password"):
        read(path, declare())
