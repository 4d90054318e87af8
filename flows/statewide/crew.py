"""A crew of worker processes: counties side by side, each tried again when something outside did not answer.

A process of its own for each hand, so that a county that runs out of memory, is killed or takes too long ends its own
process and nobody else's; the next county gets a new one. Hand-over is by key: nothing of a county's data passes here.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Self

from flows.statewide.attempts import ATTEMPTS, PAUSES, try_again
from flows.statewide.deciding import Job, order

HOUR = 3600.0
_GIVEN_BACK = {"_RJEM_MALLOC_CONF": "muzzy_decay_ms:0"}
"""What Polars frees goes back to the machine at once: workers share it, and what one keeps the other does not have."""


class HandLost(ConnectionError):
    """A worker's process ended before it answered: killed, or out of memory."""


class TookTooLong(TimeoutError):
    """A county was not decided in the time that it is given; its process was ended."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a crew works."""

    hands: int = field(default_factory=lambda: os.cpu_count() or 1)
    """Counties at the same time."""
    timeout: float = HOUR
    """Seconds that a county may take."""
    attempts: int = ATTEMPTS
    pauses: tuple[float, ...] = PAUSES
    """Seconds before each further attempt."""


class Hand:
    """One worker process, started when it is first needed, and again when it was lost."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def do(self, job: Job, timeout: float) -> dict[str, Any]:
        """What the worker says of a county. Raises HandLost or TookTooLong."""
        process = self._process = self._process if self._process and self._process.poll() is None else _start()
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        watch = threading.Timer(timeout, give_up)
        watch.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            told = {name: getattr(job, name) for name in ("county", "exports", "force", "since")}
            told["as of"] = job.as_of.isoformat()
            process.stdin.write(json.dumps(told) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        finally:
            watch.cancel()
        if not answer:
            self.end()
            raise TookTooLong(job.county) if late.is_set() else HandLost(job.county)
        found: dict[str, Any] = json.loads(answer)
        return found

    def end(self) -> None:
        """Let the process go."""
        if self._process is not None:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
            self._process.stdout.close()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


class Crew:
    """Hands that share a list of counties. Enter it in an environment that names the workplace."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._hands: SimpleQueue[Hand] = SimpleQueue()
        self._pool = ThreadPoolExecutor(terms.hands)
        self._begun: dict[str, Future[dict[str, Any]]] = {}
        self._all = [Hand() for _ in range(terms.hands)]
        for hand in self._all:
            self._hands.put(hand)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        for hand in self._all:
            hand.end()

    def begin(self, jobs: Sequence[Job]) -> None:
        """Take on these counties, the largest first, after those that were begun before."""
        for job in order(jobs):
            self._begun[job.county] = self._pool.submit(self._try, job)

    def wait(self, county: str) -> Mapping[str, Any]:
        """How a county that was begun has ended, when it has: as the worker says, or ``failed`` and ``why``."""
        return self._begun[county].result()

    def _try(self, job: Job) -> dict[str, Any]:
        return try_again(lambda: self._do(job), attempts=self._terms.attempts, pauses=self._terms.pauses)

    def _do(self, job: Job) -> dict[str, Any]:
        hand = self._hands.get()
        try:
            return hand.do(job, self._terms.timeout)
        except HandLost:
            return {
                "failed": "worker",
                "why": "its process was ended from outside, or ran out of memory",
                "passing": True,
            }
        except TookTooLong:
            return {"failed": "worker", "why": f"it took longer than {self._terms.timeout:.0f} s", "passing": False}
        finally:
            self._hands.put(hand)


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "flows.statewide.worker"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        cwd=Path.cwd(), env={**_GIVEN_BACK, **os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )  # fmt: skip
