"""``relief replay``: a past run once more, to the same bytes."""

import sys
from typing import Annotated

from typer import Argument

from flows.verbs.options import Database, Out

Run = Annotated[
    str,
    Argument(
        metavar="RUN", help="number of a run of the state, or the beginning of a county's run", show_default=False
    ),
]


def act(run: Run, out: Out, database: Database = None) -> int:
    """Do it again and compare; 1 where a file differs."""
    from flows.statewide.replaying import find_runs, replay
    from flows.workplace import Workplace

    workplace, differ = Workplace.choose(out, database=database), 0
    for word, key in find_runs(workplace, run):
        found = replay(word, key, workplace)
        differ += len(found.differ)
        print(f"{word}  {key[:16]}  {found.files} files, {'the same bytes' if not found.differ else 'not the same'}")
        for name in found.differ:
            print(f"relief: {word}: {name} is not what it was", file=sys.stderr)
    return 1 if differ else 0
