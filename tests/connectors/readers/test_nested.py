"""JSON and JSON Lines: rows of the deepest list, every record used or set aside, totals that must agree."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.readers.nested import faults, split
from relief.errors import UserError
from tests.connectors.readers.nested_case import case, charge, defendant, lines, nested_layout, read_nested

LINES = {"format": "json_lines"}
TWO = case(7, defendant("P001", charge("11357 HS"), charge("11358 HS")), defendant("P002", charge("11359 HS")))
OTHER = case(8, defendant("P003", charge("11360 HS")))


def write(folder: Path, content: bytes, name: str = "export.json") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def sections(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(row["number"], row["defendants.id"], row["defendants.charges.section"]) for row in rows]


EXPECTED = [("7", "P001", "11357 HS"), ("7", "P001", "11358 HS"), ("7", "P002", "11359 HS"), ("8", "P003", "11360 HS")]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (LINES, lines(TWO, OTHER)),
        (LINES, b"\xef\xbb\xbf" + lines(TWO, OTHER).rstrip()),
        (LINES, lines(TWO, OTHER).replace(b"\n", b"\r\n")),
        (LINES | {"encoding": "utf-16"}, lines(TWO, OTHER).decode().encode("utf-16")),
        ({"format": "json"}, json.dumps([TWO, OTHER], indent=2).encode()),
        ({"format": "json"}, json.dumps([TWO, OTHER], separators=(" , ", " : ")).encode()),
        (
            {"format": "json", "records": "data.cases", "beside": ["made"]},
            json.dumps({"made": {"on": "a [day]", "by": [1]}, "data": {"cases": [TWO, OTHER]}}).encode(),
        ),
    ],
)
def test_each_charge_is_a_row_with_what_stands_around_it(file: dict[str, Any], content: bytes, tmp_path: Path) -> None:
    rows, aside = read_nested(write(tmp_path, content), nested_layout(file))
    assert sections(rows) == EXPECTED and not aside
    assert {row["court.name"] for row in rows} == {"FICTION"} and {row["filed"] for row in rows} == {None}


BAD: dict[str, tuple[bytes, str, str | None, list[str | None]]] = {
    "a torn line": (lines(TWO)[:90] + b"\n", faults.NOT_JSON, None, [None]),
    "a blank line": (b"  \n", faults.BLANK, None, [None]),
    "a byte that is no UTF-8": (lines(TWO).replace(b"INVENTED", b"INV\xff", 1), faults.NOT_UTF8, None, [None]),
    "a NUL": (lines(TWO).replace(b"INVENTED", b"A\\u0000B", 1), faults.NUL, None, [None]),
    "an unknown key": (lines(TWO | {"DOE, JANE": 1}), faults.UNKNOWN_KEY, None, ["P001", "P001", "P002"]),
    "an unknown key of a charge": (
        lines(case(7, defendant("P001", charge("1 HS", new=1)))), faults.UNKNOWN_KEY, "defendants.charges", ["P001"],
    ),
    "a key missing": (
        lines(case(7, defendant("P001", {"section": "1 HS", "notes": None}))),
        faults.MISSING_KEY, "defendants.charges.result", ["P001"],
    ),
    "a key twice": (
        lines(OTHER).replace(b'"result": ', b'"result": "DISMISSED", "result": '), faults.KEY_TWICE, None, ["P003"],
    ),
    "a key twice in what is not read": (
        lines(OTHER).replace(b'{"by": ', b'{"by": 1, "by": '), faults.KEY_TWICE, None, ["P003"],
    ),
    "a list where a value belongs": (
        lines(case(7, defendant("P001", charge("1 HS", result=["A"])))),
        faults.WRONG_TYPE, "defendants.charges.result", ["P001"],
    ),
    "an object where a list belongs": (lines(case(7) | {"defendants": {}}), faults.WRONG_TYPE, "defendants", [None]),
    "a text where an object belongs": (lines(case(7, defendant("P001")) | {"court": "X"}), faults.WRONG_TYPE, "court", ["P001"]),
    "a number too long": (
        lines(OTHER).replace(b'"11360 HS"', b"123456789012345678901234567890"),
        faults.LONG_NUMBER, "defendants.charges.section", ["P003"],
    ),
    "no charges": (lines(case(7, defendant("P001"))), faults.EMPTY_LIST, "defendants.charges", ["P001"]),
    "null for charges": (lines(case(7, defendant("P001", charges=None))), faults.EMPTY_LIST, "defendants.charges", ["P001"]),
    "no defendants": (lines(case(7)), faults.EMPTY_LIST, "defendants", [None]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_record_is_set_aside_with_its_people_and_no_other(name: str, tmp_path: Path) -> None:
    damaged, reason, field, people = BAD[name]
    around = [case(n, defendant(f"Q{n:03}", charge("11357 HS"))) for n in range(40)]
    content = lines(*around[:20]) + damaged + lines(*around[20:])
    rows, aside = read_nested(write(tmp_path, content), nested_layout(LINES))
    assert [(one.fault.reason, one.fault.field, one.subject_id) for one in aside] == [
        (reason, field, who) for who in people
    ]
    assert [one.number for one in aside] == list(range(21, 21 + len(people)))
    assert len(rows) == 40


def test_a_defendant_without_charges_leaves_the_other_in_place(tmp_path: Path) -> None:
    record = case(7, defendant("P001"), defendant("P002", charge("11359 HS")))
    rows, aside = read_nested(write(tmp_path, lines(record)), nested_layout(LINES))
    assert sections(rows) == [("7", "P002", "11359 HS")] and rows[0]["source_row"] == 2
    assert [(one.number, one.subject_id) for one in aside] == [(1, "P001")]


def test_a_list_that_may_be_empty_gives_a_row_all_the_same(tmp_path: Path) -> None:
    file = LINES | {"may_be_empty": ["defendants.charges"]}
    rows, aside = read_nested(write(tmp_path, lines(case(7, defendant("P001")), case(8))), nested_layout(file))
    assert sections(rows) == [("7", "P001", None)]
    assert [one.fault.field for one in aside] == ["defendants"]


def test_what_the_sender_leaves_out_is_blank_where_it_is_declared(tmp_path: Path) -> None:
    record = {"number": 7.0, "defendants": [{"id": "P001", "charges": [{"section": 12.50}]}]}
    path = write(tmp_path, lines(record))
    with pytest.raises(UserError, match=r"key missing \(court\)"):
        read_nested(path, nested_layout(LINES))
    rows, _ = read_nested(path, nested_layout(LINES | {"omits_empty": True}))
    assert sections(rows) == [("7", "P001", "12.5")]


@pytest.mark.parametrize("block", [64, 300, 1 << 22])
def test_a_list_is_cut_right_wherever_a_block_ends(block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(split, "BLOCK", block)
    odd = 'a "quote", a \\ backslash\\\\, brackets ]}{[ and a comma,'
    cases = [case(n, defendant(f"P{n:03}", charge(odd), charge("11358 HS"))) for n in range(30)]
    rows, aside = read_nested(write(tmp_path, json.dumps(cases).encode()), nested_layout({"format": "json"}))
    assert len(rows) == 60 and not aside
    assert {row["defendants.charges.section"] for row in rows} == {odd, "11358 HS"}
    rows, aside = read_nested(write(tmp_path, lines(*cases)), nested_layout(LINES))
    assert len(rows) == 60 and not aside


WHOLE = json.dumps({"count": 2, "cases": [TWO, OTHER], "charges": "4"}).encode()
ENVELOPE = {"format": "json", "records": "cases", "totals": {"records": "count", "rows": "charges"}}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (WHOLE.replace(b'"count": 2', b'"count": 3'), "declares rows 3, but 2 rows came"),
        (WHOLE.replace(b'"4"', b'"5"'), "declares rows 5, but 4 rows came"),
        (WHOLE.replace(b'"charges": "4"', b'"x": 1'), "total of rows is not at charges"),
        (WHOLE[:-1] + b', "more": 1}', "does not declare"),
        (WHOLE[:-1] + b', "count": 2}', "not JSON"),
        (WHOLE[:-1], "its end may be missing"),
        (WHOLE[:-40], "cut off"),
        (WHOLE.replace(b'"cases": [', b'"cases": [1, '), "something else"),
        (WHOLE.replace(b'"cases"', b'"matters"'), "no list is at cases"),
        (WHOLE.replace(b"11360", b"\xff"), "cannot be checked"),
    ],
)
def test_a_file_whose_envelope_does_not_agree_is_refused(content: bytes, says: str, tmp_path: Path) -> None:
    rows, _ = read_nested(write(tmp_path, WHOLE), nested_layout(ENVELOPE))
    assert sections(rows) == EXPECTED
    with pytest.raises(UserError, match=says) as refused:
        read_nested(write(tmp_path, content), nested_layout(ENVELOPE))
    assert "P001" not in str(refused.value) and "INVENTED" not in str(refused.value)


def test_totals_of_json_lines_stand_in_the_last_line(tmp_path: Path) -> None:
    file = LINES | {"totals": {"rows": "n", "number": "sum"}}
    content = lines(TWO, OTHER) + b'{"n": 4, "sum": 29}\n'
    assert sections(read_nested(write(tmp_path, content), nested_layout(file))[0]) == EXPECTED
    with pytest.raises(UserError, match="another sum"):
        read_nested(write(tmp_path, content.replace(b"29", b"30")), nested_layout(file))
    with pytest.raises(UserError, match="is not at n"):
        read_nested(write(tmp_path, lines(TWO, OTHER)), nested_layout(file))


@pytest.mark.parametrize(
    ("file", "columns", "says"),
    [
        ({"lists": ["a", "b.c"]}, ["a.x"], "not below"),
        ({"lists": ["a"]}, ["a"], "holds other columns"),
        ({"lists": []}, ["a", "a.b"], "is a column too"),
        ({"lists": ["a"], "may_be_empty": ["b"]}, ["a.x"], "none of the lists"),
    ],
)
def test_a_layout_that_cannot_be_is_refused(
    file: dict[str, Any], columns: list[str], says: str, tmp_path: Path
) -> None:
    path = write(tmp_path, b"{}\n")
    with pytest.raises(UserError, match=says):
        read_nested(path, nested_layout(LINES | file, columns, text={}, ignored=columns))


def test_a_dot_in_a_key_is_written_with_a_backslash(tmp_path: Path) -> None:
    layout = nested_layout(LINES | {"lists": []}, ["a\\.b", "a.b"], text={}, ignored=["a\\.b", "a.b"])
    rows, aside = read_nested(write(tmp_path, b'{"a.b": 1, "a": {"b": 2}}\n'), layout)
    assert len(rows) == 1 and not aside
