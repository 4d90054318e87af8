"""The ``relief`` command: which verb, and how the command ends.

Each verb is a module that is imported when it is asked for, so that ``--help`` answers at once and
only a run pays for Prefect. Exit code 0: all that should have been done was done. 2: the user can
put it right, and the message says how. 1: it is our fault, or something was left undone.
"""

import gc
import os
import sys
from collections.abc import Sequence

from flows.lazy_verbs import LazyVerbs
from flows.usage import Mistake, Stopped
from flows.verbs import VERBS
from relief.errors import UserError

PURPOSE = "Clears criminal records in bulk: county exports in; motions, orders and a ledger out."
DONE, OURS, USERS = 0, 1, 2

_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Python looks for garbage every 700 objects. Half a million are made by imports and stay: a run spends a twelfth on looking."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give back its exit code."""
    if arguments is None:  # the process is ours
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _act(given)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OURS
    except (KeyboardInterrupt, Stopped):
        print("relief: stopped; run it again and it goes on where it was", file=sys.stderr)
        return 130
    except Mistake as mistake:
        word = mistake.ctx.command_path if mistake.ctx else "relief"
        print(f"relief: {mistake.format_message()}\nTry: {word} --help", file=sys.stderr)
        return USERS
    except Exception as error:
        return _tell(error)


def _act(given: list[str]) -> int:
    try:
        relief = LazyVerbs(name="relief", purpose=PURPOSE, package="flows.verbs", verbs=VERBS)
        return int(relief.main(args=given, prog_name="relief", standalone_mode=False) or DONE)
    finally:
        sys.stdout.flush()  # here, where a reader who has gone away is understood


def _tell(error: Exception) -> int:
    """Say how it ended: a user's mistake in its own words, ours without the error's, which may quote a cell."""
    from flows.failures import Incomplete, StepFailed, describe

    cause = error.cause if isinstance(error, StepFailed) else error
    step = f"{error.step}: " if isinstance(error, StepFailed) else ""
    if isinstance(cause, UserError):
        print(f"relief: {cause}", file=sys.stderr)
        return USERS
    if isinstance(cause, Incomplete):
        print(f"relief: {step}{cause}. Nothing was filed on it; please report this", file=sys.stderr)
        return OURS
    print(f"relief: {step}{describe(cause)}. This is our mistake, not yours; please report this line", file=sys.stderr)
    return OURS


if __name__ == "__main__":
    sys.exit(main())
