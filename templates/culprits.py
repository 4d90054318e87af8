"""Which convictions a paper was refused for: it is drawn up over fewer and fewer of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from relief.papers import Conviction, Paper
from templates.compiling import TypesettingError
from templates.typeset import render, whole


def find_culprits(paper: Paper, county: str) -> Iterator[Conviction]:
    """The convictions without which a refused paper could be printed; all of them where no part is refused alone.

    Nothing where the paper lists no convictions: it is refused for what the county says, and not for a person.
    """
    if paper.bound or len(paper.convictions) < 2:
        yield from (conviction for each in whole(paper) for conviction in each.convictions)
        return
    parts = [part for part in _halve(paper) if _is_refused(part, county)]
    if not parts:
        yield from paper.convictions
    for part in parts:
        yield from find_culprits(part, county)


def _halve(paper: Paper) -> Sequence[Paper]:
    middle = len(paper.convictions) // 2
    return [replace(paper, convictions=half) for half in (paper.convictions[:middle], paper.convictions[middle:])]


def _is_refused(paper: Paper, county: str) -> bool:
    try:
        render(paper, county)
    except TypesettingError:
        return True
    return False
