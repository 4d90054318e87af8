"""The papers of a run, all but those that do not say, read back, what they should: nothing of these is kept."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.run import Run
from relief.errors import UserError

if TYPE_CHECKING:
    from relief.papers import Filing, Paper
    from templates.compiling import TypesettingError
    from templates.rendering import Written

_PLACE = {"source_file": pl.String, "source_row": pl.UInt32}


def print_what_can_be(
    run: Run, rows: pl.DataFrame, filing: "Filing", batch: str, folder: Path
) -> tuple[list["Written"], pl.DataFrame]:
    """Render all papers into ``folder``; also the rows that are in them.

    What one paper is refused for stops no other: the convictions are taken out, and all is drawn up again, since motion,
    order and index count and number what there is. Raises TypesettingError where a paper that lists nobody is refused.
    """
    from relief.papers import draft
    from templates.rendering import render_all

    while True:
        refused: list[tuple[Paper, TypesettingError]] = []
        written = render_all(
            draft(rows, filing, batch=batch, as_of=run.as_of),
            run.word,
            lambda name, pdf: _put(folder / name, pdf, filing),
            editable=filing.court.editable,
            refused=lambda paper, error, refused=refused: refused.append((paper, error)),  # type: ignore[misc]  # bound now
        )
        if not refused:
            return written, rows
        shutil.rmtree(folder, ignore_errors=True)
        places = {place for paper, error in refused for place in _find_places(paper, error, run.word, rows)}
        out = pl.DataFrame(sorted(places), schema=_PLACE, orient="row")
        rows = rows.join(out, on=list(_PLACE), how="anti", maintain_order="left")


def _find_places(
    paper: "Paper", error: "TypesettingError", county: str, rows: pl.DataFrame
) -> Iterator[tuple[str, int]]:
    """Places of what a paper was refused for; of a case, those of all its convictions."""
    from relief.papers import Conviction
    from templates.culprits import find_culprits

    culprits = list(find_culprits(paper, county))
    cases = [each.case_number.strip() for each in culprits if not isinstance(each, Conviction)]
    places = [(each.source_file, each.source_row) for each in culprits if isinstance(each, Conviction)]
    places += rows.filter(pl.col("case_number").str.strip_chars().is_in(cases)).select(*_PLACE).rows()
    if not places:
        raise error
    return iter(places)


def _put(path: Path, content: bytes, filing: "Filing") -> None:
    if len(content) > (most := filing.court.limits.document_bytes):
        raise UserError(
            f"{path.name}: {len(content):,} bytes, and the court takes {most:,}; lower court.limits.convictions_per_file"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
