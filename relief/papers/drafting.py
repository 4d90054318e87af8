"""Which papers a batch needs and what each of them says, as plain data."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, Literal

import polars as pl

from relief.papers.convictions import PETITION, Conviction, Docket, day_in_words, dockets
from relief.papers.filing import Filing, check
from relief.papers.kinds import Kind
from relief.profiles import FIRST_LISTED

MOTION = "MOTION FOR RELIEF FROM CANNABIS CONVICTIONS"
ORDER = "[PROPOSED] ORDER ON MOTION FOR RELIEF FROM CANNABIS CONVICTIONS"
CASE_ORDER = "[PROPOSED] ORDER FOR RELIEF FROM CANNABIS CONVICTIONS"
STATUTE = "(Health & Saf. Code, §§ 11361.8, 11361.9)"
BLANK = "________________"


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


@dataclass(frozen=True, kw_only=True)
class Volume:
    """One rendered file of Exhibit A, as motion and order identify it."""

    number: int
    convictions: int
    pages: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper before any wording: plain data, ``dataclasses.asdict`` of it is JSON."""

    kind: Kind | Literal["reinstatement order"]
    file: str
    """Where it belongs: the court's folder and a name that says nothing of a person."""
    court: str
    title: str
    batch: str
    as_of: str
    """ISO day."""
    author: str
    head: Head | None
    """Null for an exhibit, which is no pleading."""
    fields: Mapping[str, Any]
    """What the template's placeholders take: texts, numbers, lists of them."""
    convictions: tuple[Conviction, ...]
    mark: str | None = None
    """What the code on each page says before the page's number: package and paper; None where pages bear no code."""


def draft(determinations: pl.DataFrame, filing: Filing, *, batch: str, as_of: date) -> list[Paper]:
    """The papers of a batch: for each court Exhibit A, motion, proposed order, case orders.

    ``determinations`` are rows of ``determinations.parquet``; only those with the outcome
    eligible and a case number are taken, so a county's other choices (such as records due for
    destruction) are filtered before. Same rows, same papers, whatever the rows' order. Raises
    UserError for a blank in the county file or in a row.
    """
    check(filing)
    papers: list[Paper] = []
    for docket in dockets(determinations, filing, batch):
        papers += _batch_papers(docket, filing, batch, as_of)
        if "case order" in filing.kinds:
            papers += _case_orders(docket, filing, batch, as_of)
    return papers


def with_exhibit(paper: Paper, volumes: Sequence[Volume]) -> Paper:
    """A motion or order that identifies the exhibit's files as they were rendered."""
    known = {
        "exhibit_pages": sum(volume.pages for volume in volumes),
        "exhibit_convictions": sum(volume.convictions for volume in volumes),
        "exhibit_volumes": [
            {"number": v.number, "pages": v.pages, "convictions": v.convictions, "sha256": v.sha256} for v in volumes
        ],
    }
    return replace(paper, fields={**paper.fields, **known})


def _batch_papers(docket: Docket, filing: Filing, batch: str, as_of: date) -> Iterator[Paper]:
    common = {"court": docket.court, "batch": batch, "as_of": as_of.isoformat(), "author": filing.agency.name}
    said = _fields(docket.convictions, filing, batch, as_of, docket.court)
    yield from _exhibit(docket, common, said, filing.court.limits.convictions_per_file)
    named = docket.convictions[0].name
    defendant = f"{named}, et al." if filing.court.caption == FIRST_LISTED else filing.court.caption
    head = _head(docket.court, filing, defendant, "Defendants.", filing.court.bulk_case_number or BLANK)
    motion = Paper(
        kind="motion", file=f"{docket.slug}/motion.pdf", title=MOTION, head=head, fields=said, convictions=(), **common
    )
    yield motion
    if "order" in filing.kinds:
        yield replace(motion, kind="order", file=f"{docket.slug}/order.pdf", title=ORDER)


def _exhibit(docket: Docket, common: Mapping[str, Any], said: Mapping[str, Any], most: int) -> Iterator[Paper]:
    volumes = range(0, len(docket.convictions), most)
    for number, start in enumerate(volumes, 1):
        part = docket.convictions[start : start + most]
        name = "exhibit_a" if len(volumes) == 1 else f"exhibit_a_{number}"
        title = "Exhibit A" if len(volumes) == 1 else f"Exhibit A, volume {number} of {len(volumes)}"
        yield Paper(
            kind="exhibit",
            file=f"{docket.slug}/{name}.pdf",
            title=title,
            head=None,
            fields={**said, "title": title, "volumes": len(volumes), "first": part[0].id, "last": part[-1].id},
            convictions=part,
            **common,
        )


def _case_orders(docket: Docket, filing: Filing, batch: str, as_of: date) -> Iterator[Paper]:
    """One order for each person of each case: a case of two defendants needs two."""
    ordered = sorted(docket.convictions, key=lambda c: (c.case_number, c.subject_id, c.id))
    cases = [tuple(group) for _, group in groupby(ordered, key=lambda c: (c.case_number, c.subject_id))]
    for number, convictions in enumerate(sorted(cases, key=lambda case: case[0].id), 1):
        case_number = convictions[0].case_number
        yield Paper(
            kind="case order",
            file=f"{docket.slug}/orders/{number}.pdf",
            court=docket.court,
            title=CASE_ORDER,
            batch=batch,
            as_of=as_of.isoformat(),
            author=filing.agency.name,
            head=_head(docket.court, filing, convictions[0].name, "Defendant.", case_number),
            fields={**_fields(convictions, filing, batch, as_of, docket.court), "case_number": case_number},
            convictions=convictions,
        )


def _fields(convictions: Sequence[Conviction], filing: Filing, batch: str, as_of: date, court: str) -> dict[str, Any]:
    """What every paper about these convictions may say."""
    by_relief = Counter(conviction.relief for conviction in convictions)
    return {
        "county": filing.county,
        "court": court,
        "agency": filing.agency.name,
        "attorney": filing.agency.attorney,
        "bar_number": filing.agency.bar_number,
        "address": filing.agency.address,
        "phone": filing.agency.phone,
        "fax": filing.agency.fax,
        "email": filing.agency.email,
        "party": filing.agency.party,
        "batch": batch,
        "as_of": day_in_words(as_of),
        "count_of_convictions": len(convictions),
        "count_of_cases": len({conviction.case_number for conviction in convictions}),
        "count_serving": sum(conviction.basis == PETITION for conviction in convictions),
        "totals": [{"relief": relief, "convictions": by_relief[relief]} for relief in sorted(by_relief)],
        "dismissals": by_relief["dismissal and sealing"],
        "misdemeanors": by_relief["redesignation to misdemeanor"],
        "infractions": by_relief["redesignation to infraction"],
        "resentencings": by_relief["recall and resentencing"],
    }


def _head(court: str, filing: Filing, defendant: str, role: str, case_number: str) -> Head:
    agency = filing.agency
    attorney = [
        f"{agency.attorney} (SBN {agency.bar_number})",
        agency.name,
        *agency.address,
        f"Telephone: {agency.phone}",
    ]
    if agency.fax:
        attorney.append(f"Facsimile: {agency.fax}")
    attorney += [agency.email, f"Attorney for {agency.party}"]
    return Head(
        attorney=tuple(attorney),
        court=(*filing.court.title, court),
        defendant=defendant,
        role=role,
        case_number=case_number,
        statute=STATUTE,
        department=filing.court.branch(court).department or BLANK,
    )
