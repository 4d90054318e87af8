"""A paper before any wording: plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from relief.papers.convictions import Conviction
from relief.papers.kinds import Kind


@dataclass(frozen=True, kw_only=True)
class Head:
    """The first page above the prose (rule 2.111)."""

    attorney: tuple[str, ...]
    court: tuple[str, ...]
    defendant: str
    role: str
    """``Defendant.`` or ``Defendants.``"""
    case_number: str
    statute: str
    department: str
    judge: str


@dataclass(frozen=True, kw_only=True)
class Volume:
    """One rendered file of Exhibit A, as motion and order identify it."""

    number: int
    convictions: int
    pages: int
    sha256: str
    confidential: bool = False


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A rendered file, as the clerk's cover sheet lists it."""

    file: str
    title: str
    pages: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A case as the index lists it."""

    case_number: str
    rows: str
    convictions: str
    order: str
    """The number of its motion and order of its own, where there are such."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper; ``dataclasses.asdict`` of it is JSON."""

    kind: Kind | Literal["reinstatement order"]
    group: str
    """The folder of the list that it is about: a court's, or one of several orders of a court. What names other papers
    names those of its group."""
    file: str
    """Where it belongs: in the group's folder, by a name that says nothing of a person."""
    court: str
    title: str
    batch: str
    as_of: str
    """ISO day."""
    author: str
    head: Head | None
    """Null for what is no pleading: exhibits, cover sheet, index, letter."""
    fields: Mapping[str, Any]
    """What the template's placeholders take: texts, numbers, lists of them."""
    convictions: tuple[Conviction, ...]
    """Those that it lists itself."""
    entries: tuple[Entry, ...] = ()
    """What an index lists."""
    mark: str | None = None
    """What the code on each page says before the page's number: package and paper; None where pages bear no code."""
    bound: tuple["Paper", ...] = ()
    """Papers that follow it in the same file."""
