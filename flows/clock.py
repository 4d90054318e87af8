"""The clock. Nothing below this room reads it."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today, where this machine is."""
    return datetime.now().astimezone().date()
