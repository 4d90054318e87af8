"""What a page's line in the table says: its address, what it does, and who may see it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from relief.accounts import Role


class Scope(StrEnum):
    """Whose a page is."""

    NOBODY = "nobody's"
    """Nothing of a county is on it, or only what the page itself chooses by the account."""
    COUNTY = "a county's"
    """Its address names a county, which the account must cover."""
    CASES = "a county's cases"
    """The same, and it shows cases: only of the account's courts."""
    PACKAGE = "a package's"
    """Its address names a package, whose court must be one of the account's."""


class Door(StrEnum):
    """What a browser must have shown."""

    OPEN = "open"
    ENROLLING = "enrolling"
    """A code to enrol with."""
    SIGNED_IN = "signed in"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Who may see a page, and what the audit chain calls it."""

    door: Door = Door.SIGNED_IN
    roles: frozenset[Role] = frozenset()
    scope: Scope = Scope.NOBODY
    event: str = ""
    """As ``package.viewed``. Empty only where nothing is seen, or what is done writes its own entry."""
    limit: str = "page"
    """Which of ``flows.serving.office.LIMITS`` it draws on."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """One line of the table."""

    method: str
    path: str
    act: Callable[..., Any]
    rule: Rule
