"""The file that a court's case system loads: each declared system, its words, its days, and what it refuses."""

import polars as pl
import pytest

from connectors.packages.importing import list_systems, load_import, read_import, write_import
from relief.errors import UserError
from relief.packages.manifest import COLUMNS, RELIEFS

ROW = {
    "batch_id": "LA-2026-0001", "row_id": "LA-2026-0001-0001", "court_code": "CA019111J", "county": "Los Angeles",
    "case_number": "xa007919", "case_number_alt": "", "defendant_name": 'NGUYỄN,"JO" VĂN', "dob": "1970-02-03",
    "cii": "A00000001", "count_no": "2", "offense_code": "HS", "offense_section": "11360", "offense_sub": "(a)",
    "conviction_date": "1995-07", "sentence_date": "", "current_level": "felony", "requested_relief": "DISMISS_AND_SEAL",
    "legal_basis": "HS 11361.8(f); HS 11361.9", "serving": "no", "whole_case": "no", "prosecuting_agency": "The DA",
    "document_file": "order_proposed.pdf", "document_sha256": "ab" * 32,
}  # fmt: skip
MINIMAL = "name: X\nabout: y\nshape: delimited\ncolumns:\n"


def frame(**told: str) -> pl.DataFrame:
    return pl.DataFrame([{**ROW, **told}], schema=dict.fromkeys(COLUMNS, pl.String))


def test_three_systems_are_declared_and_each_takes_every_relief_and_every_day() -> None:
    assert list_systems() == ["docketeer", "gavel_400", "open_bench"]
    rows = pl.concat([frame(requested_relief=code, defendant_name="FICTIONAL,ALEX") for code in RELIEFS])
    for system in list_systems():
        layout = load_import(system)
        lines = write_import(rows, layout).decode(layout.encoding).removesuffix(layout.line_end).split(layout.line_end)
        assert len(lines) == rows.height + layout.heads + (layout.trailer is not None)
        for day in ("1995", "1995-07", "1995-07-04"):
            write_import(frame(conviction_date=day, defendant_name="FICTIONAL,ALEX"), layout)


def test_a_row_is_written_in_the_systems_columns_words_and_days() -> None:
    text = write_import(frame(conviction_date="1995-07-04"), load_import("docketeer")).decode()
    assert text.split("\r\n")[1] == (
        'LA-2026-0001-0001,xa007919,"NGUYỄN,""JO"" VĂN",2,HS,11360,(a),07/04/1995,P64DS,N,PENDING ORDER,order_proposed.pdf'
    )
    fixed = write_import(frame(defendant_name="FICTIONAL,ALEX"), load_import("gavel_400")).decode("cp1252")
    first, last = fixed.split("\r\n")[:2]
    assert len(first) == 178 and first.startswith("20XA007919") and first[116:120] == "2   " and last == "991"
    assert first[144:154] == "1995-07   ", "a day of which only the month is known stays that"
    sealed = write_import(frame(), load_import("open_bench")).decode().split("\n")
    assert load_import("open_bench").confidential and sealed[1].split("|")[3:5] == ["A00000001", "02-03-1970"]


@pytest.mark.parametrize(
    ("system", "told", "said"),
    [
        ("gavel_400", {"defendant_name": "X" * 91}, "longer than 90 characters; it would be cut"),
        ("gavel_400", {"defendant_name": "NGUYỄN,AN"}, "holds a letter that cp1252 has not"),
        ("docketeer", {"requested_relief": "SOMETHING"}, "no word for requested_relief"),
    ],
)
def test_what_a_system_cannot_hold_is_refused_by_row_and_never_cut_or_guessed(
    system: str, told: dict[str, str], said: str
) -> None:
    with pytest.raises(UserError, match=said) as refused:
        write_import(frame(**told), load_import(system))
    assert "NGUYỄN" not in str(refused.value) and "XXX" not in str(refused.value)


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("{head: A, is: nothing}", "no manifest has the column nothing"),
        ("{head: A}", "say what it is, or what it always holds"),
        ("{head: A, is: dob}", "dob makes the file confidential"),
        ("{head: A, was: dob}", "unknown key 'was'"),
    ],
)
def test_a_map_that_says_what_is_not_so_is_refused(column: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_import(f"{MINIMAL}  - {column}\n", "x.yaml")
