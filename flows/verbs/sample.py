"""``relief sample``: a fictional export."""

import sys
import time
from pathlib import Path
from typing import Annotated

from typer import Option

from flows.verbs.options import County
from relief.errors import UserError

File = Annotated[Path, Option("--out", metavar="FILE", help="the file to write", show_default=False)]
Rows = Annotated[int, Option("--rows", help="records to write")]
Seed = Annotated[int, Option("--seed", help="same seed, same bytes")]
Header = Annotated[bool, Option("--header", help="with a header line")]


def act(county: County, out: File, rows: Rows = 50_000, seed: Seed = 1, header: Header = False) -> int:
    """Write the file."""
    from connectors import load_county
    from connectors.samples import write_sample

    doj_name = load_county(county).doj_name
    if rows < 1:
        raise UserError(f"--rows {rows}: at least 1")
    if out.is_dir():
        raise UserError(f"--out {out}: this is a folder; name a file")
    begun = time.monotonic()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        written = write_sample(out, county=doj_name, rows=rows, seed=seed, header=header)
    except OSError as error:
        raise UserError(f"--out {out}: {error.strerror}") from None
    seconds = time.monotonic() - begun
    print(f"{written:,} fictional rows in {seconds:.1f} s: {out}", file=sys.stderr)
    return 0
