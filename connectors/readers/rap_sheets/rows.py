"""A sheet as rows of text: one a count, or a further part of its disposition or sentence."""

from collections.abc import Iterator
from itertools import chain

from connectors.readers.rap_sheets.agencies import Agencies
from connectors.readers.rap_sheets.sheet import Count, Disposition, Event, Part, Sheet

COLUMNS = (
    *("CII", "NAME", "DOB", "SEX", "RAC", "CDL", "SOC"),
    *("CYCLE_DATE", "EVENT", "EVENT_DETAIL", "EVENT_DOB", "EVENT_DATE", "AGENCY", "COUNTY", "COUNT", "CASE_NUMBER"),
    *("CHARGE", "ENTRY", "TOC", "FLAGS", "DISPO", "DISPO_DATE", "CONV_STATUS"),
    *("SENTENCE", "SENTENCE_LENGTH", "SENTENCE_UNIT", "COM"),
)
"""What a layout of RAP sheets may speak of, in this order."""

Row = tuple[str, ...]

_COURT = "COURT"


def lay_out(sheet: Sheet, agencies: Agencies) -> list[Row]:
    """The sheet's rows, columns ``COLUMNS``, in the order of its lines; blank where it does not say."""
    rows: list[Row] = []
    person = sheet.person
    for cycle, events in enumerate(sheet.cycles, start=1):
        for step, event in enumerate(events, start=1):
            who = (
                person.cii,
                person.names.get(event.name, ""),
                *(person.birth, person.sex, person.race, person.licence, person.social),
            )
            what = (events[0].day, event.kind, event.detail, event.birth, event.day, event.agency)
            before = (*who, *what, agencies.find_county(event.agency))
            rows.extend((*before, *rest) for rest in _lay_out_event(event, cycle, step))
    return rows


def _lay_out_event(event: Event, cycle: int, step: int) -> Iterator[Row]:
    if not event.counts:
        yield (f"{cycle:03}{step:03}000000", *[""] * 11, "; ".join(event.comments))
    for count in event.counts:
        for number in range(count.first, count.last + 1):
            for rest in _lay_out_count(count, event):
                yield (f"{cycle:03}{step:03}{number:03}000", *rest)


def _lay_out_count(count: Count, event: Event) -> Iterator[Row]:
    charged = (count.file, count.charge, count.entry, count.level, " ".join(f"-{flag}" for flag in count.flags))
    comment = "; ".join(chain(sorted(count.comments, key=_without_charge), event.comments))
    judged = event.day if event.kind == _COURT else ""
    for outcome in count.dispositions or (Disposition(text=""),):
        day = (outcome.day or judged) if outcome.text else ""
        for part in outcome.sentence or (Part(place=""),):
            yield (*charged, outcome.text, day, outcome.status, part.place, part.length, part.unit, comment)


def _without_charge(comment: str) -> bool:
    """Comments that tell the charge come first."""
    return "CHRG-" not in comment
