"""Which papers a batch needs and what each of them says, as plain data, from one set of determinations."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

import polars as pl

from relief.papers.binding import bind
from relief.papers.convictions import Conviction, Docket, dockets
from relief.papers.filing import Filing, check
from relief.papers.lists import (
    List,
    draft_cover,
    draft_exhibits,
    draft_index,
    draft_motion,
    draft_notice,
    draft_order,
    draft_proof,
)
from relief.papers.paper import Finished, Paper, Volume
from relief.papers.persons import draft_cases, draft_persons


def draft(determinations: pl.DataFrame, filing: Filing, *, batch: str, as_of: date) -> Iterator[Paper]:
    """The papers of a batch: those of each court after another, and in each first what others name.

    ``determinations`` are rows of ``determinations.parquet``; only those with the outcome
    eligible and a case number are taken, so a county's other choices (such as records due for
    destruction) are filtered before; and, for the notice, those that the agency challenges. Same rows, same papers,
    whatever the rows' order. Papers are made as they are asked for: a batch may have a hundred thousand.
    Raises UserError for a blank in the county file or in a row, before the first paper.
    """
    check(filing)
    courts = dockets(determinations, filing, batch)
    return (paper for docket in courts for paper in _of_court(docket, filing, batch, as_of))


def list_groups(
    determinations: pl.DataFrame, filing: Filing, *, batch: str, as_of: date
) -> dict[str, tuple[Conviction, ...]]:
    """Each group of ``draft`` with the convictions that its papers are about, in their order, challenged ones last."""
    lists = (of for docket in dockets(determinations, filing, batch) for of in _lists(docket, filing, batch, as_of))
    return {of.group: (*of.convictions, *(of.docket.challenged if of.part == 1 else ())) for of in lists}


def with_exhibit(paper: Paper, volumes: Sequence[Volume]) -> Paper:
    """A motion or order that identifies the exhibit's files as they were rendered; others as they are."""
    if paper.kind not in NAMING:
        return paper
    if not volumes:
        raise ValueError(f"{paper.file}: a {paper.kind} needs the exhibit that it names")
    public = [volume for volume in volumes if not volume.confidential]
    known = {
        "exhibit_pages": sum(volume.pages for volume in public),
        "exhibit_convictions": sum(volume.convictions for volume in public),
        "exhibit_volumes": [_tell(volume) for volume in public],
        "confidential_volumes": [_tell(volume) for volume in volumes if volume.confidential],
    }
    bound = tuple(with_exhibit(each, volumes) for each in paper.bound)
    return replace(paper, fields={**paper.fields, **known}, bound=bound)


def with_finished(paper: Paper, finished: Sequence[Finished], further: int) -> Paper:
    """The clerk's cover sheet with the files that are below it, as they were rendered, and the number of further ones."""
    told = [{"file": f.file, "title": f.title, "pages": f.pages, "sha256": f.sha256} for f in finished]
    return replace(paper, fields={**paper.fields, "files": told, "further": further})


NAMING = ("motion", "order")
"""Kinds that identify the exhibit's files."""


def _tell(volume: Volume) -> dict[str, int | str]:
    return {
        "number": volume.number, "pages": volume.pages, "convictions": volume.convictions, "sha256": volume.sha256,
    }  # fmt: skip


def _of_court(docket: Docket, filing: Filing, batch: str, as_of: date) -> Iterator[Paper]:
    for of in _lists(docket, filing, batch, as_of):
        yield from _of_list(of)


def _lists(docket: Docket, filing: Filing, batch: str, as_of: date) -> Iterator[List]:
    lists = list(_split(docket, filing.court.limits.convictions_per_order))
    for number, convictions in enumerate(lists, 1):
        yield List(
            docket=docket, convictions=convictions, part=number, parts=len(lists), filing=filing, batch=batch, day=as_of
        )


def _of_list(of: List) -> Iterator[Paper]:
    """Exhibits first, since motion and order name them; the cover sheet last, since it names everything."""
    kinds = of.filing.kinds
    served: list[str] = []
    if of.convictions:
        for exhibit in draft_exhibits(of):
            # The confidential copy goes to the court alone.
            served += [exhibit.title] if exhibit.kind == "exhibit" else []
            yield exhibit
        whole = [draft_motion(of)] if "motion" in kinds else []
        whole += [draft_order(of)] if "order" in kinds else []
    else:
        whole = []
    if "challenge notice" in kinds and of.part == 1 and of.docket.challenged:
        whole.append(draft_notice(of))
    if "proof of service" in kinds and whole:
        whole.append(draft_proof(of, [*(paper.title for paper in whole), *served]))
    yield from bind(whole, of.filing.court.together)
    yield from draft_cases(of)
    yield from draft_persons(of)
    if "index" in kinds and of.convictions:
        yield from draft_index(of)
    if "cover sheet" in kinds:
        yield draft_cover(of)


def _split(docket: Docket, most: int | None) -> Iterator[tuple[Conviction, ...]]:
    """The convictions an order may list; a case stays in one order where the limit lets it."""
    if most is None or len(docket.convictions) <= most:
        yield docket.convictions
        return
    part: list[Conviction] = []
    for _, group in groupby(docket.convictions, key=lambda conviction: conviction.case_number):
        case = list(group)
        if part and len(part) + len(case) > most:
            yield tuple(part)
            part = []
        part += case
        while len(part) > most:
            yield tuple(part[:most])
            part = part[most:]
    if part:
        yield tuple(part)
