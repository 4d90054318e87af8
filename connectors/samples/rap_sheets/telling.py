"""A sample's history as the sheet of the person who was given it."""

from collections.abc import Sequence
from itertools import groupby

from connectors.readers.rap_sheets import sheet as rap
from connectors.samples.agencies import Agency, Geography
from connectors.samples.history import Count, History, Step
from connectors.samples.moments import Moment

_KINDS = {"ARREST/DETAINED/CITED": "ARR/DET/CITE", "COURT ACTION": "COURT"}
_ELSEWHERE = "SEE COMMENT FOR CHARGE"
_NUMBERED = ("ofn", "both", "court case", "docket")
_ZERO = "0" * 8
_IN_COMMENT = 15
"""In every so many events the sentence stands in a comment."""
_SHORT = {"PROBATION": "PROB", "JAIL": "JL", "D": "DY", "M": "MO", "Y": "YR"}


class Teller:
    """Tells histories; ``days`` prints a moment after the person's shift."""

    def __init__(self, geography: Geography, days: Sequence[str]) -> None:
        self._geography = geography
        self._days = days

    def tell(self, history: History, person: rap.Person, shift: int, first_number: int) -> rap.Sheet:
        """The sheet; file numbers count from ``first_number`` as they do in the state's file."""
        cycles, number = [], 0
        for cycle in history.cycles:
            events = []
            for step in cycle.steps:
                name = 2 if cycle.alias and 2 in person.names else 1
                events.append(self._event(step, name, shift, (first_number, number)))
                number += 1
            cycles.append(events)
        return rap.Sheet(person=person, cycles=cycles)

    def _event(self, step: Step, name: int, shift: int, number: tuple[int, int]) -> rap.Event:
        agency = self._geography.find(step.agency, step.county, step.court)
        event = rap.Event(kind=_KINDS.get(step.kind, step.kind), name=name, agency=agency.name)
        event.day = self._day(step.on, shift) or _ZERO
        event.detail = "JAIL" if event.kind == "CUSTODY" else ""
        told = [self._count(count, place, shift) for place, count in enumerate(step.counts, start=1)]
        event.counts = [_range(list(alike)) for _, alike in groupby(told, _likeness)]
        if event.kind == "APPLICANT" and not event.counts:
            event.counts = [rap.Count(first=1, last=1, entry="APPLICANT PEACE OFFICER")]
        if sum(number) % _IN_COMMENT == 0:
            _move_to_comment(event.counts)
        for count in event.counts:
            count.file = _file_number(step, agency, number)
        return event

    def _count(self, count: Count, place: int, shift: int) -> rap.Count:
        crime = count.convicted or count.disposed or count.charge
        printed = crime.text if crime.text[:1].isdigit() or crime.text[:1] in ("/", "-") else _ELSEWHERE
        told = rap.Count(first=place, last=place, charge=printed, level=crime.level)
        told.flags = [crime.qualifiers.removeprefix("-")] if crime.qualifiers else []
        comments = [crime.text if crime.text != _ELSEWHERE else "", count.charge.comment]
        if printed == _ELSEWHERE:
            first = next((text for text in comments if text), "")
            comments = [first if "CHRG-" in first or not first else f"CHRG-{first}"]
        else:
            comments = comments[1:]
        told.comments = [text for text in comments if text]
        if count.disposition:
            parts = [
                rap.Part(place=part.place, length="" if part.length is None else f"{part.length:03}", unit=part.unit)
                for part in count.parts
            ]
            told.dispositions.append(rap.Disposition(text=count.disposition, status=count.level, sentence=parts))
            told.dispositions += [
                rap.Disposition(text=change.text, day=self._day(change.on, shift) or _ZERO, status=change.level)
                for change in count.changes
            ]
        return told

    def _day(self, moment: Moment, shift: int) -> str:
        return self._days[moment + shift]


def _likeness(count: rap.Count) -> str:
    """What two counts of a range have in common: all but their number."""
    return repr((count.charge, count.level, count.flags, count.comments, count.dispositions))


def _range(alike: list[rap.Count]) -> rap.Count:
    first = alike[0]
    first.last = alike[-1].last
    return first


def _move_to_comment(counts: Sequence[rap.Count]) -> None:
    for count in counts:
        if count.dispositions and count.dispositions[0].sentence:
            parts = [_shorten(part) for part in count.dispositions[0].sentence]
            count.dispositions[0].sentence = parts
            words = (
                f"{int(part.length)} {_SHORT[part.unit]} {part.place}" if part.length else part.place for part in parts
            )
            count.comments.append(f"SEN-X{', '.join(words)}")


def _shorten(part: rap.Part) -> rap.Part:
    return rap.Part(
        place=_SHORT.get(part.place, part.place), length=part.length and str(int(part.length)), unit=part.unit
    )


def _file_number(step: Step, agency: Agency, number: tuple[int, int]) -> str:
    """As the state's file numbers it: ``number`` is where the person's files begin, and the step's among them."""
    digits = f"{sum(number) * 7_919 % 1_000_000:06}"
    if step.kind == "COURT ACTION" and step.number not in _NUMBERED:
        return ""
    if step.kind != "COURT ACTION":
        return digits
    tail = f"{number[1] % 3 + 1:02}" if number[1] % 2 else ""
    return f"{agency.prefix}{digits}{tail}"
