"""``relief statewide sample``: a fictional state of 58 counties."""

import sys
import time
from datetime import date
from pathlib import Path
from typing import Annotated

from typer import Option

from relief.errors import UserError

Inbox = Annotated[
    Path, Option("--out", metavar="DIR", help="the inbox: a folder a county below it", show_default=False)
]
Rows = Annotated[int, Option("--rows", help="DOJ records of the whole state; courts' own exports come on top")]
Seed = Annotated[int, Option("--seed", help="same seed, same bytes")]
Day = Annotated[str, Option("--day", metavar="DAY", help="the day in the files' names")]
Only = Annotated[list[str] | None, Option("--county", help="only this county; may be given again", show_default=False)]
Changed = Annotated[
    float | None,
    Option(
        "--changed", metavar="SHARE", help="the next delivery beside one made before: this share of the people changed",
        show_default=False,
    ),
]  # fmt: skip


def act(
    out: Inbox,
    rows: Rows = 100_000,
    seed: Seed = 1,
    day: Day = "2026-10-31",
    county: Only = None,
    changed: Changed = None,
) -> int:
    """Write counties' files, certificates and exports; with --changed, only the next exports."""
    from connectors.samples.state import change_state, write_state
    from relief.own_folder import own_folder

    if rows < 1:
        raise UserError(f"--rows {rows}: at least 1")
    try:
        of_day = date.fromisoformat(day)
    except ValueError:
        raise UserError(f"--day {day}: write the day as 2026-10-31") from None
    if changed is not None and not 0 < changed <= 1:
        raise UserError(f"--changed {changed}: a share of the people, as 0.01")
    begun = time.monotonic()
    if changed is None:
        written = write_state(out, rows=rows, seed=seed, day=of_day, words=county or ())
    else:
        written = change_state(out, share=changed, seed=seed, day=of_day, words=county or ())
    counties = len({one.county for one in written})
    print(
        f"{sum(one.rows for one in written):,} fictional rows of {counties} counties in {time.monotonic() - begun:.1f} s: {out}\n"
        f"County files, certified and active: {own_folder()}",
        file=sys.stderr,
    )
    return 0
