"""How a step's failure is told, in Prefect's states as on the terminal, without anything of the data."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from relief.errors import SettingMissing, UserError

ROOMS = ("relief", "connectors", "expectations", "templates", "flows", "infra")
_HERE = Path(__file__).resolve().parent.parent


class StepFailed(Exception):
    """A step did not finish.

    The text names the step and where it stopped, never what it was given: it ends up in Prefect's
    states and logs. ``cause`` is what was raised, for the one who prints the end of the command.
    """

    def __init__(self, step: str, cause: BaseException) -> None:
        super().__init__(f"{step}: {describe(cause)}")
        self.step = step
        self.cause = cause

    def __reduce__(self) -> tuple[Any, ...]:
        # Prefect pickles what a task raised, whatever it is told about results: the cause stays behind.
        return _restore, (self.step, str(self))

    @property
    def passing(self) -> bool:
        """Whether trying again may help: something outside did not answer."""
        return is_passing(self.cause)


class _LeftBehind(Exception):
    """Stands for a cause that was not written down."""


def _restore(step: str, text: str) -> StepFailed:
    failed = StepFailed(step, _LeftBehind())
    failed.args = (text,)
    return failed


class Incomplete(Exception):
    """What came out does not add up to what went in. The message holds counts only."""


def describe(error: BaseException) -> str:
    """The error's type and the place in our code, never its message, which may quote a cell; but a setting that is missing."""
    if isinstance(error, SettingMissing):
        return str(error)
    if isinstance(error, UserError):
        return "refused what it was given; the command's own output says why"
    return f"{type(error).__name__} at {locate(error)}"


def locate(error: BaseException) -> str:
    """File and line of the innermost frame that is ours, as ``connectors/doj.py:120``."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_ours(frame.filename)]
    if not ours:
        return "an unknown place"
    return f"{Path(ours[-1].filename).resolve().relative_to(_HERE)}:{ours[-1].lineno}"


def is_passing(error: BaseException) -> bool:
    """Whether the error is a connection's: the store or the database did not answer.

    By name, because importing boto3 and SQLAlchemy to ask would cost more than the answer is worth.
    """
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"ConnectionError", "TimeoutError", "HTTPClientError", "OperationalError"})


def _is_ours(filename: str) -> bool:
    path = Path(filename).resolve()
    return path.is_relative_to(_HERE) and path.relative_to(_HERE).parts[0] in ROOMS


@contextmanager
def safely(step: str) -> Iterator[None]:
    """Let nothing out of the block but StepFailed."""
    try:
        yield
    except StepFailed:
        raise
    except Exception as error:
        raise StepFailed(step, error) from None
