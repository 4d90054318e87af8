"""Fictional exports of shapes that the lexicon of headings was not written from, with what each column means."""

import csv
import io
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from connectors.samples.people import GIVEN, SURNAMES

ROWS = 240

Kind = Callable[[random.Random, str], str]
"""Draws a cell; the other argument is the format of the file's days."""


@dataclass(frozen=True, kw_only=True)
class UnseenLayout:
    """``columns``: heading, kind of cells, and the canonical column, None where there is none for it."""

    name: str
    columns: list[tuple[str, str, str | None]]
    form: str = ","
    """A delimiter, or xlsx, json or fixed."""
    header: bool = True
    days: str = "%m/%d/%Y"


def _day(first: int, last: int) -> Callable[[random.Random, str], str]:
    def draw(dice: random.Random, days: str) -> str:
        begin = date(first, 1, 1)
        return (begin + timedelta(days=dice.randrange((date(last, 1, 1) - begin).days))).strftime(days)

    return draw


def _one_of(*words: str) -> Callable[[random.Random, str], str]:
    return lambda dice, _: dice.choice(words)


_CASES = ("11357(B) HS", "11358 HS", "11359 HS", "11360(A) HS", "459 PC", "484(A) PC", "23152(A) VC", "647(F) PC")
KINDS: Mapping[str, Kind] = {
    "birth": _day(1945, 1982),
    "day": _day(1998, 2016),
    "name": lambda dice, _: f"{dice.choice(SURNAMES)},{dice.choice(GIVEN)}",
    "last": lambda dice, _: dice.choice(SURNAMES),
    "first": lambda dice, _: dice.choice(GIVEN),
    "cii": lambda dice, _: f"A{dice.randrange(10_000_000, 99_999_999)}",
    "key": lambda dice, _: str(dice.randrange(100_000, 999_999)),
    "case": lambda dice, _: f"{dice.choice(('CR', 'MC', 'F'))}{dice.randrange(100_000, 999_999)}",
    "dashed case": lambda dice, _: f"{dice.randrange(98, 99)}-CR-{dice.randrange(10_000, 99_999)}",
    "charge": _one_of(*_CASES),
    "bare charge": lambda dice, _: "HS " + dice.choice(("11357", "11358", "11359(a)", "11360(a)")),
    "described": _one_of("POSSESS MARIJUANA", "CULTIVATE MARIJUANA", "SALE OF MARIJUANA", "BURGLARY"),
    "level": _one_of("F", "M"),
    "disposition": _one_of("CONVICTED", "DISMISSED", "DISMISSED/FURTHERANCE OF JUSTICE", "ACQUITTED"),
    "code": _one_of("GLT", "NOC", "DIS", "PLG"),
    "place": _one_of("JAIL", "PRISON", "PROBATION", "FINE"),
    "length": lambda dice, _: str(dice.choice((10, 16, 30, 36, 90, 180))),
    "unit": _one_of("D", "M", "Y"),
    "ori": lambda dice, _: f"CA0{dice.choice((29, 34, 39))}{dice.randrange(1000, 1009)}",
    "court": _one_of("GRASS VALLEY BRANCH", "TRUCKEE BRANCH", "NEVADA CITY"),
    "sex": _one_of("M", "F", "X"),
    "judge": lambda dice, _: f"HON. {dice.choice(SURNAMES[:12])}",
    "officer": lambda dice, _: str(dice.randrange(1000, 9999)),
    "zip": lambda dice, _: str(dice.randrange(95_900, 95_999)),
    "sequence": lambda dice, _: str(dice.randrange(1, 9)),
    "note": lambda dice, _: dice.choice(("", "", "see minute order", "time served")),
    "event": _one_of("ARREST", "COURT", "CUSTODY", "PROBATION"),
    "county": _one_of("NEVADA"),
}


def write(layout: UnseenLayout, folder: Path, kinds: Mapping[str, Kind] = KINDS) -> Path:
    """The layout's file: ROWS records of fictional people."""
    dice = random.Random(layout.name)
    rows = [[kinds[kind](dice, layout.days) for _, kind, _ in layout.columns] for _ in range(ROWS)]
    names = [heading for heading, _, _ in layout.columns]
    lines = [names, *rows] if layout.header else rows
    path = folder / f"{layout.name}.{layout.form if layout.form in ('xlsx', 'json') else 'txt'}"
    if layout.form == "xlsx":
        _write_workbook(path, lines)
    elif layout.form == "json":
        records = [dict(zip(names, row, strict=True)) for row in rows]
        path.write_text(json.dumps([_nest(record) for record in records]))
    elif layout.form == "fixed":
        widths = [max(len(row[place]) for row in lines) + 2 for place in range(len(names))]
        text = ["".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in lines]
        path.write_text("\n".join(text) + "\n")
    else:
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=layout.form, lineterminator="\r\n").writerows(lines)
        path.write_text(buffer.getvalue())
    return path


def _write_workbook(path: Path, lines: list[list[str]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Query result")
        sheet.write(0, 0, "Closed cases, fictional")
        for place, row in enumerate(lines, start=2):
            sheet.write_row(place, 0, row)


def _nest(record: Mapping[str, str]) -> dict[str, object]:
    """``a.b``: an object within; ``charges[].x``: in a list of one."""
    root: dict[str, object] = {}
    for path, value in record.items():
        here = root
        *outer, last = path.split(".")
        for part in outer:
            if part.endswith("[]"):
                inside = here.setdefault(part.removesuffix("[]"), [{}])
                assert isinstance(inside, list)
                here = inside[0]
            else:
                below = here.setdefault(part, {})
                assert isinstance(below, dict)
                here = below
        here[last] = value
    return root


def _columns(text: str) -> list[tuple[str, str, str | None]]:
    """Lines of ``heading | kind | canonical``."""
    parts = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return [(heading, kind, canonical or None) for heading, kind, canonical in parts]


LAYOUTS = [
    UnseenLayout(name="abbreviated", columns=_columns("""
        DEF_ID | key | subject_id
        DEF_NM | name | name
        DEF_DOB | birth | birth_date
        CS_NBR | case | case_number
        CHG_SEQ | sequence | count_order
        CHG_STAT | charge | charge_text
        CHG_LVL | level | charge_level
        DISP_CD | code | disposition_text
        DISP_DT | day | disposition_date
        JDG_NM | judge |""")),
    UnseenLayout(name="camel", form="|", days="%Y-%m-%d", columns=_columns("""
        partyId | key | subject_id
        lastName | last | name.last
        firstName | first | name.first
        birthDate | birth | birth_date
        caseNumber | case | case_number
        offenseCode | charge | charge_text
        offenseDegree | level | charge_level
        dispositionDescription | disposition | disposition_text
        dispositionDate | day | disposition_date
        arrestDate | day | cycle_date
        zipCode | zip | """)),
    UnseenLayout(name="plain words", form="\t", columns=_columns("""
        Case Number | dashed case | case_number
        Defendant Name | name | name
        Date of Birth | birth | birth_date
        Statute | charge | charge_text
        Charge Description | described |
        Felony or Misdemeanor | level | charge_level
        Outcome | disposition | disposition_text
        Outcome Date | day | disposition_date
        Remarks | note | comment""")),
    UnseenLayout(name="no header", form="~", header=False, days="%Y%m%d", columns=_columns("""
        a | case | case_number
        b | name | name
        c | birth | birth_date
        d | cii | cii_number
        e | charge | charge_text
        f | level | charge_level
        g | disposition | disposition_text
        h | zip | """)),
    UnseenLayout(name="case management", form=";", columns=_columns("""
        Case Nbr | case | case_number
        Party Full Name | name | name
        Party DOB | birth | birth_date
        SID Number | cii | cii_number
        Offense Statute | charge | charge_text
        Offense Desc | described |
        Offense Degree | level | charge_level
        Disposition | disposition | disposition_text
        Disposition Date | day | disposition_date
        Sentence Type | place | sentence_place
        Court Name | court | agency
        Badge | officer | """)),
    UnseenLayout(name="state register", days="%Y%m%d", columns=_columns("""
        CII_NO | cii | cii_number
        SUBJ_NAME | name | name
        SUBJ_BIRTH_DTE | birth | birth_date
        ARR_DTE | day | cycle_date
        ARR_AGY_ORI | ori | ori
        CRT_CASE_NO | case | case_number
        CONV_STATUS | level | conviction_level
        CHRG_SECTION | charge | charge_text
        DISPO | disposition | disposition_text
        SENT_LEN | length | sentence_length
        SENT_UNIT | unit | sentence_unit""")),
    UnseenLayout(name="run on", form="|", columns=_columns("""
        CASENBR | case | case_number
        DEFLNAME | last | name.last
        DEFFNAME | first | name.first
        DEFDOB | birth | birth_date
        DEFSEX | sex |
        CHGNO | sequence | count_order
        CHGSECTION | bare charge | charge_text
        CHGLEVEL | level | charge_level
        DISPDT | day | disposition_date
        DISPDESC | disposition | disposition_text""")),
    UnseenLayout(name="workbook", form="xlsx", columns=_columns("""
        Docket # | case | case_number
        Accused | name | name
        D.O.B. | birth | birth_date
        Violation | charge | charge_text
        F/M | level | charge_level
        Verdict | disposition | disposition_text
        Sentenced On | day | event_date
        Term | length | sentence_length
        Notes | note | comment""")),
    UnseenLayout(name="nested", form="json", days="%Y-%m-%d", columns=_columns("""
        case.number | case | case_number
        case.courthouse | court | agency
        defendant.id | key | subject_id
        defendant.name.last | last | name.last
        defendant.name.first | first | name.first
        defendant.dob | birth | birth_date
        charges[].statute | charge | charge_text
        charges[].severity | level | charge_level
        charges[].disposition | disposition | disposition_text
        charges[].dispositionDate | day | disposition_date
        assignedJudge | judge | """)),
    UnseenLayout(name="fixed", form="fixed", days="%m%d%Y", columns=_columns("""
        DFT-NUMBER | key | subject_id
        DFT-LAST | last | name.last
        DFT-FIRST | first | name.first
        DFT-DOB | birth | birth_date
        CASE-NO | case | case_number
        VIOL-SECT | bare charge | charge_text
        VIOL-LEVEL | level | charge_level
        DSP-CODE | code | disposition_text
        DSP-DATE | day | disposition_date""")),
    UnseenLayout(name="prosecutor", columns=_columns("""
        Court Docket Number | case | case_number
        DA Number | officer |
        Offender Name | name | name
        Offender Birthdate | birth | birth_date
        State ID | cii | cii_number
        Count | sequence | count_order
        Charged Offense | charge | charge_text
        Conviction Date | day | event_date
        Result | disposition | disposition_text
        Arresting Agency | court |""")),
    UnseenLayout(name="events", form="~", days="%Y-%m-%d", columns=_columns("""
        PERSON_KEY | key | subject_id
        PERSON_NAME | name | name
        BDATE | birth | birth_date
        EVENT_TYPE | event | event
        EVENT_DT | day | event_date
        AGENCY_ORI | ori | ori
        COUNTY | county | county
        DOCKET_NO | case | case_number
        OFFENSE_SECT | charge | charge_text
        DISPO_TEXT | disposition | disposition_text
        SENTENCE_DESC | place | sentence_place
        LAST_UPDATED | day | """)),
]  # fmt: skip
