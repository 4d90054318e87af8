"""What a county says about its papers: who files, in which court, under which caption."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from relief.errors import UserError

FIRST_LISTED = "first listed"
"""The bulk caption that names the first defendant of Exhibit A, "et al."."""


@dataclass(frozen=True, kw_only=True)
class Court:
    """The court as its papers name it, on line 8 and below (rule 2.111(3))."""

    title: tuple[str, ...]
    """For example ``("SUPERIOR COURT OF THE STATE OF CALIFORNIA", "COUNTY OF LOS ANGELES")``."""
    branch: str | None = None
    """The branch for courts that ``Filing.branches`` does not name; null takes the name as the export prints it,
    and reports it: ``relief.papers.unknown_courts``."""
    department: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProsecutingAgency:
    """Who files: what rule 2.111(1) wants on lines 1 to 7."""

    name: str
    attorney: str
    bar_number: str
    address: tuple[str, ...]
    phone: str
    email: str
    party: str
    """The party represented, for example ``the People of the State of California``."""
    fax: str | None = None


@dataclass(frozen=True, kw_only=True)
class Filing:
    """A county's choices for its papers, from its county file."""

    county: str
    court: Court
    agency: ProsecutingAgency
    branches: Mapping[str, str] = field(default_factory=dict)
    """A court's ORI, or its name as the export prints it, to the branch that keeps its cases today."""
    bulk_caption: str = "THE PERSONS LISTED IN EXHIBIT A"
    """The defendant of the batch's papers; ``first listed`` names the first person, "et al."."""
    bulk_case_number: str | None = None
    """A number that the clerk gave for the batch; null leaves a blank to write on."""
    orders: Literal["batch", "case", "both"] = "batch"


def check(filing: Filing) -> None:
    """Refuse a filing with a blank that a paper needs; the error names the county file's key."""
    for key, value in _required(filing):
        if not value or not any(part.strip() for part in ([value] if isinstance(value, str) else value)):
            raise UserError(f"{filing.county or 'county'}: the county file's key {key} is blank; the papers need it")


def _required(filing: Filing) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    agency = filing.agency
    yield "county", filing.county
    yield "court.title", filing.court.title
    yield "agency.name", agency.name
    yield "agency.attorney", agency.attorney
    yield "agency.bar_number", agency.bar_number
    yield "agency.address", agency.address
    yield "agency.phone", agency.phone
    yield "agency.email", agency.email
    yield "agency.party", agency.party
    yield "papers.bulk_caption", filing.bulk_caption
