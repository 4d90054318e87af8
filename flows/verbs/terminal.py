"""Progress on standard error, for a person to read."""

import sys
import time

from flows.step import Done

_DOING = {
    "read": "reading",
    "check": "checking",
    "match": "matching",
    "determine": "deciding",
    "papers": "writing papers",
    "report": "reporting",
    "summarize": "adding up",
    "record": "recording",
}


class Terminal:
    """Prints a line a step, and keeps its seconds."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._begun = time.monotonic()

    def begins(self, step: str) -> None:
        """Say what is being done, on a terminal only: elsewhere a line is printed once."""
        if sys.stderr.isatty() and step not in self.seconds:
            print(f"{_DOING.get(step, step)} ...", end="\r", file=sys.stderr, flush=True)

    def ends(self, done: Done) -> None:
        """Say what was done, how fast, once a step."""
        if done.step in self.seconds:
            return
        self.seconds[done.step] = done.seconds
        rows = int(done.counts.get("rows", 0))
        rate = "" if done.again else f"{done.seconds:8.2f} s {rows / max(done.seconds, 1e-3):>12,.0f} rows/s"
        print(
            f"{_DOING.get(done.step, done.step):<15}{rows:>12,} rows {rate or '   done before'}",
            file=sys.stderr,
            flush=True,
        )

    def total(self) -> float:
        """Seconds since this terminal was made."""
        return time.monotonic() - self._begun
