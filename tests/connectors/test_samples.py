"""A sample is what it says it is: its form, every hard thing in it, the same bytes every time."""

import csv
import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from connectors.doj_columns import COLUMNS
from connectors.samples import CONTENTS, list_subjects, write_sample
from connectors.samples.charges import SPELLINGS
from connectors.samples.hard_people import NAMES
from relief.errors import UserError

ROWS, SEED = 20_000, 7
CANNABIS = r"^/?(664[-/.]?)?1135[789]|^/?(664[-/.]?)?11360"
HOME = pl.col("STP_ORI_CNTY_NAME") == "LOS ANGELES"
COURT = pl.col("STP_TYPE_DESCR") == "COURT ACTION"
CONVICTED = COURT & pl.col("DISP_DESCR").str.starts_with("CONVICT")
JUDGED = CONVICTED & HOME
CHARGE = pl.coalesce(
    *(
        pl.when(pl.col(name) != "").then(pl.col(name))
        for name in ("CONV_OFFENSE_DESCR", "OFFENSE_DESCR", "COMMENT_TEXT")
    )
).fill_null("")


def write(**options: object) -> bytes:
    """The bytes of a sample."""
    out = io.BytesIO()
    write_sample(out, **options)  # type: ignore[arg-type]  # each test names its own options
    return out.getvalue()


def parse(text: bytes) -> pl.DataFrame:
    """A sample as a table of text, its record number first; csv is the strict second opinion."""
    cells = list(csv.reader(io.StringIO(text.decode(), newline=""), strict=True))
    assert {len(row) for row in cells} == {95}
    return pl.DataFrame(cells, schema=list(COLUMNS), orient="row").with_row_index("row", offset=1)


@pytest.fixture(scope="module")
def sample() -> pl.DataFrame:
    return parse(write(rows=ROWS, seed=SEED))


@pytest.fixture(scope="module")
def subjects() -> dict[str, list[str]]:
    return list_subjects(rows=ROWS, seed=SEED)


def has(*conditions: pl.Expr) -> Callable[[pl.DataFrame], bool]:
    """Whether for each condition a person has a row that meets it."""
    return lambda rows: all(rows.filter(condition).height for condition in conditions)


def charged(pattern: str) -> pl.Expr:
    return pl.col("OFFENSE_DESCR").str.contains(pattern)


def disposed(text: str) -> pl.Expr:
    return pl.col("DISP_DESCR").str.contains(text, literal=True)


def precedes(first: pl.Expr, second: pl.Expr, column: str = "DISP_DATE") -> Callable[[pl.DataFrame], bool]:
    """Whether a row of the first kind is dated before every row of the second kind."""

    def holds(rows: pl.DataFrame) -> bool:
        return str(rows.filter(first)[column].min()) < str(rows.filter(second)[column].min())

    return holds


def aged(low: int, high: int) -> Callable[[pl.DataFrame], bool]:
    """Whether the age on the day of the earliest cycle, counted from the dates themselves, is in a range."""

    def holds(rows: pl.DataFrame) -> bool:
        first = rows.filter(COURT).sort("CYC_DATE").row(0, named=True)
        born, day = int(first["PRI_DOB"]), int(first["CYC_DATE"])
        return low <= (day - born) // 10_000 <= high and str((day - born) // 10_000) == first["CYC_AGE"]

    return holds


def numbered(ofn: str, case: str, docket: str = "^$") -> Callable[[pl.DataFrame], bool]:
    columns = {"OFN": ofn, "FE_NUM_CRT_CASE": case, "FE_NUM_DOCKET": docket}
    return has(JUDGED & pl.all_horizontal(pl.col(name).str.contains(text) for name, text in columns.items()))


NUMBER, NO_NUMBER = r"^[A-Z]{2}\d{6,8}$", "^$"
CANNABIS_COUNT = JUDGED & CHARGE.str.contains(CANNABIS)
STRIKE = CONVICTED & charged(r"^(664[-/])?187|^653F|^245\(D\)\(3\)|^11418")
FACTS = CONVICTED & charged(r"^288|^209|^246|^261")

PLANTED: dict[str, Callable[[pl.DataFrame], bool]] = {
    "spelling": has(
        JUDGED
        & pl.concat_str("OFFENSE_DESCR", "OFFENSE_QUAL_LST", "COMMENT_TEXT").is_in(
            [spelling.text + spelling.qualifiers + spelling.comment for spelling in SPELLINGS]
        )
    ),
    "conspiracy": has(JUDGED & charged(r"^182\(A\)\(1\) PC") & pl.col("COMMENT_TEXT").str.contains("113(59|60)")),
    "decoy": has(CONVICTED & charged(r"^11357\.5|^11360 VC|^11361|^11379\.6|^4573\.6|^537 PC"), CANNABIS_COUNT),
    "several sections": has(CONVICTED & charged(r"^484\(A\)/490\.5 PC"), CONVICTED & charged(r"^484-487\(A\) PC")),
    "cannabis only in a comment": has(CONVICTED & charged("^11350") & pl.col("COMMENT_TEXT").str.contains("11359")),
    "convicted of another charge": has(
        JUDGED & (pl.col("CONV_OFFENSE_DESCR") != "") & (pl.col("CONV_OFFENSE_DESCR") != pl.col("OFFENSE_DESCR"))
    ),
    "strike before": precedes(STRIKE, CANNABIS_COUNT),
    "strike after": precedes(CANNABIS_COUNT, STRIKE),
    "strike same case": lambda rows: rows.filter(STRIKE | CANNABIS_COUNT).n_unique("OFN") == 1 and has(STRIKE)(rows),
    "strike by facts": precedes(FACTS, CANNABIS_COUNT),
    "strike in another county": has(STRIKE & ~HOME),
    "two priors": lambda rows: (
        {3, 4}
        & set(
            rows.filter(CONVICTED & charged(CANNABIS))
            .unique("CNT_ORDER")["OFFENSE_DESCR"]
            .str.slice(0, 5)
            .unique_counts()
        )
        != set()
    ),
    "sex registration": has((pl.col("STP_TYPE_DESCR") == "REGISTRATION") & charged("^290 PC")),
    "drug registration": has((pl.col("STP_TYPE_DESCR") == "REGISTRATION") & charged("^11590 HS")),
    "sex offense": lambda rows: has(CONVICTED & charged("^288"))(rows) and not has(charged("^290"))(rows),
    "related charge": has(CONVICTED & charged(r"^1136[46]"), CANNABIS_COUNT),
    "accessory": has(CONVICTED & charged("^32 PC"), CANNABIS_COUNT),
    "before 1973": has(CONVICTED & charged(r"^1153[01]") & (pl.col("DISP_DATE") < "1973")),
    "gang enhancement": has(CANNABIS_COUNT & pl.col("OFFENSE_QUAL_LST").str.contains("186.22", literal=True)),
    "several counties": lambda rows: rows.filter(CONVICTED & charged(CANNABIS)).n_unique("STP_ORI_CNTY_NAME") == 4,
    "level as printed": has(CANNABIS_COUNT & (pl.col("CONV_STAT_DESCR") != "")),
    "blank level": has(CANNABIS_COUNT & (pl.col("CONV_STAT_DESCR") == "")),
    "not convicted of cannabis too": has(CANNABIS_COUNT, charged(CANNABIS) & disposed("ACQUITTED")),
    "several cannabis counts": lambda rows: (
        rows.filter(CANNABIS_COUNT)["OFFENSE_DESCR"].str.slice(0, 5).n_unique() == 4
        and rows["CYC_ORDER"].n_unique() == 1
    ),
    "year only": has(CANNABIS_COUNT & pl.col("DISP_DATE").str.contains(r"^\d{4}0000$")),
    "month only": has(CANNABIS_COUNT & pl.col("DISP_DATE").str.contains(r"^\d{4}(0[1-9]|1[0-2])00$")),
    "zero date": has(CANNABIS_COUNT & (pl.col("DISP_DATE") == "00000000")),
    "missing date": has(CANNABIS_COUNT & (pl.col("STP_EVENT_DATE") == "")),
    "unreadable date": has(CANNABIS_COUNT & (pl.col("DISP_DATE") == "19991399")),
    "blank birth date": has(CANNABIS_COUNT & pl.col("PRI_DOB").is_in(["", "00000000"])),
    "partial birth date": has(CANNABIS_COUNT & pl.col("PRI_DOB").str.contains(r"^\d{4}0000$")),
    "straddles the effective day": has(
        CANNABIS_COUNT & (pl.col("CYC_DATE") < "20161109") & (pl.col("DISP_DATE") >= "20161109")
    ),
    "after the effective day": has(CANNABIS_COUNT & (pl.col("CYC_DATE") > "20161109")),
    "sentence running": has(
        CANNABIS_COUNT
        & (pl.col("SENT_TIME_CODE") == "Y")
        & (
            pl.col("DISP_DATE").cast(int, strict=False) + pl.col("SENT_LENGTH").cast(int, strict=False) * 10_000
            > 20_200_701
        )
    ),
    "sentence long ended": has(CANNABIS_COUNT & (pl.col("SENT_TIME_CODE") == "Y") & (pl.col("DISP_DATE") < "1982")),
    "arrest long before judgment": has(CANNABIS_COUNT & (pl.col("CYC_DATE") < "1989") & (pl.col("DISP_DATE") > "1997")),
    "set aside": has(CANNABIS_COUNT, disposed("CONV SET ASIDE & DISM PER 1203.4 PC")),
    "reduced": has(CANNABIS_COUNT, disposed("REDUCED TO MISDEMEANOR")),
    "relieved before": has(CANNABIS_COUNT, disposed("11361.8 HS")),
    "probation revoked": has(CANNABIS_COUNT, disposed("PROBATION REVOKED")),
    "sentence modified": has(CANNABIS_COUNT, disposed("SENTENCE MODIFIED")),
    "unlisted disposition": has(CANNABIS_COUNT, disposed("CERTIFIED TO OTHER BODY")),
    "under 18": aged(16, 16),
    "juvenile court": has(COURT & pl.col("STP_ORI_DESCR").str.starts_with("CAJV")),
    "18 to 20": aged(18, 20),
    "21 on the day": aged(21, 21),
    "20 until tomorrow": aged(20, 20),
    "over 40": aged(41, 60),
    "case number: ofn": numbered(NUMBER, NO_NUMBER),
    "case number: court case": numbered(NO_NUMBER, NUMBER),
    "case number: both": numbered(NUMBER, NUMBER),
    "case number: docket": numbered(NO_NUMBER, NO_NUMBER, NUMBER),
    "case number: null": numbered("^NULL$", "^NULL$"),
    "case number: none": numbered(NO_NUMBER, NO_NUMBER),
    "several courts": lambda rows: rows.filter(CANNABIS_COUNT).n_unique("STP_ORI_DESCR") == 3,
    "name": has(pl.col("PRI_NAME").is_in(NAMES)),
    "one row": lambda rows: rows.height == 1,
    "deceased": has(pl.col("STP_TYPE_DESCR") == "DECEASED"),
    "alias": lambda rows: rows.n_unique("PRI_NAME") == 2 and rows.n_unique("SUBJECT_ID") == 1,
    "a thousand rows": lambda rows: 900 <= rows.height <= 1_100,
}
"""Tag to whether a person planted for it shows it, read from the file alone."""

THROUGHOUT: dict[str, tuple[pl.Expr, int]] = {
    "arrest before court": (
        (pl.col("STP_TYPE_DESCR") == "ARREST/DETAINED/CITED") & (pl.col("STP_ORDER") == "1"),
        5_000,
    ),
    "dismissed": (COURT & disposed("DISMISSED/"), 500),
    "acquitted": (COURT & disposed("ACQUITTED"), 100),
    "released": (disposed("REL/TOT") | disposed("RELEASED/"), 200),
    "prosecutor rejected": (disposed("PROS REJ-"), 200),
    "other counties": (~HOME, 1_000),
    "aliases": (pl.col("PRI_NAME") != pl.col("PRI_NAME").first().over("SUBJECT_ID"), 200),
    "several counts": (COURT & pl.col("CNT_ORDER").str.contains(r"^\d{6}00[2-9]"), 1_000),
    "sentence parts": (
        COURT & (pl.col("SENT_ORDER") == "2") & (pl.col("CNT_ORDER") == pl.col("CNT_ORDER").shift(1)),
        2_000,
    ),
    "charge as convicted": ((pl.col("CONV_OFFENSE_DESCR") != "") & (pl.col("DISP_OFFENSE_DESCR") != ""), 500),
    "sentencing line": (charged(r"^1170\(H\) PC-SENTENCING"), 20),
    "other events": (
        pl.col("STP_TYPE_DESCR").is_in(
            ["CUSTODY", "PROBATION", "SUPPLEMENTAL ARR", "APPLICANT", "MENTAL HLTH CUS/SUPV"]
        ),
        50,
    ),
    "infraction": (JUDGED & charged("^11357") & (pl.col("CONV_STAT_DESCR") == "INFRACTION"), 5),
    "comments": (COURT & pl.col("COMMENT_TEXT").is_in(["SENT CONCURRENT", "IMP SEN SS"]), 50),
}
"""Tag to what its rows look like and the fewest of them that 20,000 rows may hold."""


def test_every_item_of_the_contents_has_a_check_and_every_check_an_item() -> None:
    assert {item.tag for item in CONTENTS if item.planted} == set(PLANTED)
    assert {item.tag for item in CONTENTS if not item.planted} == set(THROUGHOUT)


@pytest.mark.parametrize("tag", sorted(PLANTED))
def test_everyone_planted_for_a_tag_shows_it(tag: str, sample: pl.DataFrame, subjects: dict[str, list[str]]) -> None:
    assert subjects[tag]
    for subject in subjects[tag]:
        assert PLANTED[tag](sample.filter(pl.col("SUBJECT_ID") == subject)), subject


@pytest.mark.parametrize("tag", sorted(THROUGHOUT))
def test_what_occurs_throughout_is_there_in_number(tag: str, sample: pl.DataFrame) -> None:
    condition, fewest = THROUGHOUT[tag]
    assert sample.filter(condition).height >= fewest


def test_every_spelling_and_every_name_is_in_the_file(sample: pl.DataFrame) -> None:
    printed = set(sample.filter(JUDGED).select("OFFENSE_DESCR", "OFFENSE_QUAL_LST", "COMMENT_TEXT").iter_rows())
    assert {(spelling.text, spelling.qualifiers, spelling.comment) for spelling in SPELLINGS} <= printed
    assert set(NAMES) <= set(sample["PRI_NAME"])


def test_everyone_has_a_cannabis_conviction_in_the_county(sample: pl.DataFrame) -> None:
    section = r"(^|\D|664)1135[789]|(^|\D)11360"
    named = pl.concat_str("OFFENSE_DESCR", "CONV_OFFENSE_DESCR", "COMMENT_TEXT").str.contains(section)
    assert set(sample.filter(JUDGED & named)["SUBJECT_ID"]) == set(sample["SUBJECT_ID"])


def test_rows_of_a_person_stand_together_in_the_order_of_their_counts(sample: pl.DataFrame) -> None:
    assert sample["SUBJECT_ID"].rle().len() == sample["SUBJECT_ID"].n_unique()
    earlier, same = pl.col("CNT_ORDER").shift(1), pl.col("SUBJECT_ID") == pl.col("SUBJECT_ID").shift(1)
    assert sample.filter(same & (pl.col("CNT_ORDER") < earlier)).is_empty()
    assert sample["CNT_ORDER"].str.contains(r"^\d{12}$").all()


def test_oris_and_county_numbers_agree(sample: pl.DataFrame) -> None:
    assert (sample["STP_ORI_CODE"].str.slice(0, 5) == "CA0" + sample["STP_ORI_CNTY_CODE"]).all()
    assert set(sample.filter(HOME)["STP_ORI_CNTY_CODE"]) == {"19"}


def test_social_security_numbers_are_ones_never_issued(sample: pl.DataFrame) -> None:
    assert sample["PRI_SSN"].str.contains(r"^(000|9\d\d)\d{6}$").all()


def test_histories_are_as_long_as_in_life(sample: pl.DataFrame) -> None:
    assert 15 <= sample.height / sample["SUBJECT_ID"].n_unique() <= 30


def test_no_day_is_after_2019(sample: pl.DataFrame) -> None:
    for column in ("CYC_DATE", "STP_EVENT_DATE", "DISP_DATE"):
        assert str(sample[column].max()) < "20200101"


@pytest.mark.parametrize("rows", [1, 2, 57, 4_999, 5_000])
def test_a_sample_has_exactly_the_rows_asked_for(rows: int) -> None:
    text = write(rows=rows, seed=3)
    assert text.count(b"\n") == rows and text.endswith(b"\n") and b"\r" not in text


def test_the_same_seed_gives_the_same_bytes_on_every_machine() -> None:
    assert write(rows=3_000, seed=7) == write(rows=3_000, seed=7)
    assert write(rows=3_000, seed=7) != write(rows=3_000, seed=8)
    assert hashlib.sha256(write(rows=3_000, seed=7)).hexdigest() == GOLDEN, (
        "if the sample was meant to change, so must this"
    )


# The digest of 3,000 rows of seed 7.
GOLDEN = "53b331ddaf4f2efc95b482aae175a0e5574632f4b4f5879ae95e5880b0f380b9"


def test_a_long_sample_numbers_its_records_and_people_without_repeats() -> None:
    text = parse(write(rows=70_000, seed=5))
    assert text["RECORD_ID"].cast(pl.UInt32).equals(text["row"].rename("RECORD_ID"))
    assert text["SUBJECT_ID"].rle().len() == text["SUBJECT_ID"].n_unique()


def test_a_header_is_written_only_when_asked_for() -> None:
    assert write(rows=10, seed=1, header=True) == ",".join(COLUMNS).encode() + b"\n" + write(rows=10, seed=1)


def test_another_county_is_home_and_its_neighbours_are_not() -> None:
    text = parse(write(rows=5_000, seed=1, county="Orange"))
    orange = text.filter(COURT & (pl.col("STP_ORI_CNTY_NAME") == "ORANGE"))
    assert set(orange["STP_ORI_CNTY_CODE"]) == {"30"}
    assert set(orange["STP_ORI_DESCR"]) - {"CAJV ORANGE"} == {"CASC ORANGE", "CAMC ORANGE", "CASC MC ORANGE"}
    assert "LOS ANGELES" in set(text["STP_ORI_CNTY_NAME"])


def test_courts_can_be_named() -> None:
    courts = ["CASC FIRST", "CASC SECOND"]
    text = parse(write(rows=2_000, seed=1, courts=courts))
    assert set(text.filter(COURT & HOME)["STP_ORI_DESCR"]) - {"CAJV LOS ANGELES"} == set(courts)


def test_a_county_california_does_not_have_is_refused() -> None:
    with pytest.raises(UserError, match="58"):
        write(rows=10, seed=1, county="Utopia")


def test_a_file_stands_under_its_name_only_when_whole(tmp_path: Path) -> None:
    assert write_sample(tmp_path / "export.dat", rows=300, seed=2) == 300
    assert (tmp_path / "export.dat").read_bytes() == write(rows=300, seed=2)
    assert [path.name for path in tmp_path.iterdir()] == ["export.dat"]
