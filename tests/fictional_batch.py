"""A fictional batch: determinations and a county's filing, generated from a seed."""

import random
from datetime import date

import polars as pl

from relief.papers import Filing
from relief.papers.kinds import Kind
from relief.profiles import Court, ProsecutingAgency

AS_OF = date(2020, 7, 1)

FILING = Filing(
    county="Los Angeles",
    court=Court(title=("SUPERIOR COURT OF THE STATE OF CALIFORNIA", "COUNTY OF LOS ANGELES"), department="100"),
    agency=ProsecutingAgency(
        name="Los Angeles County District Attorney",
        attorney="Avery Exemplar",
        bar_number="000000",
        address=("1 Fictional Plaza, Suite 64", "Los Angeles, California 90000"),
        phone="(213) 555-0100",
        fax="(213) 555-0101",
        email="papers@da.example",
        party="the People of the State of California",
    ),
    branches={"CASC EXAMPLE CENTRAL": "CENTRAL DISTRICT"},
)

BOTH: tuple[Kind, ...] = ("motion", "order", "exhibit", "case order")
PER_CASE: tuple[Kind, ...] = ("motion", "exhibit", "case order")

HOSTILE = [
    '#import "/etc/passwd": *',
    "{{7*7}}",
    "{% raw %}",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "$x^2$ *b* _i_",
    "]#{panic()}[",
    'O\\BRIEN \\n "QUOTED"',
    "| X | Y |",
    "`CODE` ```FENCE```",
    "@ref <lab> // note",
    "&amp; &lt;",
    "O'BRIEN,D\u2019ANGELO",
    "Jos\u00e9 Nu\u00f1ez \u010capek \u0141ukasz",
    "Nguy\u1ec5n V\u0103n \u0110\u1eb7ng",
    "\u738b\u5c0f\u660e",
    "\uc774\uc601\ud76c",
    "\u5c71\u7530\u592a\u90ce",
    "\u0418\u0432\u0430\u043d \u0395\u03bb\u03ad\u03bd\u03b7",
    "# HEADING",
    "1. ITEM",
    "- - -",
    "fi ffi fl -- ---",
    "A~B^C%D$E",
]
"""Names that would be instructions if they were read as Jinja2, Markdown, HTML, Typst or a spreadsheet's cell."""

_RELIEFS = [
    "dismissal and sealing",
    "redesignation to misdemeanor",
    "redesignation to infraction",
    "recall and resentencing",
]
_SECTIONS = ["HS 11357(c)", "HS 11358", "HS 11359", "HS 11360(a)"]


def determination(number: int, **changed: object) -> dict[str, object]:
    """One eligible determination about a fictional person."""
    row: dict[str, object] = {
        "source_file": "export.dat",
        "source_row": number,
        "subject_id": f"S{number:07}",
        "name": f"FICTIONAL,PERSON {number}",
        "birth_date": date(1970, 2, 3),
        "cii_number": f"99{number:07}",
        "court": "CASC EXAMPLE CENTRAL",
        "ori": "CA000000J",
        "case_number": f"XA{number:06}",
        "count": 1,
        "code_section": "HS 11357(c)",
        "conviction_date": date(1999, 7, 4),
        "conviction_date_precision": "day",
        "level": "felony",
        "outcome": "eligible",
        "relief": "dismissal and sealing",
        "serving": False,
    }
    return row | changed


def determinations(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema_overrides={"source_row": pl.UInt32, "count": pl.Int32}, infer_schema_length=None)


def batch(size: int, seed: int = 1, courts: tuple[str, ...] = ("CASC EXAMPLE CENTRAL",)) -> pl.DataFrame:
    """Determinations of ``size`` convictions, several of them in one case, with all kinds of relief."""
    chance = random.Random(seed)
    rows = []
    for number in range(1, size + 1):
        relief = chance.choices(_RELIEFS, weights=[8, 3, 3, 1])[0]
        rows.append(
            determination(
                number,
                subject_id=f"S{number // 2:07}",
                name=f"FICTIONAL,{['ALEX', 'BLAKE', 'CASEY MARIE', 'DREW'][number // 2 % 4]} {number // 2}",
                court=courts[number // 2 % len(courts)],
                case_number=f"XA{(number // 2 * 7919) % 1000000:06}",
                count=number % 2 + 1,
                code_section=chance.choice(_SECTIONS),
                conviction_date=date(chance.randint(1970, 2016), chance.randint(1, 10), chance.randint(1, 28)),
                conviction_date_precision=chance.choices(["day", "month", "year"], weights=[8, 1, 1])[0],
                level=chance.choice(["felony", "misdemeanor"]),
                relief=relief,
                serving=relief == "recall and resentencing",
            )
        )
    return determinations(rows)
