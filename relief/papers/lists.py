"""The papers about a court's whole list: exhibits, motion, order, notice of challenges, proof of service, index, cover."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from relief.papers.convictions import Conviction, Docket, Identified, group_cases
from relief.papers.filing import Filing
from relief.papers.heads import batch_head, fields
from relief.papers.kinds import Kind
from relief.papers.paper import Entry, Paper

MOTION = "MOTION FOR RELIEF FROM CANNABIS CONVICTIONS"
ORDER = "[PROPOSED] ORDER ON MOTION FOR RELIEF FROM CANNABIS CONVICTIONS"
NOTICE = "NOTICE OF CONVICTIONS FOR WHICH RELIEF IS CHALLENGED"
PROOF = "PROOF OF SERVICE"
INDEX = "Index by case number"
COVER = "Clerk's cover sheet"
CONFIDENTIAL = "Confidential copy of "

_FIELDS = tuple(Conviction.__dataclass_fields__)


@dataclass(frozen=True, kw_only=True)
class List:
    """What one motion and one order are about: a court's convictions, or as many of them as an order may list."""

    docket: Docket
    convictions: tuple[Conviction, ...]
    part: int
    parts: int
    filing: Filing
    batch: str
    day: date

    @property
    def group(self) -> str:
        """Its folder."""
        return self.docket.slug if self.parts == 1 else f"{self.docket.slug}/{self.part}"

    @cached_property
    def said(self) -> dict[str, Any]:
        """What each of its papers may say."""
        return {
            **fields(self.convictions, self.filing, self.batch, self.day, self.docket.court),
            "part": self.part,
            "parts": self.parts,
        }

    def paper(self, kind: Kind, name: str, title: str, **told: Any) -> Paper:
        """A paper of it, in the file of this name."""
        whole: dict[str, Any] = {
            "kind": kind, "group": self.group, "file": f"{self.group}/{name}.pdf", "court": self.docket.court, "title": title,
            "batch": self.batch, "as_of": self.day.isoformat(), "author": self.filing.agency.name, "head": None,
            "fields": self.said, "convictions": (),
        }  # fmt: skip
        return Paper(**{**whole, **told})


def draft_exhibits(of: List) -> Iterator[Paper]:
    """Exhibit A, in as many files as its length needs: the public copy, and the one with birth dates and CII numbers."""
    if "exhibit" in of.filing.kinds:
        for volume in _volumes(of, "exhibit_a", "Exhibit A"):
            yield of.paper("exhibit", **volume)
    if "confidential exhibit" in of.filing.kinds:
        for volume in _volumes(of, "exhibit_a_confidential", f"{CONFIDENTIAL}Exhibit A"):
            told = {**volume, "convictions": tuple(_identify(c, of.docket.identities) for c in volume["convictions"])}
            yield of.paper("confidential exhibit", **told)


def draft_motion(of: List) -> Paper:
    """The motion."""
    return of.paper("motion", "motion", MOTION, head=batch_head(of.docket.court, of.filing, of.convictions))


def draft_order(of: List) -> Paper:
    """The proposed order; it states no ruling."""
    return of.paper("order", "order", ORDER, head=batch_head(of.docket.court, of.filing, of.convictions))


def draft_notice(of: List) -> Paper:
    """What the agency challenges, for the public defender and the court (HS 11361.9)."""
    listed = of.docket.challenged
    said = {**of.said, "count_of_convictions": len(listed)}
    head = batch_head(of.docket.court, of.filing, listed)
    return of.paper("challenge notice", "challenge_notice", NOTICE, head=head, fields=said, convictions=listed)


def draft_proof(of: List, titles: Sequence[str]) -> Paper:
    """That papers were served: by whom, when and how is left for the person who serves them."""
    head = batch_head(of.docket.court, of.filing, of.convictions or of.docket.challenged)
    return of.paper(
        "proof of service", "proof_of_service", PROOF, head=head, fields={**of.said, "served": list(titles)}
    )


def draft_index(of: List) -> Iterator[Paper]:
    """Each case's rows, by case number: a case number and rows, and nothing that rule 2.507 keeps out of an index."""
    numbered = enumerate(group_cases(of.convictions), 1)
    entries = sorted(
        (_enter(number, case) for number, case in numbered), key=lambda each: (each.case_number, each.order)
    )
    most = of.filing.court.limits.convictions_per_file
    starts = range(0, len(entries), most)
    for number, start in enumerate(starts, 1):
        name, title = _number("index", INDEX, number, len(starts))
        part = tuple(entries[start : start + most])
        yield of.paper("index", name, title, fields={**of.said, "volumes": len(starts)}, entries=part)


def draft_cover(of: List) -> Paper:
    """What the clerk sees first: what is here, and what is asked of the clerk."""
    return of.paper("cover sheet", "cover_sheet", COVER)


def _enter(number: int, case: tuple[Conviction, ...]) -> Entry:
    rows = case[0].id if len(case) == 1 else f"{case[0].id} to {case[-1].id}"
    if int(case[-1].id.rpartition("-")[2]) - int(case[0].id.rpartition("-")[2]) != len(case) - 1:
        rows = ", ".join(conviction.id for conviction in case)
    return Entry(case_number=case[0].case_number, rows=rows, convictions=str(len(case)), order=str(number))


def _volumes(of: List, name: str, title: str) -> Iterator[dict[str, Any]]:
    most = of.filing.court.limits.convictions_per_file
    starts = range(0, len(of.convictions), most)
    for number, start in enumerate(starts, 1):
        part = of.convictions[start : start + most]
        file, called = _number(name, title, number, len(starts))
        said = {**of.said, "title": called, "volumes": len(starts), "first": part[0].id, "last": part[-1].id}
        yield {"name": file, "title": called, "fields": said, "convictions": part}


def _number(name: str, title: str, number: int, of: int) -> tuple[str, str]:
    return (name, title) if of == 1 else (f"{name}_{number}", f"{title}, volume {number} of {of}")


def _identify(conviction: Conviction, identities: Mapping[str, tuple[str, str]]) -> Identified:
    born, cii = identities[conviction.id]
    return Identified(**{name: getattr(conviction, name) for name in _FIELDS}, birth_date=born, cii_number=cii)
