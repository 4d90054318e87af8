"""``relief sample``: a fictional export."""

import argparse
import sys
import time
from pathlib import Path

from relief.errors import UserError


def add_options(parser: argparse.ArgumentParser) -> None:
    """As printed by ``relief sample --help``."""
    from flows.verbs.options import add_county

    add_county(parser)
    parser.add_argument("--rows", type=int, default=50_000, help="records to write (default 50,000)")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same bytes (default 1)")
    parser.add_argument("--header", action="store_true", help="with a header line")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write")


def act(options: argparse.Namespace) -> int:
    """Write the file."""
    from connectors import load_county
    from connectors.samples import write_sample

    county = load_county(options.county)
    if options.rows < 1:
        raise UserError(f"--rows {options.rows}: at least 1")
    if options.out.is_dir():
        raise UserError(f"--out {options.out}: this is a folder; name a file")
    begun = time.monotonic()
    try:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        written = write_sample(
            options.out, county=county.doj_name, rows=options.rows, seed=options.seed, header=options.header
        )
    except OSError as error:
        raise UserError(f"--out {options.out}: {error.strerror}") from None
    seconds = time.monotonic() - begun
    print(f"{written:,} fictional rows in {seconds:.1f} s: {options.out}", file=sys.stderr)
    return 0
