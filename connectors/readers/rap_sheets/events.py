"""Cycles and their events, from the first asterisks to the end of the sheet."""

import re

from connectors.readers.rap_sheets.counts import read_comment, read_counts
from connectors.readers.rap_sheets.cursor import Cursor
from connectors.readers.rap_sheets.sheet import Event, Person
from connectors.readers.rap_sheets.stop import CUT_OFF, NO_FIT, Stop

_HEADER = re.compile(
    r"(?P<detail>(?:(?!NAM|DOB)[A-Z][A-Z /.-]*?)?) ?(?:NAM[:/] ?(?P<name>\d{1,3}))? ?(?:DOB[:/] ?(?P<birth>[\d.]+))?"
)
_MOST = 999
"""Cycles of a person and events of a cycle that a count's number can tell apart."""


def read_cycles(cursor: Cursor, person: Person, *, end: bool) -> list[list[Event]]:
    """Every cycle; Stop where the sheet ends without a cycle, or without its end where it must have one."""
    cycles: list[list[Event]] = []
    while cursor.kind == "cycle":
        cursor.advance()
        if cursor.kind in ("end", "out") and cycles:
            break
        cycles.append(_read_cycle(cursor, person))
    if not cycles or len(cycles) > _MOST:
        cursor.stop("cycle")
    _finish(cursor, end=end)
    return cycles


def _finish(cursor: Cursor, *, end: bool) -> None:
    if cursor.kind == "end":
        cursor.advance()
        if cursor.kind != "out":
            cursor.stop("after the end")
    elif cursor.kind != "out":
        cursor.stop(f"after {cursor.before}")
    elif end:
        raise Stop(CUT_OFF, cursor.line.place, "end")


def _read_cycle(cursor: Cursor, person: Person) -> list[Event]:
    events: list[Event] = []
    while cursor.kind == "event" or (cursor.kind == "date" and events and events[0].kind == "REGISTRATION"):
        event = _read_header(cursor, person) if cursor.kind == "event" else Event(kind="REGISTRATION")
        _read_event(cursor, event)
        events.append(event)
        if cursor.kind == "mark":
            cursor.advance()
    if not events or len(events) > _MOST:
        cursor.stop("event")
    return events


def _read_header(cursor: Cursor, person: Person) -> Event:
    found = _HEADER.fullmatch(cursor.group("event_rest"))
    if found is None:
        cursor.stop("event")
    event = Event(kind=cursor.group("event_kind"), detail=found["detail"], birth=found["birth"] or "")
    if found["name"]:
        event.name = int(found["name"])
        if person.names and event.name not in person.names:
            cursor.stop("number of a name")
    cursor.advance()
    return event


def _read_event(cursor: Cursor, event: Event) -> None:
    if cursor.kind != "date" or not cursor.group("agency"):
        cursor.stop("date and agency")
    event.day = cursor.read_day()
    event.agency = cursor.take_text("agency")
    while cursor.kind in ("comment", "aside"):
        read_comment(cursor, event.comments)
    event.counts = read_counts(cursor, event)
    if any(count.first > _MOST for count in event.counts):
        raise Stop(NO_FIT, cursor.line.place, "count")
