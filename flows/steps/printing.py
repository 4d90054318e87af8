"""The papers of a run, all but those that do not say, read back, what they should: nothing of these is kept."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.run import Run
from flows.steps.holding import Place, hold_back
from relief.errors import UserError

if TYPE_CHECKING:
    from relief.papers import Filing, Paper
    from templates.compiling import TypesettingError
    from templates.rendering import Written

_PLACE = {"source_file": pl.String, "source_row": pl.UInt32}


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What came of a run's papers."""

    written: "list[Written]"
    rows: pl.DataFrame
    """Those that are in papers."""
    held: pl.DataFrame
    """source_file, source_row and ``reason`` of those that are in none, since a paper was refused."""


def print_what_can_be(run: Run, rows: pl.DataFrame, filing: "Filing", batch: str, folder: Path) -> Printed:
    """Render all papers into ``folder``.

    What one paper is refused for stops no other: the convictions are taken out, and all is drawn up again, since motion,
    order and index count and number what there is.
    """
    from relief.papers import draft, list_groups
    from templates.rendering import render_all

    why: dict[Place, str] = {}
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
            return Printed(written=written, rows=rows, held=_as_frame(why))
        shutil.rmtree(folder, ignore_errors=True)
        new = hold_back(refused, run.word, list_groups(rows, filing, batch=batch, as_of=run.as_of))
        rows = rows.join(_as_frame(new), on=list(_PLACE), how="anti", maintain_order="left")
        why |= new


def _as_frame(why: dict[Place, str]) -> pl.DataFrame:
    told = [(*place, reason) for place, reason in sorted(why.items())]
    return pl.DataFrame(told, schema={**_PLACE, "reason": pl.String}, orient="row")


def _put(path: Path, content: bytes, filing: "Filing") -> None:
    if len(content) > (most := filing.court.limits.document_bytes):
        raise UserError(
            f"{path.name}: {len(content):,} bytes, and the court takes {most:,}; lower court.limits.convictions_per_file"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
