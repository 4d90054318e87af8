"""The model of a fictional criminal history: cycles of steps of counts, as DOJ writes them.

A history holds no person: the writer gives it one, and moves its days, each time it is used.
"""

from dataclasses import dataclass, replace

from connectors.samples.moments import Moment


@dataclass(frozen=True, kw_only=True)
class Charge:
    """A charge as printed, with its type (F, M, I, N or blank) and what stands beside it."""

    text: str
    level: str = "F"
    qualifiers: str = ""
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a sentence; a fine has no length."""

    place: str
    length: int | None = None
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A later change to a count: a further row with the same CNT_ORDER."""

    text: str
    on: Moment
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class Count:
    """One charge of a step, what became of it, and how its level of conviction is printed."""

    charge: Charge
    disposed: Charge | None = None
    convicted: Charge | None = None
    disposition: str = ""
    level: str = ""
    parts: tuple[Part, ...] = ()
    changes: tuple[Change, ...] = ()
    disposed_on: Moment | None = None
    """The day of disposition, where it is not the day of the step."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """An event: its kind, day, agency and counts.

    ``agency`` is ``court``, ``juvenile court``, ``police``, ``sheriff``, ``coroner`` or ``prison``;
    ``county`` None means the county that asked for the file, and its name any other (where the two are
    the same, Los Angeles stands in); ``number`` says where the court's case
    number stands: ``ofn``, ``court case``, ``both``, ``docket``, ``null`` (the word NULL) or ``none``.
    """

    kind: str
    on: Moment
    counts: tuple[Count, ...] = ()
    agency: str = "police"
    court: int = 0
    county: str | None = None
    number: str = "ofn"


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """The chain of steps that one arrest began."""

    on: Moment
    steps: tuple[Step, ...]
    alias: bool = False
    """The person used another name."""


@dataclass(frozen=True, kw_only=True)
class History:
    """Everything the state holds about one person."""

    tag: str
    birth: Moment
    cycles: tuple[Cycle, ...]
    slack: int = 0
    """How many days the whole history may be moved either way without changing what it shows."""
    name: str | None = None
    """A name that the scenario needs, instead of a generated one."""


FELONY, MISDEMEANOR, INFRACTION = "FELONY", "MISDEMEANOR", "INFRACTION"
_LEVEL = {"F": FELONY, "M": MISDEMEANOR, "I": INFRACTION, "N": "", "": ""}

PROBATION_AND_JAIL = (
    Part(place="PROBATION", length=3, unit="Y"),
    Part(place="JAIL", length=60, unit="D"),
    Part(place="FINE"),
)
JAIL = (Part(place="JAIL", length=30, unit="D"),)
PRISON = (Part(place="PRISON", length=16, unit="M"),)
FINE = (Part(place="FINE"),)


def charge(text: str, level: str = "F", comment: str = "", qualifiers: str = "") -> Charge:
    """Shorthand for a charge."""
    return Charge(text=text, level=level, comment=comment, qualifiers=qualifiers)


def convict(
    crime: Charge | str,
    level: str | None = None,
    parts: tuple[Part, ...] = PROBATION_AND_JAIL,
    *changes: Change,
) -> Count:
    """A count that ended in conviction; its words of disposition follow from its sentence."""
    held = charge(crime) if isinstance(crime, str) else crime
    places = {part.place for part in parts}
    words = {
        frozenset({"PROBATION", "JAIL"}): "CONVICTED-PROB/JAIL",
        frozenset({"PROBATION"}): "CONVICTED-PROBATION",
        frozenset({"JAIL"}): "CONVICTED-JAIL",
        frozenset({"PRISON"}): "CONVICTED-PRISON",
    }
    return Count(
        charge=held,
        disposition=words.get(frozenset(places - {"FINE"}), "CONVICTED"),
        level=_LEVEL[held.level] if level is None else level,
        parts=parts,
        changes=changes,
    )


def drop(crime: Charge | str, disposition: str) -> Count:
    """A count that did not end in conviction."""
    return Count(charge=charge(crime) if isinstance(crime, str) else crime, disposition=disposition)


def prosecute(
    arrest: Moment,
    judgment: Moment,
    *counts: Count,
    court: int = 0,
    county: str | None = None,
    number: str = "ofn",
    agency: str = "court",
    alias: bool = False,
    more: tuple[Step, ...] = (),
) -> Cycle:
    """A cycle of an arrest for the same charges and the court action that followed."""
    held = tuple(Count(charge=replace(count.charge, comment="")) for count in counts)
    arrested = Step(kind="ARREST/DETAINED/CITED", on=arrest, counts=held, county=county, court=court)
    judged = Step(
        kind="COURT ACTION", on=judgment, counts=counts, agency=agency, court=court, county=county, number=number
    )
    return Cycle(on=arrest, steps=(arrested, judged, *more), alias=alias)


def detain(on: Moment, *counts: Count, county: str | None = None) -> Cycle:
    """A cycle of an arrest that never reached a court."""
    step = Step(kind="ARREST/DETAINED/CITED", on=on, counts=counts, county=county)
    return Cycle(on=on, steps=(step,))


def note(kind: str, on: Moment, *charges: Charge, agency: str = "police") -> Cycle:
    """A cycle of one event that is neither arrest nor court: a registration, a death, an application."""
    counts = tuple(Count(charge=held) for held in charges)
    return Cycle(on=on, steps=(Step(kind=kind, on=on, counts=counts, agency=agency),))


def judge(on: Moment, *counts: Count, court: int = 0, number: str = "ofn") -> Cycle:
    """A cycle of a court action without its arrest."""
    step = Step(kind="COURT ACTION", on=on, counts=counts, agency="court", court=court, number=number)
    return Cycle(on=on, steps=(step,))
