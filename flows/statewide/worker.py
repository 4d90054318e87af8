"""A worker's process: does the counties that it is told on standard input, one a line, and says on standard output how
each ended. It is told words and keys, and tells nothing of a person.

``python -m flows.statewide.worker`` in an environment that names the workplace.
"""

import json
import os
import resource
import sys
import time
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.statewide.deciding import Job
    from flows.workplace import Workplace


def work() -> None:
    """Until standard input ends."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints does not speak for us
    from flows.statewide.deciding import Job
    from flows.workplace import Workplace

    for line in sys.stdin:
        told = json.loads(line)
        day, exports = date.fromisoformat(told["as of"]), tuple(told["exports"])
        job = Job(county=told["county"], exports=exports, as_of=day, force=told["force"], since=told["since"])
        replies.write(json.dumps(answer(job, Workplace.read())) + "\n")
        replies.flush()


def answer(job: "Job", workplace: "Workplace") -> dict[str, Any]:
    """Decide a county and say how it ended: its run and figures, or ``failed``, ``why``, ``passing`` and ``busy``."""
    from flows.failures import StepFailed, describe, is_passing
    from flows.statewide.deciding import decide_county
    from relief.errors import UserError

    begun, spent = time.monotonic(), time.process_time()
    try:
        ended = decide_county(job, workplace)
    except Exception as error:
        cause = error.cause if isinstance(error, StepFailed) else error
        busy = type(cause).__name__ == "CountyBusy"
        step = error.step if isinstance(error, StepFailed) else "plan"
        why = str(cause) if isinstance(cause, UserError) else describe(cause)
        return {"failed": step, "why": why, "passing": is_passing(cause), "busy": busy}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {**ended, "wall": time.monotonic() - begun, "cpu": time.process_time() - spent, "peak": peak}


if __name__ == "__main__":
    work()
