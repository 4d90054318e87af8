"""``relief sample``: a fictional export."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from flows.verbs.options import County
from relief.errors import UserError

if TYPE_CHECKING:
    from connectors.layouts import Layout

File = Annotated[
    Path, Option("--out", metavar="PATH", help="the file to write; RAP sheets: a .zip or a folder", show_default=False)
]
Source = Annotated[str, Option("--source", help="which of the county's sources")]
Rows = Annotated[
    int, Option("--rows", help="DOJ records to write; other sources: of the people of so many DOJ records")
]
Seed = Annotated[int, Option("--seed", help="same seed, same bytes")]
Header = Annotated[bool, Option("--header", help="with a header line")]


def act(
    county: County, out: File, source: Source = "doj", rows: Rows = 50_000, seed: Seed = 1, header: Header = False
) -> int:
    """Write the file."""
    from connectors import load_county

    declared = load_county(county)
    if source not in declared.sources:
        raise UserError(f"--source {source}: {county} has no such source. Sources: {', '.join(declared.sources)}.")
    if rows < 1:
        raise UserError(f"--rows {rows}: at least 1")
    layout = declared.sources[source].versions[-1].layout
    begun = time.monotonic()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        written = _write(out, layout, source, county=declared.doj_name, rows=rows, seed=seed, header=header)
    except OSError as error:
        raise UserError(f"--out {out}: {error.strerror}") from None
    print(f"{written} in {time.monotonic() - begun:.1f} s: {out}", file=sys.stderr)
    return 0


def _write(out: Path, layout: "Layout", source: str, *, county: str, rows: int, seed: int, header: bool) -> str:
    """Write the fictional export of a source; gives what was written, in words."""
    from connectors.layouts import load_layout
    from connectors.readers.rap_sheets import RapSheets
    from connectors.samples import write_sample
    from connectors.samples.rap_sheets import write_rap_sheets
    from connectors.samples.twin import write_twin

    if isinstance(layout.file, RapSheets):
        _refuse_mixture(out, header=header)
        return f"{write_rap_sheets(out, county=county, rows=rows, seed=seed):,} fictional RAP sheets"
    if out.is_dir():
        raise UserError(f"--out {out}: this is a folder; name a file")
    if layout != load_layout("doj"):
        if header:
            raise UserError(f"--header: the layout of {source} says whether there is a header line")
        return f"{write_twin(out, layout, county=county, rows=rows, seed=seed):,} fictional rows"
    return f"{write_sample(out, county=county, rows=rows, seed=seed, header=header):,} fictional rows"


def _refuse_mixture(out: Path, *, header: bool) -> None:
    """UserError where other files would be taken for sheets, or a header line is asked for."""
    if header:
        raise UserError("--header: RAP sheets have no header line")
    if out.suffix.lower() != ".zip" and out.is_dir() and any(out.iterdir()):
        raise UserError(f"--out {out}: this folder is not empty; name a new one, or a .zip")
    if out.is_file() and out.suffix.lower() != ".zip":
        raise UserError(f"--out {out}: this is a file; name a folder or a .zip")
