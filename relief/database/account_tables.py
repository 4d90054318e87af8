"""Who may sign in, and how: accounts, their passkeys, their sessions. Tables as in ``tables``.

What opens a door is kept as a hash, or sealed: whoever copies these tables can sign in as nobody.
"""

from datetime import datetime

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, SQLModel

from relief.database.columns import UtcTime, one_of


class Account(SQLModel, table=True):
    """An account, as ``relief.accounts.Account``. Rows are changed and never removed: the audit chain names them."""

    __table_args__ = (one_of("role", ["clerk", "county staff", "program staff", "auditor"], "role"),)
    name: str = Field(primary_key=True)
    role: str
    county: str | None
    """The county's word; null: every county. No foreign key: an account may come before its county's first export."""
    courts: list[str] = Field(default_factory=list, sa_type=JSON)
    made: datetime = Field(sa_type=UtcTime)
    removed: datetime | None = Field(default=None, sa_type=UtcTime)
    seen: datetime | None = Field(default=None, sa_type=UtcTime)
    """Of the last sign-in."""
    code: str | None = None
    """SHA-256 of the code that enrols, once."""
    code_until: datetime | None = Field(default=None, sa_type=UtcTime)
    password: str | None = None
    """Argon2id, in its usual text form."""
    secret: bytes | None = None
    """The secret of the codes of the minute, sealed under the password."""
    last_step: int | None = Field(default=None, sa_type=BigInteger)
    """Number of the half minute whose code was used last: none is good twice."""
    failures: int = 0
    """Wrong sign-ins since the last right one."""
    locked_until: datetime | None = Field(default=None, sa_type=UtcTime)


class Passkey(SQLModel, table=True):
    """A passkey's public half."""

    credential: str = Field(primary_key=True)
    """The key's id, in base64url."""
    account: str = Field(foreign_key="account.name", index=True)
    public_key: bytes
    uses: int = Field(sa_type=BigInteger)
    """The authenticator's own count; one that goes back is a copy."""
    made: datetime = Field(sa_type=UtcTime)


class Session(SQLModel, table=True):
    """A browser that somebody signed in with."""

    __table_args__ = (one_of("kind", ["signed in", "enrolling"], "kind"),)
    token: str = Field(primary_key=True)
    """SHA-256 of the token in the browser's cookie."""
    account: str = Field(foreign_key="account.name", index=True)
    kind: str
    begun: datetime = Field(sa_type=UtcTime)
    seen: datetime = Field(sa_type=UtcTime)
    """Of the last request."""
    ended: datetime | None = Field(default=None, sa_type=UtcTime)
