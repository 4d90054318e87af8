"""Which convictions, or cases of an index, a paper was refused for: it is drawn up over fewer and fewer of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from relief.papers import Conviction, Paper
from relief.papers.paper import Entry
from templates.compiling import TypesettingError
from templates.typeset import render, whole


def find_culprits(paper: Paper, county: str) -> Iterator[Conviction | Entry]:
    """What a refused paper lists without which it could be printed; all of it where no part is refused alone.

    Nothing where the paper lists nothing: it is refused for what the county says, and not for a person.
    """
    if paper.bound or len(paper.convictions or paper.entries) < 2:
        for each in whole(paper):
            yield from each.convictions or each.entries
        return
    parts = [part for part in _halve(paper) if _is_refused(part, county)]
    if not parts:
        yield from paper.convictions or paper.entries
    for part in parts:
        yield from find_culprits(part, county)


def is_refused_for_caption(paper: Paper, county: str) -> bool:
    """Whether a refused paper could be printed if its caption named nobody."""
    return paper.head is not None and not _is_refused(_without_name(paper), county)


def _without_name(paper: Paper) -> Paper:
    head = None if paper.head is None else replace(paper.head, defendant="DEFENDANT")
    return replace(paper, head=head, bound=tuple(map(_without_name, paper.bound)))


def _halve(paper: Paper) -> Sequence[Paper]:
    if paper.convictions:
        middle = len(paper.convictions) // 2
        return [replace(paper, convictions=half) for half in (paper.convictions[:middle], paper.convictions[middle:])]
    middle = len(paper.entries) // 2
    return [replace(paper, entries=half) for half in (paper.entries[:middle], paper.entries[middle:])]


def _is_refused(paper: Paper, county: str) -> bool:
    try:
        render(paper, county)
    except TypesettingError:
        return True
    return False
