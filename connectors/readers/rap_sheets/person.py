"""The block before the first cycle: who the sheet is about."""

import re

from connectors.readers.rap_sheets.cursor import Cursor
from connectors.readers.rap_sheets.sheet import Person
from connectors.readers.rap_sheets.stop import NO_NUMBER, Stop

_KEY = re.compile(r"(?:^|(?<= ))([A-Z]{3})/")
_CII = re.compile(r"[A-Z]?\d{7,10}")
_NAME = re.compile(r"(\d{1,3}) (.+)")
_IGNORED = frozenset(
    ("HGT", "WGT", "EYE", "HAI", "POB", "CTZ", "FBI", "IDN", "INN", "MNU", "SMT", "OCC", "ADR", "PHT", "DNA", "PLM")
)
"""Bodies, and numbers of other registers: never read."""


def read_person(cursor: Cursor, headings: re.Pattern[str]) -> Person:
    """From the sheet's first line to its first cycle; lines that ``headings`` names are passed over before the CII number."""
    while cursor.kind == "other" and headings.fullmatch(cursor.line.text):
        cursor.advance()
    if cursor.kind != "person":
        raise Stop(NO_NUMBER, cursor.line.place, "heading")
    person, last = Person(), ""
    while cursor.kind not in ("cycle", "out"):
        if cursor.kind == "person" and person.cii:
            cursor.stop("person")
        last = _read_line(cursor, person, last)
        cursor.advance()
    return person


def _read_line(cursor: Cursor, person: Person, last: str) -> str:
    """Take a line's keys and values; gives the last key, which the next line may go on with."""
    text = cursor.line.text
    pieces = _KEY.split(text)
    if pieces[0]:
        if last == "NAM":
            _name(cursor, person, text)
        elif last not in _IGNORED:
            cursor.stop("person")
        return last
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        _take(cursor, person, key, value.strip())
    return pieces[-2]


def _take(cursor: Cursor, person: Person, key: str, value: str) -> None:
    match key:
        case "CII":
            if _CII.fullmatch(value) is None:
                raise Stop(NO_NUMBER, cursor.line.place, "CII number")
            person.cii = value
        case "NAM":
            _name(cursor, person, value)
        case "DOB":
            person.birth = value
        case "SEX":
            person.sex = value
        case "RAC":
            person.race = value
        case "CDL":
            person.licence = person.licence or value.split(" ")[0]
        case "SOC":
            person.social = person.social or value.split(" ")[0]
        case _ if key not in _IGNORED:
            cursor.stop("person")


def _name(cursor: Cursor, person: Person, text: str) -> None:
    found = _NAME.fullmatch(text)
    if found is None or int(found[1]) in person.names:
        cursor.stop("name")
    person.names[int(found[1])] = found[2]
