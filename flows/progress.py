"""Who is told that a step begins and that it is done: the command line, or nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from flows.run import Run
from flows.step import Done, Step, do


class Listener(Protocol):
    """Hears of steps."""

    def begins(self, step: str) -> None:
        """A step begins."""

    def ends(self, done: Done) -> None:
        """A step is done, now or before."""


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Tell ``listener`` of every step in this block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def do_aloud(step: Step, run: Run) -> Done:
    """As ``flows.step.do``, and whoever listens hears of it."""
    begin(step.name)
    done = do(step, run)
    end(done)
    return done


def begin(step: str) -> None:
    """Say that a step begins."""
    if listener := _listener.get():
        listener.begins(step)


def end(done: Done) -> None:
    """Say that a step is done."""
    if listener := _listener.get():
        listener.ends(done)
