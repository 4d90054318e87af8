"""What the export says is what the canonical record says."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from connectors import counties, load_county, read_exports
from connectors.doj_columns import COLUMNS
from connectors.layouts import load_layout
from connectors.samples import write_sample
from relief.records import SCHEMA, SET_ASIDE
from tests.connectors import fictional_export as export

COUNTIES = Path(__file__).parents[1] / "counties"


def test_every_column_of_the_layout_is_mapped_or_named_as_ignored() -> None:
    layout = load_layout("doj")
    assert layout.mapped | layout.of_identifiers | layout.of_groups | layout.ignored == set(COLUMNS)
    assert not layout.mapped & layout.ignored


def test_what_identifies_a_person_elsewhere_is_never_read() -> None:
    dropped = {"FBI_NUMBER", "PRI_IDN", "PRI_INN", "REQ_NAME", "REQ_SSN", "POB_NAME", "HEIGHT"}
    assert dropped <= load_layout("doj").ignored


def test_every_word_of_a_vocabulary_is_canonical() -> None:
    for name, vocabulary in load_layout("doj").words.items():
        words = SCHEMA[name]
        assert isinstance(words, pl.Enum)
        assert {*vocabulary.exact, *vocabulary.contains, *vocabulary.starts} <= set(words.categories)


def test_both_files_have_their_schemas_even_when_nothing_is_set_aside(tmp_path: Path) -> None:
    _, records, aside = export.read(tmp_path, export.write(tmp_path / "a.dat", [export.line()]))
    assert dict(records.schema) == SCHEMA and dict(aside.schema) == SET_ASIDE
    assert records.height == 1 and aside.height == 0


@pytest.mark.parametrize("county", counties())
def test_the_golden_exports_of_each_county_give_its_golden_records(county: str, tmp_path: Path) -> None:
    folder = COUNTIES / county
    exports = sorted(path for path in folder.iterdir() if path.suffix != ".ndjson")
    reading = read_exports(exports, load_county(county), tmp_path)
    lines = pl.read_parquet(reading.records).select(pl.all().cast(pl.String)).write_ndjson()
    golden = folder / "records.ndjson"
    if not golden.exists():
        golden.write_text(lines, encoding="utf-8")
        pytest.fail(f"{county}: golden records are new; review them, and run again")
    assert lines == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("printed", "day", "precision"),
    [
        ("20010304", date(2001, 3, 4), "day"),
        ("20000229", date(2000, 2, 29), "day"),
        ("19990000", date(1999, 1, 1), "year"),
        ("19990700", date(1999, 7, 1), "month"),
        ("00000000", None, None),
        ("", None, None),
        ("  ", None, None),
        ("NULL", None, None),
        ("19991345", None, "unreadable"),
        ("20010229", None, "unreadable"),
        ("19990010", None, "unreadable"),
        ("2001030", None, "unreadable"),
        ("200103041", None, "unreadable"),
        ("2O010304", None, "unreadable"),
        ("1999 101", None, "unreadable"),
        ("+1999101", None, "unreadable"),
        ("00010101", None, "unreadable"),
        ("00001200", None, "unreadable"),
        ("03/04/01", None, "unreadable"),
    ],
)
def test_a_date_keeps_the_precision_it_has(
    printed: str, day: date | None, precision: str | None, tmp_path: Path
) -> None:
    row = export.read_rows(tmp_path, [{"PRI_DOB": printed}]).row(0, named=True)
    assert (row["birth_date"], row["birth_date_precision"]) == (day, precision)


@pytest.mark.parametrize(
    ("printed", "charge"),
    [
        ("11357(C) HS-POSSESS MARIJUANA", "11357(C) HS"),
        ("11357(b)HS", "11357(B)HS"),
        ("664-11357(C) HS-POSSESS", "664-11357(C) HS"),
        ("664-11357(c)", "664-11357(C)"),
        ("664/11357(c) HS", "664/11357(C) HS"),
        ("11357(C)-664 HS-POSSESS", "11357(C)-664 HS"),
        ("484-487(A) PC", "484-487(A) PC"),
        ("484-487-488 PC-THEFT", "484-487-488 PC-THEFT"),
        ("11359 HS-POSSESS MARIJUANA FOR SALE -ATTEMPTED", "11359 HS -ATTEMPTED"),
        ("/11357 HS", "/11357 HS"),
        ("-664 11357 HS", "-664 11357 HS"),
        ("182(A)(1) PC-CONSPIRACY:COMMIT CRIME", "182(A)(1) PC"),
        (" 11358 HS - CULTIVATE ", "11358 HS"),
        ("11357(C)-POSSESS", "11357(C)"),
    ],
)
def test_the_charge_is_the_text_before_its_description(printed: str, charge: str, tmp_path: Path) -> None:
    row = export.read_rows(tmp_path, [{"OFFENSE_DESCR": printed}]).row(0, named=True)
    assert (row["charge_text"], row["charge_source"]) == (charge, "offense")


def test_the_charge_of_conviction_is_preferred_with_its_own_level_and_flag(tmp_path: Path) -> None:
    offense = {"OFFENSE_DESCR": "11359 HS", "OFFENSE_TOC": "F", "OFFENSE_QUAL_LST": "ATTEMPTED"}
    disposed = {"DISP_OFFENSE_DESCR": "11357(C) HS", "DISP_OFFENSE_TOC": "M"}
    convicted = {"CONV_OFFENSE_DESCR": "11357(B) HS", "CONV_OFFENSE_TOC": "I", "CONV_OFFENSE_QUAL_LST": "-ATTEMPTED"}
    rows = [offense, offense | disposed, offense | disposed | convicted, offense | {"CONV_OFFENSE_DESCR": "NULL"}]
    records = export.read_rows(tmp_path, rows)
    assert records["charge_text"].to_list() == [
        "11359 HS -ATTEMPTED",
        "11357(C) HS",
        "11357(B) HS -ATTEMPTED",
        "11359 HS -ATTEMPTED",
    ]
    assert records["charge_source"].to_list() == ["offense", "disposition", "conviction", "offense"]
    assert records["charge_level"].to_list() == ["felony", "misdemeanor", "infraction", "felony"]


def test_a_charge_in_the_comment_is_read_there(tmp_path: Path) -> None:
    see = {"OFFENSE_DESCR": "See comment for charge"}
    rows = [
        see | {"COMMENT_TEXT": "11357(c) HS-POSSESS"},
        {"OFFENSE_DESCR": "", "COMMENT_TEXT": "CNT 01 CHRG-664-11359 HS-SALE", "OFFENSE_QUAL_LST": "ATTEMPTED"},
        see,
        {"COMMENT_TEXT": "PER COURT"},
    ]
    records = export.read_rows(tmp_path, rows)
    assert records["charge_text"].to_list() == ["11357(C) HS", "664-11359 HS -ATTEMPTED", None, "11357(C) HS"]
    assert records["charge_source"].to_list() == ["comment", "comment", None, "offense"]
    assert records["charge_level"].to_list() == ["misdemeanor"] * 4
    assert records["comment"].to_list()[3] == "PER COURT"


@pytest.mark.parametrize(
    ("printed", "meaning"),
    [
        ("CONVICTED-PROB/JAIL", "convicted"),
        ("convicted", "convicted"),
        ("DISMISSED/FURTHERANCE OF JUSTICE", "dismissed"),
        ("PROS REJ-LACK OF EVIDENCE", "prosecutor rejected"),
        ("PROS RELD-DETENTION ONLY", "released"),
        ("REL/TOT OTHER JURIS/AUTH", "transferred"),
        ("CONV SET ASIDE & DISM PER 1203.4 PC", "set aside under 1203.4"),
        ("REDUCED TO MISDEMEANOR", "reduced to misdemeanor"),
        ("DISMISSED PER 11361.8 HS", "relieved under Proposition 64"),
        ("PETITION DENIED PER 11361.8 HS", "unlisted"),
        ("CONV SET ASIDE & DISM PER 1203.4 PC-VACATED", "unlisted"),
        ("PROBATION REVOKED", "probation revoked"),
        ("NO LONGER REQUIRED TO REGISTER/DRUG REG", "registration ended"),
        ("NEW WORDING", "unlisted"),
        ("NOT CONVICTED", "unlisted"),
        ("", None),
    ],
)
def test_a_disposition_is_in_the_list_or_unlisted(printed: str, meaning: str | None, tmp_path: Path) -> None:
    row = export.read_rows(tmp_path, [{"DISP_DESCR": printed}]).row(0, named=True)
    assert (row["disposition"], row["disposition_text"]) == (meaning, printed or None)


def test_the_case_number_is_the_courts_and_never_the_word_null(tmp_path: Path) -> None:
    rows = [
        {"FE_NUM_CRT_CASE": "BA1", "OFN": "X2"},
        {"FE_NUM_CRT_CASE": "NULL", "OFN": "X2"},
        {"OFN": " ", "FE_NUM_DOCKET": "D3."},
        {"OFN": "NULL"},
    ]
    assert export.read_rows(tmp_path, rows)["case_number"].to_list() == ["BA1", "X2", "D3", None]


def test_sentence_parts_keep_their_words_and_lengths(tmp_path: Path) -> None:
    rows = [
        {"SENT_LOC_DESCR": "JAIL", "SENT_LENGTH": "60", "SENT_TIME_CODE": "D"},
        {"SENT_LOC_DESCR": "ELSEWHERE", "SENT_LENGTH": "LIFE", "SENT_TIME_CODE": "L"},
        {},
    ]
    records = export.read_rows(tmp_path, rows).select("sentence_place", "sentence_length", "sentence_unit")
    assert records.rows() == [("jail", 60, "day"), ("unlisted", None, "unlisted"), (None, None, None)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(
    "header", [None, ",".join(COLUMNS), ",".join(COLUMNS) + ",", ",".join(f'"{c}"' for c in COLUMNS)]
)
def test_line_ends_marks_and_headers_change_nothing(
    end: bytes, mark: bytes, header: str | None, tmp_path: Path
) -> None:
    quoted = ",".join(f'"{cell}"' for cell in export.line(PRI_NAME="X Y", END_OF_REC="*").split(","))
    lines = [export.line(COMMENT_TEXT='SAID "NO",\nTWICE'), quoted, export.line(SUBJECT_ID="3")]
    path = export.write(tmp_path / "a.dat", [*([header] if header else []), *lines], end)
    path.write_bytes(mark + path.read_bytes().removesuffix(end))
    reading, records, _ = export.read(tmp_path, path)
    assert reading.rows_read == reading.rows_out == 3
    assert records["source_row"].to_list() == [1, 2, 3]
    assert records["subject_id"].to_list() == ["10000001", "10000001", "3"]
    assert records["comment"].to_list() == ['SAID "NO",\nTWICE', None, None]


def test_two_files_are_one_table_in_their_order(tmp_path: Path) -> None:
    first = export.write(tmp_path / "b.dat", [export.line(), export.line(PRI_NAME="SECOND,ROW")])
    second = export.write(tmp_path / "a.dat", [export.line(SUBJECT_ID="10000002")])
    reading, records, _ = export.read(tmp_path, first, second)
    keys = records.select("source_file", "source_row").rows()
    assert keys == [("b.dat", 1), ("b.dat", 2), ("a.dat", 1)]
    assert [file.rows for file in reading.files] == [2, 1]


def test_the_same_export_gives_the_same_bytes(tmp_path: Path) -> None:
    sample = tmp_path / "sample.dat"
    write_sample(sample, rows=3000, seed=3)
    written = []
    for name in ("one", "two"):
        reading, _, _ = export.read(tmp_path / name, sample)
        written.append((reading.records.read_bytes(), reading.set_aside_records.read_bytes()))
    assert written[0] == written[1]
