"""What a sheet says: a person, and cycles of events of counts."""

from dataclasses import dataclass, field


@dataclass(kw_only=True, slots=True)
class Person:
    """The block before the first cycle; blank where the sheet does not say."""

    cii: str = ""
    names: dict[int, str] = field(default_factory=dict)
    """By their numbers; 1 is the name of record."""
    birth: str = ""
    sex: str = ""
    race: str = ""
    licence: str = ""
    social: str = ""


@dataclass(kw_only=True, slots=True)
class Part:
    """One part of a sentence: ``045 DAYS JAIL``, or a detail without a length: ``FINE``."""

    place: str
    length: str = ""
    unit: str = ""
    """D, M or Y."""


@dataclass(kw_only=True, slots=True)
class Disposition:
    """An outcome of a count, or a later change to it."""

    text: str
    day: str = ""
    """Printed before a later change."""
    status: str = ""
    sentence: list[Part] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Count:
    """One charge, or a range of counts that are alike."""

    first: int
    last: int
    file: str = ""
    charge: str = ""
    entry: str = ""
    """What stands in a charge's place where none can be: "APPLICANT PEACE OFFICER"."""
    level: str = ""
    flags: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    dispositions: list[Disposition] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Event:
    """One step of a cycle."""

    kind: str
    detail: str = ""
    name: int = 1
    birth: str = ""
    """The birth date that was told at this event, where one is printed."""
    day: str = ""
    agency: str = ""
    comments: list[str] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Sheet:
    """One person's sheet."""

    person: Person
    cycles: list[list[Event]]
