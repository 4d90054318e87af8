"""The suite over canonical records: each line is a defect, where it is looked for, and what becomes of it.

A row is set aside only where it cannot be used as it stands: nobody's, not to be joined to its count,
or of a time that cannot be. Whatever merely says too little, or something that we do not know, stays
and is unknown to the rules; a warning counts it. A file is blocked only when next to nothing in it
could be decided.

The columns: the defect in plain words, the measure, Great Expectations' type, the severity, the
entries of the data-quality list it answers, the type's own arguments.
"""

import polars as pl

from expectations.expectation import Expectation, Severity, expect
from expectations.measures import DATES, VOCABULARIES
from expectations.volumes import CODED, REQUIRED, WANTED
from relief import records
from relief.counties import COUNTIES

BLOCK, ASIDE, WARN = Severity.BLOCKING, Severity.SET_ASIDE, Severity.WARNING

BETWEEN = "ExpectColumnValuesToBeBetween"
GIVEN = "ExpectColumnValuesToNotBeNull"
NOT_GIVEN = "ExpectColumnValuesToBeNull"
LISTED = "ExpectColumnValuesToBeInSet"
NOT_LISTED = "ExpectColumnValuesToNotBeInSet"
MATCHES = "ExpectColumnValuesToMatchRegex"
MATCHES_NOT = "ExpectColumnValuesToNotMatchRegex"

TWELVE_DIGITS = r"^[0-9]{12}$"
CALIFORNIA_AGENCY = r"^CA[0-9]{3}[0-9A-Z]{4}$"
PLACEHOLDER = r"^(?:[^0-9A-Z]*|[0 -]+|UNKNOWN|UNK|NONE|NULL|NIL|NA|N/A|TEST|X+)$"
"""A person's key that names nobody, in capitals."""


def _list(vocabulary: str) -> list[str]:
    """The values of a closed vocabulary, but for the one that says a value is in none."""
    kind = records.SCHEMA[vocabulary]
    assert isinstance(kind, pl.Enum), f"{vocabulary} is no closed vocabulary"
    return [value for value in kind.categories if value != "unlisted"]


VOLUMES: list[Expectation] = [
    expect("no records", "records", BETWEEN, BLOCK, "DQ-089", "DQ-101", min_value=1),
    expect("no conviction in the county", "convictions in the county", BETWEEN, BLOCK, "DQ-101", min_value=1),
    expect("row number used again", "repeated row numbers", BETWEEN, BLOCK, "DQ-091", max_value=0),
    *(
        expect(f"{name} empty in every row", f"values of {name}", BETWEEN, BLOCK, "DQ-090", min_value=1)
        for name in REQUIRED
    ),
    *(
        expect(f"most values of {name} unlisted", f"percent of {name} unlisted", BETWEEN, BLOCK, "DQ-088", max_value=50)
        for name in CODED
    ),
    expect("most event dates unreadable", "percent of event_date unreadable", BETWEEN, BLOCK, "DQ-092", max_value=50),
    *(
        expect(f"{name} empty in every row", f"values of {name}", BETWEEN, WARN, "DQ-010", "DQ-090", min_value=1)
        for name in WANTED
    ),
]

KEYS: list[Expectation] = [
    expect("duplicate record", "copy", BETWEEN, ASIDE, "DQ-017", "DQ-068", "DQ-091", max_value=1),
    expect("subject id missing", "subject id", GIVEN, ASIDE, "DQ-091"),
    expect("subject id a placeholder", "subject id", MATCHES_NOT, ASIDE, "DQ-009", "DQ-091", regex=PLACEHOLDER),
    expect(
        "two people under one subject id",
        "people of one subject id", BETWEEN, ASIDE, "DQ-003", "DQ-008", max_value=1,
    ),
    expect("count order missing on a court action", "count order of a court action", GIVEN, ASIDE, "DQ-053"),
    expect(
        "count order unreadable on a court action",
        "count order of a court action", MATCHES, ASIDE, "DQ-053", "DQ-097", regex=TWELVE_DIGITS,
    ),
    expect(
        "count order unreadable on an arrest",
        "count order of an arrest", MATCHES, WARN, "DQ-053", regex=TWELVE_DIGITS,
    ),
    expect("several birth dates for one person", "birth dates of one person", BETWEEN, WARN, "DQ-003", max_value=1),
    expect("several CII numbers for one person", "CII numbers of one person", BETWEEN, WARN, "DQ-008", max_value=1),
    expect(
        "one CII number under several subject ids",
        "subject ids of one CII number", BETWEEN, WARN, "DQ-001", "DQ-009", max_value=1,
    ),
    expect(
        "more than 10,000 records for one person",
        "records of one person", BETWEEN, WARN, "DQ-009", max_value=10_000,
    ),
    expect("several charges on one count", "charges of one count", BETWEEN, WARN, "DQ-067", max_value=1),
]  # fmt: skip
"""Birth dates alone, or CII numbers alone, that disagree may be a misprint; where both do, there are two people."""

DATES_IN_ORDER: list[Expectation] = [
    expect("event before birth", "greatest age at event", BETWEEN, ASIDE, "DQ-002", "DQ-011", min_value=0),
    expect("younger than 10 at the event", "greatest age at event", BETWEEN, ASIDE, "DQ-011", min_value=10),
    expect("older than 110 at the event", "least age at event", BETWEEN, ASIDE, "DQ-011", max_value=110),
    expect("judgment before the arrest", "days from cycle to judgment", BETWEEN, ASIDE, "DQ-070", min_value=0),
    expect("disposition before the arrest", "days from cycle to disposition", BETWEEN, ASIDE, "DQ-070", min_value=0),
    expect(
        "event more than a year after the as-of day",
        "days from event to as-of day", BETWEEN, ASIDE, "DQ-080", min_value=-366,
    ),
    expect(
        "disposition more than a year after the as-of day",
        "days from disposition to as-of day", BETWEEN, ASIDE, "DQ-080", min_value=-366,
    ),
    expect("event after the as-of day", "days from event to as-of day", BETWEEN, WARN, "DQ-080", "DQ-083", min_value=0),
    expect(
        "disposition after the as-of day",
        "days from disposition to as-of day", BETWEEN, WARN, "DQ-080", "DQ-083", min_value=0,
    ),
    *(
        expect(f"{name} unreadable", f"{name}_precision", NOT_LISTED, WARN, "DQ-092", value_set=["unreadable"])
        for name in DATES
    ),
    expect("birth date missing", "birth_date_precision", GIVEN, WARN, "DQ-002", "DQ-010"),
    expect("conviction without a date", "date of a conviction", GIVEN, WARN, "DQ-069"),
]  # fmt: skip
"""A what-if may ask about a day before the export was made, so events up to a year after it stay."""

WORDS: list[Expectation] = [
    *(
        expect(f"{name} unlisted", name, LISTED, WARN, "DQ-045", "DQ-057", "DQ-088", value_set=_list(name))
        for name in VOCABULARIES
    ),
    expect("county missing on a court action", "county of a court action", GIVEN, WARN, "DQ-022"),
    expect("county not one of California's 58", "county of a court action", LISTED, WARN, "DQ-023", value_set=[*COUNTIES]),
    expect(
        "agency identifier not California's",
        "agency of a court action", MATCHES, WARN, "DQ-022", regex=CALIFORNIA_AGENCY,
    ),
]  # fmt: skip

COUNTS: list[Expectation] = [
    expect(
        "sentence without a disposition",
        "disposition of a sentenced count", GIVEN, ASIDE, "DQ-032", "DQ-052", "DQ-056",
    ),
    expect(
        "sentence without a conviction",
        "disposition of a sentenced count", NOT_LISTED, WARN, "DQ-052", "DQ-059", value_set=["not convicted"],
    ),
    expect("negative sentence", "sentence in years", BETWEEN, ASIDE, "DQ-073", min_value=0),
    expect("sentence of more than 150 years", "sentence in years", BETWEEN, WARN, "DQ-073", max_value=150),
    expect("length without a unit", "unit of a length", GIVEN, WARN, "DQ-078"),
    expect("length without a sentence", "place of a length", GIVEN, WARN, "DQ-073"),
    expect("prison, jail or probation without a length", "length of a timed sentence", GIVEN, WARN, "DQ-073"),
    expect("court action without a charge", "charge of a court action", GIVEN, WARN, "DQ-032", "DQ-036"),
    expect("conviction without a level", "level of a conviction", GIVEN, WARN, "DQ-042"),
    expect("conviction without a case number", "length of a case number", GIVEN, WARN, "DQ-019"),
    expect(
        "case number too short or too long",
        "length of a case number", BETWEEN, WARN, "DQ-019", min_value=3, max_value=30,
    ),
    expect("case number partly masked", "mask in a case number", NOT_GIVEN, WARN, "DQ-019"),
]  # fmt: skip
"""A sentence whose count has no outcome cannot be told from a conviction's and is not to be taken for none."""

SUITE: tuple[Expectation, ...] = (*VOLUMES, *KEYS, *DATES_IN_ORDER, *WORDS, *COUNTS)


def describe() -> list[dict[str, str]]:
    """The suite as a table to print: ``name``, ``type``, ``columns`` (the measure), ``severity``, ``meets``."""
    return [
        {
            "name": each.name,
            "type": each.type,
            "columns": each.measure,
            "severity": str(each.severity),
            "meets": ", ".join(each.meets),
        }
        for each in SUITE
    ]
