"""Trying a county again: when something outside did not answer, and when a worker that is gone still holds it."""

import time
from collections.abc import Callable
from typing import Any

ATTEMPTS = 3
PAUSES = (2.0, 10.0)
"""Seconds before each further attempt."""
LEASE_RUNS_OUT = 360.0
"""Seconds after which nobody holds a county who does not renew it (``relief.database.runs.HOLD``), and a minute."""
_BETWEEN_LOOKS = 10.0


def try_again(
    decide: Callable[[], dict[str, Any]],
    *,
    attempts: int = ATTEMPTS,
    pauses: tuple[float, ...] = PAUSES,
    busy: float = 0.0,
) -> dict[str, Any]:
    """The last answer (``flows.statewide.worker.answer``), and how many attempts were made.

    Args:
        decide: one attempt.
        attempts: at most.
        pauses: seconds before each further one; the last counts for all that follow.
        busy: seconds that a county which somebody else holds is waited for. A worker that was killed on another machine
            gives nothing back: its hold runs out.
    """
    begun, made = time.monotonic(), 1
    while True:
        answer = decide()
        if answer.get("busy") and time.monotonic() - begun < busy:
            time.sleep(min(_BETWEEN_LOOKS, busy))
        elif answer.get("passing") and made < attempts:
            time.sleep(pauses[min(made, len(pauses)) - 1])
            made += 1
        else:
            return {**answer, "attempts": made}
