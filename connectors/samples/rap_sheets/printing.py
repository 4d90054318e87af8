"""A sheet as the lines that the state prints, with the liberties that print-outs take."""

import textwrap
from collections.abc import Iterator, Sequence

from connectors.readers.rap_sheets.sentence import find_sentence
from connectors.readers.rap_sheets.sheet import Count, Disposition, Event, Part, Person, Sheet
from connectors.samples.dice import Dice

_WIDTH = 72
_UNITS = {"D": "DAYS", "M": "MONTHS", "Y": "YEARS", "": ""}
_CYCLES = ("* * * *", "* * * *", "* * * *", "*  *  *", ". * * * *", "* * * * ·")
_MARKS = ("- - - -", "- - - -", "- -", "- - - - '")


def print_sheet(sheet: Sheet, dice: Dice) -> list[str]:
    """The lines of a sheet; an empty one is a blank line."""
    lines = [
        "FICTIONAL RECORD: NOBODY IN IT EXISTS",
        "RE: QHY.CA0000000.00000000.FICTION",
        "** CALIFORNIA ONLY SOURCE RECORD",
        *_print_person(sheet.person, dice),
    ]
    for events in sheet.cycles:
        lines += [dice.pick(_CYCLES), *_print_cycle(events, dice)]
    return [*lines, "* * * END OF MESSAGE * * *"]


def _print_person(person: Person, dice: Dice) -> Iterator[str]:
    yield f"CII/{person.cii}"
    yield " ".join(
        f"{key}/{value}" for key, value in (("DOB", person.birth), ("SEX", person.sex), ("RAC", person.race)) if value
    )
    yield f"HGT/{dice.between(5, 6)}{dice.between(0, 11):02} WGT/{dice.between(110, 260)} EYE/BRO HAI/BLK POB/CA"
    for place, (number, name) in enumerate(sorted(person.names.items())):
        yield f"{'    ' if place else 'NAM/'}{number:02} {name}"
    yield f"FBI/0000{dice.between(10, 99)}XX"
    if person.licence:
        yield f"CDL/{person.licence}"
    if person.social:
        yield f"SOC/{person.social}"
    if dice.happens(0.3):
        yield from ("SMT/TAT L ARM;SC R HND", "    TAT CHEST", "OCC/BAKER")


def _print_cycle(events: Sequence[Event], dice: Dice) -> Iterator[str]:
    registration = events[0].kind == "REGISTRATION"
    for place, event in enumerate(events):
        plain = registration and place > 0 and event.kind == "REGISTRATION" and event.name == 1 and not event.birth
        headless = plain and not event.detail
        if place and (headless or dice.happens(0.9)):
            yield dice.pick(_MARKS)
        if not headless:
            yield _header(event, dice)
        yield f"{event.day}  {event.agency}"
        for comment in event.comments:
            yield from _wrap("   COM: ", comment)
        for position, count in enumerate(event.counts):
            yield ""
            file = count.file if position == 0 or count.file != event.counts[0].file else ""
            yield from _print_count(count, file, dice)


def _header(event: Event, dice: Dice) -> str:
    line = f"{event.kind}:{event.detail}".ljust(22) + f"NAM:{event.name:0{dice.pick((2, 2, 3))}}"
    return f"{line} DOB:{event.birth}" if event.birth else line


def _print_count(count: Count, file: str, dice: Dice) -> Iterator[str]:
    width = dice.pick((2, 2, 3))
    numbers = f"CNT:{count.first:0{width}}" + (f"-{count.last:0{width}}" if count.last > count.first else "")
    yield f"{numbers:<11}#{file}{dice.pick(('', '', '.', ' -'))}" if file else numbers
    yield from (f"  -{flag}" for flag in count.flags)
    if count.charge and count.dispositions and dice.happens(0.05):
        yield "  1170(H) PC-SENTENCING"
    if count.charge or count.entry:
        yield from _wrap("  ", count.charge or count.entry)
    if count.level:
        yield f"   TOC:{count.level}"
    if dice.happens(0.05):
        yield "   ARR BY:CAPD EXAMPLE"
    told = [comment for comment in count.comments if find_sentence(comment)]
    for comment in count.comments:
        if comment not in told:
            yield from _wrap("   COM: ", comment)
    for outcome in count.dispositions:
        yield from _print_outcome(outcome, told, dice)


def _print_outcome(outcome: Disposition, told: list[str], dice: Dice) -> Iterator[str]:
    if outcome.day:
        yield outcome.day
    if dice.happens(0.1):
        yield "-- POTENTIAL FELONY STRIKE ENTRY --"
    yield f"{dice.pick(('DISPO:',) * 8 + ('D I S P O:', 'DISPO;'))}{outcome.text}"
    if outcome.status:
        yield f"CONV STATUS:{outcome.status}"
    comment = next((comment for comment in told if find_sentence(comment) == outcome.sentence), None)
    if comment is not None:
        yield from _wrap("   COM: ", comment)
    elif outcome.sentence:
        yield from _wrap("SEN: ", ", ".join(map(_part, outcome.sentence)))


def _part(part: Part) -> str:
    return f"{part.length} {_UNITS[part.unit]} {part.place}" if part.length else part.place


def _wrap(mark: str, text: str) -> list[str]:
    """The text behind its mark, and further lines further to the right."""
    deeper = " " * (len(mark) - len(mark.lstrip()) + 5)
    return textwrap.wrap(
        text, _WIDTH, initial_indent=mark, subsequent_indent=deeper, break_long_words=False, break_on_hyphens=False
    ) or [mark.rstrip()]
