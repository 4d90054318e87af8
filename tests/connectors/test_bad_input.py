"""Bad files and bad rows: what is said, what is kept, and that nobody's data is in a message."""

from collections.abc import Callable
from pathlib import Path

import pytest

from connectors import load_county, read_exports
from connectors.doj_columns import COLUMNS
from connectors.readers.delimited import sieve
from connectors.samples import KINDS, damage, write_sample
from connectors.samples.damage import SURVIVABLE
from relief.errors import UserError
from tests.connectors import fictional_export as export

CANARIES = {
    "PRI_NAME": "ZZCANARY,YYPLANTED",
    "PRI_DOB": "19610203",
    "CII_NUMBER": "A98765432",
    "SUBJECT_ID": "98765432",
}
FILES = [
    "groups.parquet", "line_hashes.parquet", "line_marks.parquet", "line_people.parquet", "records.parquet",
    "set_aside.parquet",
]  # fmt: skip
SECRETS = ("ZZCANARY", "YYPLANTED", "19610203", "98765432")
PLANTED = export.line(**CANARIES)
GOOD = [export.line(RECORD_ID=str(number), OFN=f"LA{number}") for number in range(1, 30)]


def refusal(tmp_path: Path, *paths: Path) -> str:
    """The message with which files are refused, after a look that it tells nothing and leaves nothing."""
    with pytest.raises(UserError) as error:
        read_exports(paths, load_county("los_angeles"), tmp_path / "out")
    message = str(error.value)
    assert not any(secret in message for secret in SECRETS)
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
    return message


def spoil(tmp_path: Path, spoilt: str | bytes, at: int = 3) -> Path:
    """Good rows with a spoilt one among them."""
    return export.write(tmp_path / "export.dat", [*GOOD[: at - 1], spoilt, *GOOD[at - 1 :]])


def as_bytes(change: Callable[[bytes], bytes]) -> bytes:
    return change(PLANTED.encode())


@pytest.mark.parametrize(
    ("spoilt", "reason", "field", "subject"),
    [
        (PLANTED.removesuffix(","), "wrong number of fields", None, "98765432"),
        (PLANTED + ",", "wrong number of fields", None, "98765432"),
        ("1,A", "wrong number of fields", None, None),
        (PLANTED.replace("LA000001", '"LA000001'), "unclosed quote", "OFN", "98765432"),
        (PLANTED.replace("LA000001", 'L"A00"0001'), "stray quote", "OFN", "98765432"),
        (PLANTED.replace("LA000001", '"LA"000001'), "stray quote", "OFN", "98765432"),
        (PLANTED.replace("LA000001", "LA\0"), "NUL byte", "OFN", "98765432"),
        (as_bytes(lambda text: text.replace(b"LA000001", b"LA\xc9")), "not UTF-8", "OFN", "98765432"),
        (PLANTED.replace("LA000001", "L" * 1_100_000), "field too long", "OFN", "98765432"),
        ("", "blank line", None, None),
        ("   ", "blank line", None, None),
        ("," * 94, "blank line", None, None),
        (",".join(['""'] * 95), "blank line", None, None),
        (",".join(COLUMNS), "header or footer line", None, None),
        (",".join(f'"{column}"' for column in COLUMNS), "header or footer line", None, None),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_bad_row_is_set_aside_alone(
    spoilt: str | bytes, reason: str, field: str | None, subject: str | None, end: bytes, tmp_path: Path
) -> None:
    path = export.write(tmp_path / "export.dat", [*GOOD[:2], spoilt, *GOOD[2:]], end)
    reading, records, aside = export.read(tmp_path, path)
    assert aside.select("source_file", "source_row", "subject_id", "step", "reason").rows() == [
        ("export.dat", 3, subject, "read", reason)
    ]
    assert aside["field"].to_list() == [field]
    assert records["case_number"].to_list() == [f"LA{number}" for number in range(1, 30)]
    assert records["source_row"].to_list() == [1, 2, *range(4, 31)]
    assert reading.rows_read == 30 and reading.set_aside == {reason: 1}
    assert sorted(entry.name for entry in (tmp_path / "out").iterdir()) == FILES


def test_a_footer_and_a_cut_last_line_are_told_apart(tmp_path: Path) -> None:
    footer = export.write(tmp_path / "footer.dat", [*GOOD, "TOTAL RECORDS,29"])
    cut = export.write(tmp_path / "cut.dat", [*GOOD, PLANTED[:200]], b"\n")
    assert export.read(tmp_path, footer)[0].set_aside == {"header or footer line": 1}
    assert export.read(tmp_path, cut)[0].set_aside == {"wrong number of fields": 1}


def test_a_legal_line_break_in_quotes_is_no_fault_even_across_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [export.line(RECORD_ID=str(n), OFN=f"LA{n}", COMMENT_TEXT=f"ONE,\nTWO\n{'X' * n}") for n in range(1, 300)]
    path = export.write(tmp_path / "export.dat", broken)
    for block in (2_000, 5_003, 4 << 20):
        monkeypatch.setattr(sieve, "BLOCK", block)
        reading, records, _ = export.read(tmp_path, path)
        assert reading.rows_read == reading.rows_out == 299
        assert records["case_number"].to_list() == [f"LA{n}" for n in range(1, 300)]


def test_faults_are_found_wherever_a_block_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*GOOD, PLANTED + ",", *GOOD, PLANTED.replace("LA000001", '"LA'), *GOOD, "", *GOOD, PLANTED[:-1]]
    path = export.write(tmp_path / "export.dat", rows)
    expected = None
    for block in (1_000, 1_501, 2_999, 4 << 20):
        monkeypatch.setattr(sieve, "BLOCK", block)
        _, _, aside = export.read(tmp_path, path)
        expected = aside.rows() if expected is None else expected
        assert aside["source_row"].to_list() == [30, 60, 90, 120] and aside.rows() == expected


def test_a_row_longer_than_the_buffer_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sieve, "BLOCK", 10_000)
    path = spoil(tmp_path, PLANTED.replace("LA000001", "L" * 95_000))
    _, records, aside = export.read(tmp_path, path)
    assert aside.select("source_row", "subject_id", "reason", "field").rows() == [
        (3, "98765432", "field too long", "OFN")
    ]
    assert records.height == 29


def test_an_unclosed_quote_does_not_swallow_the_rest(tmp_path: Path) -> None:
    rows = [*GOOD, PLANTED.replace("LA000001", '"LA'), *(export.line(PRI_NAME="PLAIN", OFN="Q") for _ in range(200))]
    reading, records, aside = export.read(tmp_path, export.write(tmp_path / "a.dat", rows))
    assert reading.set_aside == {"unclosed quote": 1} and aside["source_row"].to_list() == [30]
    assert records.height == 229


def test_a_sample_damaged_in_twenty_ways_adds_up(tmp_path: Path) -> None:
    write_sample(tmp_path / "whole.dat", rows=2_000, seed=11)
    touched = damage(tmp_path / "whole.dat", tmp_path / "spoilt.dat", SURVIVABLE, seed=2)
    reading, records, aside = export.read(tmp_path, tmp_path / "spoilt.dat")
    assert reading.rows_read == records.height + aside.height
    assert reading.rows_out == records.height and reading.rows_set_aside == aside.height
    unreadable = {
        number for kind, numbers in touched.items() if KINDS[kind].effect == "unreadable" for number in numbers
    }
    harmless = {"duplicated row", "embedded newline", "CRLF ends", "BOM", "unlisted disposition", "unreadable date"}
    kept = {number for kind in harmless for number in touched[kind]}
    assert unreadable <= set(aside["source_row"]) and kept <= set(records["source_row"])
    assert set(aside["source_row"]) <= {number for numbers in touched.values() for number in numbers}


def test_an_undamaged_row_reads_the_same_beside_damage(tmp_path: Path) -> None:
    write_sample(tmp_path / "export.dat", rows=2_000, seed=5)
    _, whole, _ = export.read(tmp_path / "whole", tmp_path / "export.dat")
    lines = (tmp_path / "export.dat").read_bytes().split(b"\n")
    lines[99] += b",X"
    (tmp_path / "export.dat").write_bytes(b"\n".join(lines))
    _, spoilt, _ = export.read(tmp_path / "spoilt", tmp_path / "export.dat")
    assert spoilt.equals(whole.filter(whole["source_row"] != 100))


def test_a_file_that_is_not_there_a_directory_and_an_empty_one_are_refused(tmp_path: Path) -> None:
    assert "missing.dat: there is no such file" in refusal(tmp_path, tmp_path / "missing.dat")
    (tmp_path / "folder.dat").mkdir()
    assert "folder.dat: there is no PDF in it" in refusal(tmp_path, tmp_path / "folder.dat")
    assert "empty.dat: the file is empty" in refusal(tmp_path, export.write(tmp_path / "empty.dat", []))
    header = export.write(tmp_path / "header.dat", [",".join(COLUMNS)])
    assert "header.dat: the file has a header and no rows" in refusal(tmp_path, header)


@pytest.mark.parametrize(
    ("encoding", "named"), [("utf-16", "UTF-16LE"), ("utf-16-le", "UTF-16LE"), ("utf-16-be", "UTF-16BE")]
)
def test_utf_16_is_recognized(encoding: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / "wide.dat"
    path.write_bytes("\n".join([PLANTED] * 5).encode(encoding))
    assert f"wide.dat: not UTF-8; it seems to be {named}" in refusal(tmp_path, path)


def test_windows_1252_throughout_is_refused_and_a_single_bad_row_is_not(tmp_path: Path) -> None:
    named = [export.line(**{**CANARIES, "COMMENT_TEXT": "SEÑAL"}).encode("cp1252") for _ in range(25)]
    path = export.write(tmp_path / "old.dat", [*GOOD * 20, *named])
    message = refusal(tmp_path, path)
    assert "old.dat: not UTF-8; it seems to be WINDOWS-1252" in message
    assert "row 581, COMMENT_TEXT" in message
    mixed = export.write(tmp_path / "mixed.dat", [*GOOD * 20, export.line(PRI_NAME="NIÑO"), *named])
    assert export.read(tmp_path, mixed)[0].set_aside == {"not UTF-8": 25}


@pytest.mark.parametrize(("separator", "word"), [("\t", "tabs"), (";", "semicolons"), ("|", "bars"), ("~", "tildes")])
def test_another_separator_is_named(separator: str, word: str, tmp_path: Path) -> None:
    rows = [separator.join(PLANTED.replace('"', "").replace("ZZCANARY,", "ZZCANARY ").split(","))] * 5
    assert f"row 1: its fields are separated by {word}" in refusal(tmp_path, export.write(tmp_path / "a.dat", rows))


def test_another_layout_is_refused_with_its_number_of_fields(tmp_path: Path) -> None:
    path = export.write(tmp_path / "cms.dat", [",".join(["1", "ZZCANARY", "19610203", *["9"] * 26])] * 50)
    assert "cms.dat: row 1: 29 fields, not 95" in refusal(tmp_path, path)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (["COURTNO", *COLUMNS[1:]], "column 1 should be RECORD_ID"),
        ([*COLUMNS[:2], COLUMNS[3], COLUMNS[2], *COLUMNS[4:]], "column 3 should be SUBJECT_ID"),
        (COLUMNS[:-1], "header: 94 columns, not 95"),
        ([*COLUMNS, "MORE"], "header: 96 columns, not 95"),
        (["CASE_ID", "DEFENDANT", "CHARGE", "OUTCOME"], "column 1 should be RECORD_ID"),
    ],
)
def test_a_header_of_another_layout_is_refused(columns: list[str], said: str, tmp_path: Path) -> None:
    path = export.write(tmp_path / "other.dat", [",".join(columns), PLANTED])
    assert said in refusal(tmp_path, path)


def test_other_kinds_of_files_are_named(tmp_path: Path) -> None:
    for content, kind in ((b"PK\x03\x04rest", "ZIP"), (b"\x1f\x8brest", "gzip"), (b"%PDF-1.7", "PDF")):
        path = tmp_path / "export.dat"
        path.write_bytes(content)
        assert kind in refusal(tmp_path, path)
    assert "carriage returns" in refusal(tmp_path, export.write(tmp_path / "mac.dat", [PLANTED] * 3, b"\r"))


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    first, second = (export.write(tmp_path / name, [PLANTED]) for name in ("a.dat", "b.dat"))
    assert "b.dat: the same file as a.dat" in refusal(tmp_path, first, second)
    (tmp_path / "again").mkdir()
    third = export.write(tmp_path / "again" / "a.dat", [export.line()])
    assert "a.dat: 2 files have this name" in refusal(tmp_path, first, third)


def test_a_file_of_which_too_much_is_bad_is_refused_with_the_leading_reason(tmp_path: Path) -> None:
    path = export.write(tmp_path / "worn.dat", [*GOOD, *[PLANTED + ","] * 20, PLANTED.replace("LA000001", "\0")])
    message = refusal(tmp_path, path)
    assert "worn.dat: 21 of 50 rows cannot be read" in message
    assert "20 for this reason: wrong number of fields (first in row 30)" in message


def test_an_earlier_reading_stays_when_a_later_one_fails(tmp_path: Path) -> None:
    reading, _, _ = export.read(tmp_path, export.write(tmp_path / "a.dat", GOOD))
    before = reading.records.read_bytes()
    with pytest.raises(UserError):
        read_exports([tmp_path / "a.dat", tmp_path / "none.dat"], load_county("los_angeles"), tmp_path / "out")
    assert reading.records.read_bytes() == before


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "out" / ".scratch" / "unpacked-1").mkdir(parents=True)
    for name in (".records.parquet.partial", ".set_aside.parquet.partial", ".scratch/mended", ".scratch/unpacked-1/a"):
        (tmp_path / "out" / name).write_text(PLANTED)
    export.read(tmp_path, export.write(tmp_path / "a.dat", GOOD))
    assert sorted(entry.name for entry in (tmp_path / "out").iterdir()) == FILES
