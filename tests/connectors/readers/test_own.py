"""A county's own rows(file): held to the layout, counted against the file, and part of what names a run."""

from pathlib import Path

import polars as pl
import pytest

from connectors import load_county, read_exports
from connectors.county_files import SHIPPED
from relief.errors import UserError
from relief.own_folder import FOLDER

CODE = (Path(__file__).parent / "invented.py").read_text(encoding="utf-8")
SACRAMENTO = (SHIPPED / "sacramento.yaml").read_text(encoding="utf-8")
LAYOUT = r"""
sources:
  court:
    layout:
      title: invented report
      file:
        format: own
        rows: invented
        record: '^ {4}\d\d '
        reasons: [count that is cut off]
        trailer: '\*\*\* END OF REPORT +(?P<rows>\d+) COUNTS \*\*\*'
      columns: [NAME, BORN, PERSON, CASE, COUNT, CHARGE, LEVEL, DISPO, DAY]
      text: {subject_id: PERSON, name: NAME, disposition_text: DISPO}
      dates: {birth_date: BORN, event_date: DAY, disposition_date: DAY}
      date_formats: [MM/DD/YYYY]
      case_number: [CASE]
      numbering: {case: [CASE], count: COUNT}
      charge:
        - {source: conviction, text: CHARGE, level: LEVEL}
      constants: {event: court action, county: SACRAMENTO, agency: CASC SACRAMENTO}
      words: {disposition: {like: doj, column: DISPO}, charge_level: {like: doj}}
"""


def defendant(number: int, counts: int) -> list[str]:
    head = [
        f"DEFENDANT: {f'INVENTED{number}, PERSON':30} BORN 01/02/1970   NO {1000 + number}",
        f"  CASE CR{number:05}",
    ]
    lines = [f"    {n:02} {'11357(B) HS':14} M {'CONVICTED':10} 04/05/1999" for n in range(1, counts + 1)]
    return [*head, *lines]


def report(*bodies: list[str], told: int | None = None) -> str:
    """Pages of few lines, so that counts go on over them."""
    lines = [line for body in bodies for line in body]
    pages = [lines[first : first + 5] for first in range(0, len(lines), 5)]
    paged = [line for n, page in enumerate(pages, 1) for line in (f"\fINVENTED COURT   PAGE {n}", *page)]
    counts = sum(line.startswith("    0") for line in lines) if told is None else told
    return "\n".join([*paged, f"*** END OF REPORT   {counts} COUNTS ***", ""])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A county of one's own, with its code beside it."""
    monkeypatch.setenv(FOLDER, str(tmp_path))
    begin, end = SACRAMENTO.index("sources:"), SACRAMENTO.index("papers:")
    (tmp_path / "invented.yaml").write_text(SACRAMENTO[:begin] + LAYOUT.strip() + "\n" + SACRAMENTO[end:])
    (tmp_path / "invented.py").write_text(CODE)
    return tmp_path


def read(folder: Path, text: str) -> tuple[pl.DataFrame, dict[str, int]]:
    path = folder / "court.txt"
    path.write_text(text)
    reading = read_exports([path], load_county("invented"), folder / "out")
    return pl.read_parquet(reading.records), dict(reading.set_aside)


def test_a_report_of_the_printers_gives_its_records(folder: Path) -> None:
    records, aside = read(folder, report(defendant(1, 3), defendant(2, 6), defendant(3, 1)))
    assert aside == {}
    assert records.group_by("subject_id", maintain_order=True).len().rows() == [
        ("court:1001", 3), ("court:1002", 6), ("court:1003", 1),
    ]  # fmt: skip
    first = records.row(3, named=True)
    assert (first["source_row"], first["name"], first["case_number"], first["charge_text"]) == (
        4, "INVENTED2, PERSON", "CR00002", "11357(B) HS",
    )  # fmt: skip


def test_what_the_function_cannot_read_is_set_aside_with_its_person(folder: Path) -> None:
    body = defendant(1, 3)
    body[3] = body[3][:15]
    records, aside = read(folder, report(body, defendant(2, 2)))
    assert (records.height, aside) == (4, {"count that is cut off": 1})
    told = pl.read_parquet(folder / "out" / "set_aside.parquet").row(0, named=True)
    assert (told["source_row"], told["subject_id"], told["field"]) == (2, "court:1001", "CHARGE")


ODD = {
    "a record lost": ("            yield {", '            if found["count"] == "02": continue\n            yield {',
                      "6 of its lines are records by the pattern, but rows.. of invented.py gave 4"),
    "a column more": ('"DAY": (', '"DAYS": "", "DAY": (', "record 1: .* too many or too few columns"),
    "a number in place of text": ('"COUNT": found["count"]', '"COUNT": 1', "record 1: .* gave no text in COUNT"),
    "an error in the middle": ('"CASE": case,', '"CASE": {"CR00001": "1"}[case],', "record 4: .* KeyError in line 34"),
    "no function": ("def rows(", "def records(", "no function rows"),
    "no code at all": ("import re", "import re of", "cannot be run .SyntaxError."),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_a_function_that_is_wrong_is_refused_without_a_word_of_the_file(name: str, folder: Path) -> None:
    old, new, told = ODD[name]
    assert CODE.count(old) >= 1
    (folder / "invented.py").write_text(CODE.replace(old, new, 1))
    with pytest.raises(UserError, match=told) as refused:
        read(folder, report(defendant(1, 3), defendant(2, 3)))
    assert not {"INVENTED1", "CR00002", "1001"} & set(str(refused.value).split())


def test_a_reason_that_is_not_declared_is_refused_and_not_repeated(folder: Path) -> None:
    (folder / "invented.py").write_text(CODE.replace('reason="count that is cut off"', "reason=line"))
    body = defendant(1, 3)
    body[3] = body[3][:15]
    with pytest.raises(UserError, match=r"record 2: .* reason or column that is not declared") as refused:
        read(folder, report(body))
    assert "11357" not in str(refused.value)


def test_a_report_that_is_cut_off_is_refused(folder: Path) -> None:
    whole = report(defendant(1, 3), defendant(2, 3))
    with pytest.raises(UserError, match="last line is not the trailer"):
        read(folder, whole[: len(whole) // 2])
    with pytest.raises(UserError, match="declares rows 7, but 6 rows came"):
        read(folder, report(defendant(1, 3), defendant(2, 3), told=7))


def test_a_county_with_other_code_is_another_county(folder: Path) -> None:
    before = load_county("invented").digest
    (folder / "invented.py").write_text(CODE + "# another\n")
    assert load_county("invented").digest != before
    (folder / "invented.py").unlink()
    with pytest.raises(UserError, match=r"there is no invented.py beside the county's file"):
        load_county("invented")
