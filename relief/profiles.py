"""Courts and officials as papers name them, each for the days on which it is so.

A judge moves to another department, a district attorney leaves, a courthouse closes: a paper dated on a day takes what
held on that day. A day on which nothing or two things hold is refused by name, never guessed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Generic, Literal, Protocol, TypeVar

from relief.errors import UserError

EVERYBODY = "THE PERSONS LISTED IN EXHIBIT A"
"""The defendants' side of a batch's caption where a court asks for no other."""
FIRST_LISTED = "first listed"
"""The caption that names the first defendant of Exhibit A, "et al."."""


class Dated(Protocol):
    """What holds from one day to another."""

    @property
    def effective_from(self) -> date | None:
        """The first day; None: ever since."""

    @property
    def effective_to(self) -> date | None:
        """The last day; None: to this day."""


@dataclass(frozen=True, kw_only=True)
class Courthouse:
    """Where an agency's cases are kept, for a time."""

    name: str
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much a court takes at once."""

    convictions_per_order: int | None = None
    """A longer list comes in several motions and orders, each with an Exhibit A of its own; None: one order."""
    orders_per_week: int | None = None
    """Batch orders that the court signs in a week; None: as many as there are."""
    convictions_per_file: int = 2_000
    """In one file of Exhibit A: about 4 MB, below the 25 MB that courts commonly take, and 350 MB of memory to set."""
    document_bytes: int = 25_000_000
    """A larger file is refused, with what to lower."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """How a court's packages come to it."""

    route: Literal["paper", "folder", "s3", "sftp", "ecf"] = "paper"
    """``ecf`` adds an OASIS filing message and takes whichever way ``address`` names."""
    address: str | None = None
    """A folder, ``s3://bucket/prefix`` or ``sftp://account@host:port/folder``; None for paper."""
    host_keys: tuple[str, ...] = ()
    """Public keys of an SFTP server, as ``ssh-ed25519 AAAA...``: a server with another key is not spoken to."""
    system: str | None = None
    """The court's case system, a file of ``connectors/packages/systems``: its import file goes along."""
    case_folders: Literal["row", "case number"] = "row"
    """What a folder below ``cases/`` is called: by the row that is the case's first, which says nothing of anybody."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Words of the court's own code lists, by our names for them, in a filing message."""


@dataclass(frozen=True, kw_only=True)
class Branch:
    """What is particular to one courthouse; what is left out is the court's."""

    department: str | None = None
    judge: str | None = None
    address: tuple[str, ...] = ()
    delivery: Delivery | None = None
    """All of it: nothing of the court's own route is added."""


@dataclass(frozen=True, kw_only=True)
class Court:
    """The superior court: how its papers are headed, signed, sorted and bound, and how much it takes."""

    title: tuple[str, ...]
    """Its lines on line 8 and below (rule 2.111(3))."""
    department: str | None
    """The presiding judge's; None leaves a blank to write on."""
    courthouses: Mapping[str, str | tuple[Courthouse, ...]] = field(default_factory=dict)
    """An agency as the export prints it, or its ORI, to the courthouse that keeps its cases: a name, or names with
    their days; others keep the printed name and are reported."""
    branches: Mapping[str, Branch] = field(default_factory=dict)
    """What is particular to a courthouse, by its name."""
    judge: str | None = None
    """Who presides, as the caption names the judge; None leaves a blank to write on."""
    address: tuple[str, ...] = ()
    caption: str = EVERYBODY
    """The defendants' side of the caption of a batch; ``first listed`` names the first person, "et al."."""
    bulk_case_number: str | None = None
    """A number that the clerk gave for batches; None leaves a blank to write on."""
    signature: tuple[str, ...] = ("____", "Judge of the Superior Court", "", "Name: ____", "", "Department: ____")
    """The lines under an order, to the right of the date; a line that ends in ``____`` is one to write on."""
    sorted_by: Literal["case number", "name"] = "case number"
    """How Exhibit A is sorted."""
    together: tuple[tuple[str, ...], ...] = ()
    """Kinds of paper that are bound into one file, in that order; a kind that is not named is a file of its own."""
    editable: tuple[str, ...] = ()
    """Orders of which the court wants a word processor's file beside the PDF: order, case order, person order."""
    limits: Limits = field(default_factory=Limits)
    delivery: Delivery = field(default_factory=Delivery)
    effective_from: date | None = None
    effective_to: date | None = None

    def houses(self, day: date) -> dict[str, str]:
        """Each agency to the courthouse that keeps its cases on the day; an agency whose names leave it out is refused."""
        return {agency: _house(agency, told, day) for agency, told in self.courthouses.items()}

    def branch(self, courthouse: str) -> Branch:
        """Department, judge, address and delivery of a courthouse: its own, or the court's."""
        own = self.branches.get(courthouse, Branch())
        return Branch(
            department=own.department or self.department,
            judge=own.judge or self.judge,
            address=own.address or self.address,
            delivery=own.delivery or self.delivery,
        )

    def deliver_to(self, courthouse: str) -> Delivery:
        """How a courthouse's packages come to it."""
        return self.branches.get(courthouse, Branch()).delivery or self.delivery

    def list_deliveries(self) -> list[Delivery]:
        """Each way that leads to the court or to one of its courthouses, once."""
        every = [self.delivery, *(own.delivery for own in self.branches.values() if own.delivery)]
        return list({(each.route, each.address): each for each in reversed(every)}.values())[::-1]


@dataclass(frozen=True, kw_only=True)
class ProsecutingAgency:
    """Who files, and its attorney of record: what rule 2.111(1) wants on lines 1 to 7."""

    name: str
    attorney: str
    bar_number: str
    address: tuple[str, ...]
    phone: str
    email: str
    party: str
    """The party represented, for example ``the People of the State of California``."""
    fax: str | None = None
    signature: tuple[str, ...] = ("By: ____",)
    """What is signed above the attorney's name."""
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class PublicDefender:
    """Who is told of challenges, and served."""

    name: str
    address: tuple[str, ...]
    email: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, kw_only=True)
class Profiles(Generic[D]):
    """All profiles of one court or official, in the order of their days, without gap or overlap."""

    of: str
    """Whose they are, as errors say it: ``los_angeles.yaml: court``."""
    each: tuple[D, ...]

    def __post_init__(self) -> None:
        refuse_gaps(self.each, self.of)

    def on(self, day: date) -> D:
        """The profile of that day. UserError where none holds."""
        for profile in self.each:
            if holds_on(profile, day):
                return profile
        raise UserError(f"{self.of}: no profile holds on {day}; add one, or change the effective days")


def holds_on(profile: Dated, day: date) -> bool:
    """Whether the profile holds on the day."""
    return (profile.effective_from or date.min) <= day <= (profile.effective_to or date.max)


def refuse_gaps(profiles: Sequence[Dated], of: str) -> None:
    """Refuse profiles that leave a day between them, share one, end before they begin or are out of order."""
    for number, profile in enumerate(profiles, 1):
        if (profile.effective_from or date.min) > (profile.effective_to or date.max):
            raise UserError(f"{of}: {number}: effective_to is before effective_from")
    for number, (one, other) in enumerate(pairwise(profiles), 1):
        end, begin = one.effective_to or date.max, other.effective_from or date.min
        where = f"{of}: {number} and {number + 1}"
        if begin <= end:
            raise UserError(f"{where}: both hold on {begin if begin > date.min else end}; write when one ends")
        if begin - end > timedelta(days=1):
            gap = end + timedelta(days=1), begin - timedelta(days=1)
            raise UserError(f"{where}: no profile holds from {gap[0]} to {gap[1]}")


def _house(agency: str, told: str | Iterable[Courthouse], day: date) -> str:
    if isinstance(told, str):
        return told
    for house in told:
        if holds_on(house, day):
            return house.name
    raise UserError(f"court: courthouses: {agency}: no courthouse holds on {day}")
