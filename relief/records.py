"""The canonical record: what every connector writes and everything after it reads.

One row is one line of a county's export in our terms: one count of one event of one person, or
a further part of that count's sentence or disposition (the same ``count_order`` again). Columns
are text, dates with the precision they have, or a value of a closed vocabulary; null means that
the export says nothing. A value that is there but is not in the vocabulary is ``unlisted``, and
a date that is there but cannot be read has the precision ``unreadable``: unknown is an answer,
and it is never taken for "no".
"""

from dataclasses import dataclass

import polars as pl

PRECISION = pl.Enum(["day", "month", "year", "unreadable"])
"""How much of a date the export gives. ``19990000`` is a year; the date column holds its first day."""

EVENT = pl.Enum(
    [
        "arrest",
        "supplemental arrest",
        "court action",
        "custody",
        "probation",
        "registration",
        "applicant",
        "mental health",
        "deceased",
        "unlisted",
    ]
)
"""What happened: one step of a cycle."""

DISPOSITION = pl.Enum(
    [
        "convicted",
        "dismissed",
        "acquitted",
        "prosecutor rejected",
        "released",
        "transferred",
        "diverted",
        "set aside under 1203.4",
        "reduced to misdemeanor",
        "relieved under Proposition 64",
        "sentence modified",
        "probation revoked",
        "registration ended",
        "unlisted",
    ]
)
"""The outcome of a count, or a later change to it (a subsequent action)."""

LEVEL = pl.Enum(["felony", "misdemeanor", "infraction", "not applicable", "unlisted"])
"""Type of charge (TOC) or level of conviction."""

SENTENCE_PLACE = pl.Enum(["prison", "jail", "probation", "fine", "other", "unlisted"])
SENTENCE_UNIT = pl.Enum(["day", "month", "year", "unlisted"])

CHARGE_SOURCE = pl.Enum(["conviction", "disposition", "offense", "comment"])
"""Which of the export's columns ``charge_text`` was read from, in order of preference."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the canonical record."""

    name: str
    dtype: pl.DataType | type[pl.DataType]
    meaning: str
    source: str
    """The DOJ bulk column or columns it comes from."""


def _date(name: str, meaning: str, source: str) -> list[Column]:
    return [
        Column(name=name, dtype=pl.Date, meaning=f"{meaning}; the first day it can be", source=source),
        Column(
            name=f"{name}_precision",
            dtype=PRECISION,
            meaning=f"precision of {name}; null when the export leaves it blank",
            source=source,
        ),
    ]


COLUMNS: list[Column] = [
    Column(name="source", dtype=pl.String, meaning="which of the county's sources: doj, court", source="county file"),
    Column(name="source_file", dtype=pl.String, meaning="base name of the export", source="file"),
    Column(
        name="source_row", dtype=pl.UInt32, meaning="record number in it, from 1, header not counted", source="file"
    ),
    Column(name="subject_id", dtype=pl.String, meaning="person's key in the extract", source="SUBJECT_ID"),
    Column(name="cii_number", dtype=pl.String, meaning="DOJ's person number", source="CII_NUMBER"),
    Column(name="name", dtype=pl.String, meaning="LAST,FIRST MIDDLE as printed", source="PRI_NAME"),
    *_date("birth_date", "date of birth", "PRI_DOB"),
    *_date("cycle_date", "day the arrest cycle began", "CYC_DATE"),
    *_date("event_date", "day of the event; for a court action the day of judgment", "STP_EVENT_DATE"),
    *_date("disposition_date", "day of this disposition", "DISP_DATE"),
    Column(name="event", dtype=EVENT, meaning="kind of event", source="STP_TYPE_DESCR"),
    Column(name="county", dtype=pl.String, meaning="county of the agency, upper case", source="STP_ORI_CNTY_NAME"),
    Column(name="ori", dtype=pl.String, meaning="agency identifier", source="STP_ORI_CODE"),
    Column(name="agency", dtype=pl.String, meaning="agency or court as printed", source="STP_ORI_DESCR"),
    Column(
        name="count_order",
        dtype=pl.String,
        meaning="cycle, step, count and sub-count, three digits each",
        source="CNT_ORDER",
    ),
    Column(
        name="case_number",
        dtype=pl.String,
        meaning="court case number as the court writes it",
        source="FE_NUM_CRT_CASE, else OFN, else FE_NUM_DOCKET; the word NULL is blank",
    ),
    Column(
        name="charge_text",
        dtype=pl.String,
        meaning="the charge as printed, up to its description, upper case",
        source="CONV_, DISP_ or OFFENSE_DESCR, else COMMENT_TEXT, up to the dash before the description",
    ),
    Column(name="charge_source", dtype=CHARGE_SOURCE, meaning="where charge_text was read", source="as charge_text"),
    Column(name="charge_level", dtype=LEVEL, meaning="type of charge", source="CONV_, DISP_ or OFFENSE_TOC"),
    Column(name="disposition", dtype=DISPOSITION, meaning="outcome of the count", source="DISP_DESCR"),
    Column(name="disposition_text", dtype=pl.String, meaning="the same as printed", source="DISP_DESCR"),
    Column(name="conviction_level", dtype=LEVEL, meaning="level of conviction", source="CONV_STAT_DESCR"),
    Column(
        name="sentence_place",
        dtype=SENTENCE_PLACE,
        meaning="what this part of the sentence is",
        source="SENT_LOC_DESCR",
    ),
    Column(
        name="sentence_length",
        dtype=pl.Int32,
        meaning="its length, in sentence_unit; null when blank or unreadable",
        source="SENT_LENGTH",
    ),
    Column(name="sentence_unit", dtype=SENTENCE_UNIT, meaning="unit of its length", source="SENT_TIME_CODE"),
    Column(name="comment", dtype=pl.String, meaning="free text of the row", source="COMMENT_TEXT"),
]

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {column.name: column.dtype for column in COLUMNS}
"""Column name to type, in order."""

SET_ASIDE: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_file": pl.String,
    "source_row": pl.UInt32,
    "subject_id": pl.String,
    "step": pl.Enum(["read", "check"]),
    "reason": pl.String,
    "field": pl.String,
}
"""One row a record that was set aside.

``subject_id`` is null where the row's own key cannot be read; ``reason`` is one of a closed list
of phrases (the sieve's, or an expectation's name) and ``field`` the export's column, never a value.
"""

RAP_SHEETS = "rap_sheets"
"""The source whose people's keys are their CII numbers, so that a sheet that was set aside tells whose it is."""

NO_RECORD = ("blank line", "header or footer line")
"""Reasons of lines that were never a record: nobody's history misses them."""

DUPLICATE = "duplicate record"
"""The reason of a row that repeats another in all that it says: setting it aside takes nothing from a history."""
