"""A day of the law: it may lie in the future, since laws are made ahead of their day."""

from datetime import date

from flows.clock import today
from relief.errors import UserError


def read_day(option: str, text: str | None) -> date:
    """The day, today if none is named. UserError if it is no day."""
    if text is None:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"{option} {text}: write the day as 2020-07-01") from None
