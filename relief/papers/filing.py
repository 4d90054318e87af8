"""What a county says about its papers on a day: who files, in which court, which papers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from relief.errors import UserError
from relief.papers.kinds import BATCH, EDITABLE, MAY_BE_BOUND, Kind
from relief.profiles import Court, ProsecutingAgency, PublicDefender


@dataclass(frozen=True, kw_only=True)
class Filing:
    """A county's choices for the papers of one day, from its county file."""

    county: str
    court: Court
    agency: ProsecutingAgency
    branches: Mapping[str, str] = field(default_factory=dict)
    """A court's ORI, or its name as the export prints it, to the courthouse that keeps its cases on that day."""
    public_defender: PublicDefender | None = None
    kinds: tuple[Kind, ...] = BATCH


def check(filing: Filing) -> None:
    """Refuse a filing with a blank that a paper needs; the error names the county file's key."""
    _check_kinds(filing)
    for key, value in _required(filing):
        if not value or not any(part.strip() for part in ([value] if isinstance(value, str) else value)):
            raise UserError(f"{filing.county or 'county'}: the county file's key {key} is blank; the papers need it")


def _check_kinds(filing: Filing) -> None:
    chosen = set(filing.kinds)
    for kind in sorted(chosen & {"motion", "order", "confidential exhibit"} if "exhibit" not in chosen else ()):
        raise UserError(f"{filing.county}: the county file's key papers.kinds has {kind!r}, which needs 'exhibit'")
    if unknown := [kind for kind in filing.court.editable if kind not in EDITABLE]:
        raise UserError(
            f"{filing.county}: the county file's key court.editable has {unknown[0]!r}; it may have {', '.join(EDITABLE)}"
        )
    for group in filing.court.together:
        if len(set(group)) != len(group) or not any(set(group) <= set(kinds) for kinds in MAY_BE_BOUND):
            allowed = "; ".join(", ".join(kinds) for kinds in MAY_BE_BOUND)
            raise UserError(f"{filing.county}: the county file's key court.together may bind, each once: {allowed}")


def _required(filing: Filing) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    agency = filing.agency
    yield "name", filing.county
    yield "court.title", filing.court.title
    yield "court.caption", filing.court.caption
    for key in ("name", "attorney", "bar_number", "address", "phone", "email", "party"):
        yield f"prosecutor.{key}", getattr(agency, key)
