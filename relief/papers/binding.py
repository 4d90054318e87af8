"""Which papers are one file: a court that wants motion and order in one takes them bound, and nothing is joined later.

A packet is laid out as one: joining finished files would cost their conformance (PDF/A and PDF/UA).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from relief.papers.paper import Paper


def bind(papers: Sequence[Paper], together: Sequence[Sequence[str]]) -> Iterator[Paper]:
    """The papers in their order, those that belong together behind the first of them that there is."""
    by_kind = {paper.kind: paper for paper in papers}
    behind: set[str] = set()
    for kinds in together:
        found = [by_kind[kind] for kind in kinds if kind in by_kind]
        if len(found) > 1:
            by_kind[found[0].kind] = replace(found[0], bound=tuple(found[1:]))
            behind |= {paper.kind for paper in found[1:]}
    yield from (by_kind[paper.kind] for paper in papers if paper.kind not in behind)
