"""Histories laid out as rows: the fixed text of each row, cut where a person, a day or a number goes.

A row is ``record id, HEAD, person, CYCLE, day, STEP, day, COUNT, day, BEFORE, digits, BETWEEN, digits,
AFTER``: the words in capitals are fixed text in the export's own quoting, prepared once for a history
and used for every person who is given it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from connectors.samples.agencies import Agency, Geography
from connectors.samples.history import Charge, Count, Cycle, History, Part, Step
from connectors.samples.moments import NOWHERE, Moment, is_exact, years_between

NO_NUMBER = -1


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a history, without its person.

    ``first_number`` and ``second_number`` number the history's files, from 0; ``NO_NUMBER`` prints none.
    """

    alias: bool
    cycle: str
    cycle_day: Moment
    step: str
    step_day: Moment
    count: str
    count_day: Moment
    before: str
    first_number: int
    between: str
    second_number: int
    after: str


_STEP_CODES = {
    "ARREST/DETAINED/CITED": "1",
    "COURT ACTION": "2",
    "CUSTODY": "3",
    "PROBATION": "4",
    "SUPPLEMENTAL ARR": "5",
    "REGISTRATION": "6",
    "APPLICANT": "7",
    "DECEASED": "8",
    "MENTAL HLTH CUS/SUPV": "9",
}
_LEVEL_CODES = {"FELONY": "1", "MISDEMEANOR": "2", "INFRACTION": "3", "": ""}
_PLACE_CODES = {"PRISON": "1", "JAIL": "2", "PROBATION": "3", "FINE": "4", "RESTITUTION": "5"}
_UNITS = {"D": "DAYS", "M": "MONTHS", "Y": "YEARS", "": ""}


@lru_cache(maxsize=65536)
def quote(cell: str) -> str:
    """A cell as comma-separated text has it: in double quotes where it holds a comma or a quote."""
    if any(mark in cell for mark in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def lay_out(history: History, geography: Geography) -> list[Row]:
    """The rows of a history in the export's order: by cycle, step, count, disposition and sentence part."""
    rows: list[Row] = []
    number = 0
    for position, cycle in enumerate(history.cycles, start=1):
        for order, step in enumerate(cycle.steps, start=1):
            rows.extend(_lay_out_step(history.birth, cycle, step, (100 + position, order), number, geography))
            number += 1
    return rows


def _lay_out_step(
    birth: Moment, cycle: Cycle, step: Step, order: tuple[int, int], number: int, geography: Geography
) -> Iterator[Row]:
    agency = geography.find(step.agency, step.county, step.court)
    for position, count in enumerate(step.counts or (Count(charge=Charge(text="", level="")),), start=1):
        cells = _numbers(step, agency, number, position)
        for day, ending in _endings(step, count):
            yield Row(
                alias=cycle.alias,
                cycle=f",#,{order[0]},",
                cycle_day=cycle.on,
                step=f",#,{order[1]},",
                step_day=step.on,
                count=f",{_event(step, agency)},#,{order[0]:03}{order[1]:03}{position:03}000,",
                count_day=day,
                before="," + cells.before,
                first_number=cells.first,
                between=f"{cells.after},{_charges(count)},{position},{agency.ori if agency.prefix else ''},,,{cells.between}",
                second_number=cells.second,
                after=f"{cells.end},,{ending},{_age(birth, cycle.on)},A,{_kind(step)},{quote(count.charge.comment)},",
            )


def _event(step: Step, agency: Agency) -> str:
    cells = [_STEP_CODES.get(step.kind, "0"), step.kind, agency.kind[:1], agency.kind, agency.ori, agency.name]
    return ",".join(quote(cell) for cell in [*cells, agency.county_number, agency.county])


@dataclass(frozen=True, kw_only=True)
class _Numbers:
    before: str = ""
    first: int = NO_NUMBER
    after: str = ""
    between: str = ""
    second: int = NO_NUMBER
    end: str = ""


def _numbers(step: Step, agency: Agency, number: int, position: int) -> _Numbers:
    """Where the step's file number stands: OFN, then columns FE_NUM_DOCKET to FE_NUM_CRT_CASE."""
    empty = ",,,,,,"
    if step.kind != "COURT ACTION":
        return _Numbers(before="", first=number, after="", between=f",,{position:04}B,,,,", second=NO_NUMBER)
    head, tail = agency.prefix, f"{number % 3 + 1:02}" if number % 2 else ""
    match step.number:
        case "ofn":
            return _Numbers(before=head, first=number, after=tail, between=empty)
        case "both":
            return _Numbers(before=head, first=number, after=tail, between=empty + head, second=number, end=tail)
        case "court case":
            return _Numbers(between=empty + head, second=number, end=tail)
        case "docket":
            return _Numbers(between=head, second=number, end=tail + empty)
        case "null":
            return _Numbers(before="NULL", between=empty + "NULL")
        case _:
            return _Numbers(between=empty)


def _charges(count: Count) -> str:
    offense = _charge(count.charge)
    disposed = _charge(count.disposed) if count.disposed else ",,,"
    convicted = f"1,{_charge(count.convicted)}" if count.convicted else ",,,,"
    return f"{offense},{disposed},{convicted}"


@lru_cache(maxsize=8192)
def _charge(charge: Charge) -> str:
    code = f"{crc32(charge.text.encode()) % 90000 + 10000}" if charge.text else ""
    return f"{code},{quote(charge.text)},{charge.level},{quote(charge.qualifiers)}"


def _endings(step: Step, count: Count) -> Iterator[tuple[Moment, str]]:
    """Day and columns DISP_ORDER to SENT_TIME_DESCR of every row of a count."""
    day = step.on if count.disposition else NOWHERE
    day = day if count.disposed_on is None else count.disposed_on
    words = _disposition(1, count.disposition, count.level) if count.disposition else ",,,,"
    for position, part in enumerate(count.parts or (None,), start=1):
        yield day, f"{words},{_sentence(position, part)}"
    for order, change in enumerate(count.changes, start=2):
        yield change.on, f"{_disposition(order, change.text, change.level)},{_sentence(0, None)}"


def _disposition(order: int, text: str, level: str) -> str:
    code = crc32(text.encode()) % 900 + 100
    return f"{order},{code},{quote(text)},{_LEVEL_CODES.get(level, '9')},{quote(level)}"


def _sentence(order: int, part: Part | None) -> str:
    if part is None:
        return "#,,,,,,"
    length = "" if part.length is None else str(part.length)
    return f"#,{order},{_PLACE_CODES.get(part.place, '9')},{part.place},{length},{part.unit},{_UNITS[part.unit]}"


def _age(birth: Moment, on: Moment) -> str:
    """The age at the start of the cycle; blank where either day is not whole."""
    if not (is_exact(birth) and is_exact(on)):
        return ""
    return str(years_between(birth, on))


def _kind(step: Step) -> str:
    return "A" if step.kind != "APPLICANT" else "M"
