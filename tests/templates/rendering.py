"""Papers of a fictional batch, rendered as a run renders them."""

from dataclasses import replace
from functools import cache

import polars as pl

from relief.papers import Filing, Paper, Volume, draft, with_exhibit
from templates.rendering import Written, render_all
from tests.fictional_batch import AS_OF, BOTH, FILING, batch

VOLUME = Volume(number=1, convictions=3, pages=2, sha256="ab" * 32)


def drafted(rows: pl.DataFrame, filing: Filing = FILING) -> list[Paper]:
    """The papers of these determinations, those that identify the exhibit with a stand-in for it."""
    return [identified(paper) for paper in draft(rows, filing, batch="B7", as_of=AS_OF)]


def identified(paper: Paper) -> Paper:
    return with_exhibit(paper, [VOLUME])


def one(kind: str, rows: pl.DataFrame, filing: Filing = FILING) -> Paper:
    """The first paper of a kind."""
    return next(p for p in drafted(rows, replace(filing, kinds=BOTH)) if p.kind == kind)


@cache
def finished(size: int, seed: int = 1) -> tuple[dict[str, bytes], list[Paper], list[Written]]:
    """Files by name, the papers as drafted, and what was written, for a batch of every kind of paper."""
    papers = list(draft(batch(size, seed), replace(FILING, kinds=BOTH), batch="B7", as_of=AS_OF))
    files: dict[str, bytes] = {}
    written = render_all(papers, "los_angeles", files.__setitem__)
    return files, papers, written
