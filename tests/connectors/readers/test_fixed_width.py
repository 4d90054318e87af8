"""Fixed width: places, record types, control totals, lines too short and too long."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.readers.fixed_width import lines as lines_module
from relief.errors import UserError
from tests.connectors.readers.layouts import layout_of, read

POSITIONS = {"PERSON": "1-6", "NAME": "7-16", "CASE": "17-24"}
PLAIN = {"format": "fixed_width", "positions": POSITIONS}
IGNORED = {"ignored": ["NAME"]}
GOOD = [f"{1000 + number:<6}{'PERSON':<10}{f'F{number:03}':>8}" for number in range(40)]


def write(path: Path, lines: list[str], encoding: str = "utf-8", end: str = "\n") -> Path:
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_every_column_is_cut_from_its_places(tmp_path: Path, end: str, last: bool) -> None:
    path = write(tmp_path / "court.txt", GOOD, end=end)
    if not last:
        path.write_bytes(path.read_bytes().rstrip())
    frame, bad = read(path, layout_of(PLAIN, **IGNORED))
    assert bad == []
    assert frame["source_row"].to_list() == list(range(1, 41))
    assert frame.row(7, named=True) == {"source_row": 8, "PERSON": "1007", "NAME": "PERSON", "CASE": "F007"}


@pytest.mark.parametrize(
    ("spoilt", "reason", "subject"),
    [
        (GOOD[2][:20], "line too short", "1002"),
        (GOOD[2][:3], "line too short", None),
        (GOOD[2] + "X", "line too long", "1002"),
        ("", "blank line", None),
        (" " * 24, "blank line", None),
        (GOOD[2].replace("SON", "S\0N"), "NUL byte", "1002"),
        ("X" * 1_200_000, "line too long", "XXXXXX"),
    ],
)
def test_a_bad_line_is_set_aside_alone(tmp_path: Path, spoilt: str, reason: str, subject: str | None) -> None:
    path = write(tmp_path / "court.txt", [*GOOD[:2], spoilt, *GOOD[3:]])
    frame, bad = read(path, layout_of(PLAIN, **IGNORED))
    assert [(each.number, each.fault.reason) for each in bad] == [(3, reason)]
    assert subject == "XXXXXX" or bad[0].subject_id == subject
    assert frame["source_row"].to_list() == [1, 2, *range(4, 41)]
    assert frame["CASE"].to_list() == ["F000", "F001", *(f"F{number:03}" for number in range(3, 40))]


def test_blanks_beyond_the_last_place_are_no_fault(tmp_path: Path) -> None:
    frame, bad = read(write(tmp_path / "court.txt", [line + "   " for line in GOOD]), layout_of(PLAIN, **IGNORED))
    assert (frame.height, bad) == (40, [])


def test_lines_whose_blanks_were_cut_are_whole_if_declared_and_long_enough(tmp_path: Path) -> None:
    layout = layout_of(PLAIN | {"lines_end_after": "PERSON"}, **IGNORED)
    frame, bad = read(write(tmp_path / "court.txt", [*GOOD, "2000  ALONE", "2001", "20"]), layout)
    assert frame.row(40) == (41, "", "2000", "ALONE") or frame.row(40, named=True)["NAME"] == "ALONE"
    assert frame.filter(pl.col("PERSON") == "2000")["CASE"].to_list() == [""]
    assert [(each.number, each.fault.reason) for each in bad] == [(42, "line too short"), (43, "line too short")]


def test_bytes_in_another_encoding(tmp_path: Path) -> None:
    lines = [*GOOD, f"{2000:<6}{'PEÑA':<10}{'F1':>8}"]
    frame, bad = read(write(tmp_path / "a.txt", lines, "cp1252"), layout_of(PLAIN | {"encoding": "cp1252"}, **IGNORED))
    assert (frame["NAME"][-1], bad) == ("PEÑA", [])
    frame, bad = read(write(tmp_path / "b.txt", lines, "cp1252"), layout_of(PLAIN, **IGNORED))
    assert [(each.number, each.fault.reason) for each in bad] == [(41, "not UTF-8")]
    assert frame.height == 40
    frame, bad = read(write(tmp_path / "c.txt", lines), layout_of(PLAIN, **IGNORED))
    assert (frame["NAME"][-1], bad) == ("PEÑA", [])


TYPED = {
    "format": "fixed_width",
    "positions": {"TYPE": "1", "PERSON": "2-7", "NAME": "8-17", "CASE": "18-25"},
    "types": {"position": "1", "detail": ["D"], "others": ["H"]},
    "trailer": r"T(?P<rows>\d{6})\s*",
}


def test_header_and_count_lines_are_no_records_and_the_count_must_agree(tmp_path: Path) -> None:
    layout = layout_of(TYPED, ignored=["TYPE", "NAME"])
    body = ["H20180301 INVENTED", *("D" + line for line in GOOD), "Q" + GOOD[0]]
    frame, bad = read(write(tmp_path / "a.txt", [*body, f"T{41:06}"]), layout)
    assert frame.height == 40
    assert [(each.number, each.fault.reason) for each in bad] == [(41, "record type that the layout does not declare")]
    with pytest.raises(UserError, match="declares rows 000042, but 41 rows came"):
        read(write(tmp_path / "b.txt", [*body, f"T{42:06}"]), layout)
    with pytest.raises(UserError, match="not the trailer"):
        read(write(tmp_path / "c.txt", body), layout)


COUNTED = TYPED | {"types": {"position": "1", "detail": ["D"], "others": ["H"], "counts": {"C": r"C(?P<rows>\d{4})"}}}


@pytest.mark.parametrize("block", [26, 100, 1 << 20])
def test_a_line_that_counts_the_records_above_it_must_agree(
    tmp_path: Path, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each court of the file has its own."""
    monkeypatch.setattr(lines_module, "BLOCK", block)
    layout = layout_of(COUNTED, ignored=["TYPE", "NAME"])
    one, other = ["D" + line for line in GOOD[:15]], ["D" + line for line in GOOD[15:]]
    body = ["H20180301 LODI", *one, "C0015", "H20180301 TRACY", *other, "C0025"]
    frame, bad = read(write(tmp_path / "a.txt", [*body, f"T{40:06}"]), layout)
    assert (frame.height, bad) == (40, [])
    assert frame["source_row"].to_list() == list(range(1, 41))
    moved = ["H20180301 LODI", *one[:-1], "C0015", "H20180301 TRACY", *other, one[-1], "C0025"]
    with pytest.raises(UserError, match="line of type C does not count the 14 records above it"):
        read(write(tmp_path / "b.txt", [*moved, f"T{40:06}"]), layout)
    with pytest.raises(UserError, match="line of type C does not count"):
        read(write(tmp_path / "c.txt", ["C", *body, f"T{40:06}"]), layout)


@pytest.mark.parametrize(
    ("positions", "told"),
    [
        ({"PERSON": "1-6", "CASE": "8-9"}, "7-7 belongs to no column"),
        ({"PERSON": "1-6", "CASE": "6-9"}, "CASE begins at 6, within PERSON"),
        ({"PERSON": "0-6", "CASE": "7-9"}, "PERSON: must be places"),
        ({"PERSON": "6-1", "CASE": "7-9"}, "PERSON: must be places"),
        ({}, "must be a mapping"),
    ],
)
def test_a_sheet_must_say_whose_every_place_is(positions: dict[str, str], told: str) -> None:
    with pytest.raises(UserError, match=told):
        layout_of(PLAIN | {"positions": positions})


def test_a_file_of_another_width_is_refused_at_the_door(tmp_path: Path) -> None:
    path = write(tmp_path / "court.txt", ["12345,NAME,F1"] * 30)
    with pytest.raises(UserError, match="none of its first lines has the 24 places"):
        read(path, layout_of(PLAIN, **IGNORED))


@given(
    st.lists(
        st.tuples(*(st.text("ABCÑé019 ", min_size=1, max_size=size).map(str.strip) for size in (6, 10, 8))).filter(any),
        min_size=1,
        max_size=30,
    ),
    st.integers(26, 90),
)
def test_what_is_written_is_read_whatever_the_block(rows: list[tuple[str, str, str]], block: int) -> None:
    import tempfile

    before, lines_module.BLOCK = lines_module.BLOCK, block
    try:
        with tempfile.TemporaryDirectory() as folder:
            lines = [f"{person:<6}{name:<10}{case:<8}" for person, name, case in rows]
            frame, bad = read(write(Path(folder) / "court.txt", lines), layout_of(PLAIN, **IGNORED))
    finally:
        lines_module.BLOCK = before
    assert bad == []
    assert frame.select("PERSON", "NAME", "CASE").rows() == rows
