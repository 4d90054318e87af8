"""A small fictional state: one export of three counties, clean, and what becomes of it or of a damaged copy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from connectors import load_county, read_exports
from expectations import Background
from relief.eligibility import determine
from relief.policy import Policy
from tests.connectors.fictional_export import line, write

AS_OF = date(2020, 7, 1)
Row = dict[str, str]
Damage = Callable[[list[Row]], list[Row]]

COUNTIES = {"LOS ANGELES": "CA019", "KERN": "CA015", "ORANGE": "CA030"}
AFFECTED = "10000001"
"""The person whom every damage strikes: convicted of possession for sale in Los Angeles in 2010."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of an export."""

    answers: dict[str, list[tuple[str, str]]]
    """Person to outcome and unknown facts of each of their determinations, in every county."""
    aside: dict[str, int]
    """Rows set aside, by reason."""
    aside_of: set[str | None]
    """Whose rows they were."""
    records: pl.DataFrame
    """The canonical records."""
    rows: int
    """Rows used and set aside: each of the export's once."""


def person(number: int, county: str) -> list[Row]:
    """An arrest and the conviction that followed."""
    subject = f"{10_000_000 + number}"
    common = {
        "SUBJECT_ID": subject,
        "CII_NUMBER": f"A{subject}",
        "PRI_NAME": f"INVENTED{number},PERSON",
        "PRI_DOB": "19700102",
        "CYC_DATE": "20100103",
        "STP_ORI_CNTY_NAME": county,
        "STP_ORI_CODE": f"{COUNTIES[county]}4200",
        "OFFENSE_DESCR": "11359(A) HS-POSSESS MARIJUANA FOR SALE",
        "OFFENSE_TOC": "F",
    }
    arrest = common | {
        "STP_EVENT_DATE": "20100103", "STP_TYPE_DESCR": "ARREST/DETAINED/CITED", "STP_ORI_DESCR": "FICTION PD",
        "CNT_ORDER": "001001001000", "DISP_DESCR": "", "CONV_STAT_DESCR": "", "DISP_DATE": "",
    }  # fmt: skip
    court = common | {
        "STP_EVENT_DATE": "20100405", "DISP_DATE": "20100405", "CNT_ORDER": "001002001000", "OFN": f"FX{number:06}",
        "DISP_DESCR": "CONVICTED-PROBATION", "CONV_STAT_DESCR": "FELONY", "SENT_LOC_DESCR": "PROBATION",
        "SENT_LENGTH": "3", "SENT_TIME_DESCR": "YEAR",
    }  # fmt: skip
    return [arrest, court]


def clean_state() -> list[Row]:
    """Four people in each of three counties."""
    counties = [county for county in COUNTIES for _ in range(4)]
    return [row for number, county in enumerate(counties, 1) for row in person(number, county)]


def decide(
    rows: Sequence[Row], folder: Path, *, checked: bool = False, background: Background | None = None
) -> Outcome:
    """Read, check if asked, and decide every county of an export."""
    folder.mkdir(exist_ok=True)
    export = write(folder / "export.dat", [line(**row) for row in rows])
    return decide_file(export, folder, checked=checked, background=background)


def decide_file(export: Path, folder: Path, *, checked: bool = False, background: Background | None = None) -> Outcome:
    """The same of a file."""
    reading = read_exports([export], load_county("los_angeles"), folder / "read")
    aside = pl.read_parquet(reading.set_aside_records)
    if checked:
        from expectations import check

        found = check(reading.records, folder / "checked", county="los_angeles", as_of=AS_OF, background=background)
        aside = pl.concat([aside, found.set_aside])
    answers: dict[str, list[tuple[str, str]]] = {}
    used = 0
    for county in COUNTIES:
        decision = determine(reading.records, aside, county=county, policy=Policy(), as_of=AS_OF)
        used = sum(decision.tally.values())
        told = decision.determinations.cast({"outcome": pl.String, "subject_id": pl.String})
        for subject, outcome, unknown in told.select("subject_id", "outcome", "unknown_facts").iter_rows():
            answers.setdefault(subject, []).append((outcome, unknown or ""))
    return Outcome(
        answers=answers,
        aside=dict(aside.group_by("reason").len().iter_rows()),
        aside_of=set(aside["subject_id"]),
        records=pl.read_parquet(reading.records),
        rows=used + reading.rows_set_aside,
    )
