"""A county's lease, held and renewed for as long as a run works on it; a run of the past holds none."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flows.asked import describe_question, keep_question
from flows.clock import now
from flows.precedence import Force, Past, find_why_past
from flows.run import Run

if TYPE_CHECKING:
    from relief.database import Claim

HISTORY = "it is of the state's history"
_SECONDS_BETWEEN_RENEWALS = 60.0


@contextmanager
def held(run: Run, force: Force = "newest") -> Iterator["Claim | Past"]:
    """Take the county for the run; give it back when the run ends, as failed unless it was finished.

    A run of the past (``flows.precedence``) takes nothing: it is done beside whatever works on the county.

    Args:
        run: the run.
        force: ``always`` takes a mistake back: the county goes back to what it had.

    Raises:
        UserError: another run is at work on the county.
    """
    begun = now()
    why = HISTORY if force == "never" else find_why_past(run)
    if why and force != "always":
        keep_question(run)
        yield Past(begun=begun, why=why)
        return
    with _leased(run) as claim:
        # Another run may have come into force before the county was ours; none will while it is.
        why = find_why_past(run)
        if why and force == "always":
            _tell_back(run)
        yield Past(begun=begun, why=why) if why and force != "always" else claim


def _tell_back(run: Run) -> None:
    """That somebody has the county go back to what it had before."""
    from relief import database

    engine = database.open_database(run.workplace.database)
    try:
        database.record_audit(
            engine, at=now(), actor="relief", event="county.put.back", county=run.word, subject=run.key
        )
    finally:
        engine.dispose()


@contextmanager
def _leased(run: Run) -> Iterator["Claim"]:
    from relief import database

    engine = database.open_database(run.workplace.database)
    claim = database.begin_run(
        engine,
        key=run.key,
        county=run.word,
        as_of=run.as_of,
        exports=[export.sha256 for export in run.exports],
        owner=database.name_owner(),
        at=now(),
        asked=describe_question(run),
    )
    keep_question(run)
    done = threading.Event()

    def renew() -> None:
        while not done.wait(_SECONDS_BETWEEN_RENEWALS):
            try:
                database.renew_lease(engine, claim, at=now())
            except database.LeaseLost:
                return  # the next commit says so, and stops the run
            except database.DatabaseFailure:
                continue  # not there just now; the lease outlasts several of these

    renewer = threading.Thread(target=renew, daemon=True)
    renewer.start()
    try:
        yield claim
    finally:
        done.set()
        renewer.join()
        database.fail_run(engine, claim, at=now())
        engine.dispose()


def is_recorded(run: Run) -> bool:
    """Whether the run was finished and, unless it was a what-if or is of the past, its determinations are in force."""
    from relief import database

    engine = database.open_database(run.workplace.database)
    try:
        known = database.read_status(engine, county=run.word).runs
    finally:
        engine.dispose()
    counts = run.workplace.policy is None and not find_why_past(run)
    return any(each.key == run.key and each.status == "finished" and (each.in_force or not counts) for each in known)
