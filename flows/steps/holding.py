"""What is held back where a paper, read back, did not say what it should.

A paper is refused for convictions that it lists: these are held back, and no other. One that lists nobody, a motion or an
order, is refused for its whole list, since a court can do nothing with half of a batch; but for the name in its caption only
where it could be printed with another.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from relief.papers import Conviction, Paper
from relief.papers.heads import shorten

if TYPE_CHECKING:
    from templates.compiling import TypesettingError

Place = tuple[str, int]
"""Source file and row of a conviction."""
WITH_ITS_LIST = "held back with all of its list, for the "


def hold_back(
    refused: "Iterable[tuple[Paper, TypesettingError]]", county: str, lists: Mapping[str, Sequence[Conviction]]
) -> dict[Place, str]:
    """Each conviction that is held back, and why: the kind of paper and what was wrong, nothing of a person.

    Args:
        refused: papers, completed, each with what it was refused for.
        county: whose wording they have.
        lists: group to the convictions that its papers are about (``relief.papers.list_groups``).
    """
    why: dict[Place, str] = {}
    for paper, error in refused:
        listed = lists[paper.group]
        said = f"{paper.kind}: {str(error).partition(': ')[2]}"
        found = list(_find_culprits(paper, county, listed))
        for each in found or listed:
            why.setdefault((each.source_file, each.source_row), said if found else WITH_ITS_LIST + said)
    return why


def _find_culprits(paper: Paper, county: str, listed: Sequence[Conviction]) -> Iterator[Conviction]:
    """Convictions without which the paper could be printed; of a case, all of it. None where it is refused for no person."""
    from templates.culprits import find_culprits, is_refused_for_caption

    cases = set()
    for each in find_culprits(paper, county):
        if isinstance(each, Conviction):
            yield each
        else:
            cases.add(each.case_number)
    yield from (each for each in listed if each.case_number in cases)
    if paper.convictions or paper.entries or paper.head is None:
        return
    if paper.head.defendant.startswith(shorten(listed[0].name)) and is_refused_for_caption(paper, county):
        yield listed[0]
