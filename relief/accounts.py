"""Who may sign in, and what each may see: a clerk her courts, county staff their county, others no person at all."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from relief.errors import UserError

_NAME = re.compile(r"[A-Za-z0-9_.:@-]{1,80}\Z")


class Role(StrEnum):
    """What an account is for."""

    CLERK = "clerk"
    """Of one court or several of one county: its packages, and their outcomes."""
    COUNTY = "county staff"
    """Of one county's agency: packages of all its courts, and how the county stands."""
    PROGRAM = "program staff"
    """Of the state's program: how every county stands, in numbers; nobody's case."""
    AUDITOR = "auditor"
    """Reads the audit chain of every county, and the numbers; nobody's case, and changes nothing."""


FAILURES = 5
"""Wrong sign-ins in a row after which an account is locked."""
LOCKED = timedelta(minutes=15)
"""For how long."""
IDLE = timedelta(minutes=30)
"""A session ends when nothing was asked for so long."""
LONGEST = timedelta(hours=12)
"""And in any case after this."""
INACTIVE = timedelta(days=90)
"""An account that nobody signed in to for so long has to be reset."""
ENROLMENT = timedelta(hours=72)
"""How long a code to enrol with is good."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody who may sign in. The name is an account's, as ``clerk.1``: never a person's."""

    name: str
    role: Role
    county: str | None = None
    """The county's word; None: every county."""
    courts: tuple[str, ...] = ()
    """A clerk's courts, as packages name them."""

    def covers(self, county: str) -> bool:
        """Whether the county is one of the account's."""
        return self.county is None or self.county == county

    def sees_cases_of(self, county: str, court: str) -> bool:
        """Whether the account may see the cases of that court of that county."""
        if self.role is Role.COUNTY:
            return self.county == county
        return self.role is Role.CLERK and self.county == county and court in self.courts


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An account as it is listed."""

    account: Account
    made: datetime
    seen: datetime | None
    """Of the last sign-in."""
    state: str
    """open, not enrolled, locked, inactive or removed."""
    signs_in_with: str
    """passkey, password and code, both, or nothing yet."""


def check_account(account: Account) -> Account:
    """The account itself. UserError where its name could be a person's, or its role asks for what it has not."""
    if not _NAME.match(account.name):
        raise UserError("an account's name is letters, digits and _.:@- only, at most 80, and no person's name")
    local = account.role in (Role.CLERK, Role.COUNTY)
    if local != (account.county is not None):
        asks = "needs --county" if local else "is of every county: leave --county out"
        raise UserError(f"an account of {account.role} {asks}")
    if (account.role is Role.CLERK) != bool(account.courts):
        asks = "needs --court" if account.role is Role.CLERK else "has no court: leave --court out"
        raise UserError(f"an account of {account.role} {asks}")
    return account
