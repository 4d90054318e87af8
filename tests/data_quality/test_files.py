"""Defects of a whole file: refused at the door, or stopped by the check, never decided on by half."""

from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.doj_columns import COLUMNS
from relief.errors import UserError
from tests.connectors.fictional_export import line, write
from tests.data_quality.state import AFFECTED, Row, clean_state, decide, decide_file

Lines = Callable[[list[Row]], list[str | bytes]]


def _without_a_column(rows: list[Row]) -> list[str | bytes]:
    return [line(**row).rpartition(",")[0] for row in rows]


def _with_a_column_renamed(rows: list[Row]) -> list[str | bytes]:
    return [",".join(COLUMNS).replace("DISP_DESCR", "DISPOSITION_TEXT"), *(line(**row) for row in rows)]


def _empty_column(**cells: str) -> Lines:
    return lambda rows: [line(**row | cells) for row in rows]


BLOCKED: dict[str, Lines] = {
    "DQ-087 a column removed": _without_a_column,
    "DQ-087 a column renamed": _with_a_column_renamed,
    "DQ-088 every disposition new": _empty_column(DISP_DESCR="DSPN 17"),
    "DQ-090 no disposition at all": _empty_column(DISP_DESCR=""),
    "DQ-090 no charge at all": _empty_column(OFFENSE_DESCR=""),
    "DQ-090 no county and no agency at all": _empty_column(STP_ORI_CNTY_NAME="", STP_ORI_CODE=""),
    "DQ-092 every day in another format": _empty_column(STP_EVENT_DATE="4/5/10"),
    "DQ-101 a file of nothing": lambda _rows: [],
    "DQ-101 a page of the web in its place": lambda _rows: ["<html><body>Please sign in</body></html>"],
}


@pytest.mark.parametrize("name", BLOCKED)
def test_a_batch_that_cannot_be_right_is_stopped(name: str, tmp_path: Path) -> None:
    export = write(tmp_path / "export.dat", BLOCKED[name](clean_state()))
    with pytest.raises(UserError) as refused:
        decide_file(export, tmp_path, checked=True)
    assert not any(row["SUBJECT_ID"] in str(refused.value) for row in clean_state())
    assert "INVENTED" not in str(refused.value)


@pytest.mark.parametrize(
    "damaged",
    [b"INVENTED\xff,PERSON", b'INVENTED "A" PERSON', b"INVENTED\x00,PERSON"],
    ids=["DQ-093 a byte that is no UTF-8", "DQ-093 quotes unescaped", "DQ-093 a null byte"],
)
def test_a_row_that_cannot_be_read_leaves_its_person_in_doubt(damaged: bytes, tmp_path: Path) -> None:
    rows = clean_state()
    lines: list[str | bytes] = [line(**row) for row in rows]
    mine = next(n for n, row in enumerate(rows) if row["SUBJECT_ID"] == AFFECTED)
    # The arrest's name; the conviction stays.
    lines[mine] = line(**rows[mine]).encode().replace(b'"INVENTED1,PERSON"', damaged)
    found = decide_file(write(tmp_path / "export.dat", lines), tmp_path)
    assert found.rows == len(rows)
    if found.aside:
        assert [outcome for outcome, _ in found.answers[AFFECTED]] == ["attorney review"]
    else:
        assert found.answers[AFFECTED] == [("eligible", "")]
    assert len(found.answers) == 12


def test_rows_of_no_court_are_counted_and_decide_nothing(tmp_path: Path) -> None:
    """DQ-055."""
    rows = clean_state()
    rows += [row | {"STP_TYPE_DESCR": "APPLICANT", "CNT_ORDER": f"002001{n:03}000", "DISP_DESCR": "", "CONV_STAT_DESCR": ""}
             for n, row in enumerate(rows[:1] * 5, 1)]  # fmt: skip
    found = decide(rows, tmp_path)
    assert found.rows == len(rows)
    assert found.answers[AFFECTED] == [("eligible", "")]
