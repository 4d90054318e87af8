"""The audit: who did what, in a chain that shows when it was changed."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from relief.database.columns import UtcTime


class Audit(SQLModel, table=True):
    """Who did what, in a chain: each entry's hash covers the one before. Rows are added, never changed or removed.

    Numbers, hashes and words from closed lists only: nothing of a person.
    """

    __table_args__ = (CheckConstraint("seq > 0", name="seq"),)
    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    """From 1, without gaps."""
    at: datetime = Field(sa_type=UtcTime)
    actor: str
    """Account or process, letters, digits and ``_.:@-`` only."""
    event: str
    """What was done, in the same letters: ``run.begun``."""
    county: str
    """Empty where it concerns none."""
    subject: str
    """The hash or key of what it was done to; empty where there is none."""
    counts: str
    """Numbers by name, as canonical JSON."""
    previous: str = Field(unique=True)
    """Hash of the entry before, 64 zeros for the first. Unique, so the chain cannot fork."""
    hash: str
    """SHA-256 of ``previous`` as 32 bytes followed by the entry's canonical JSON (``relief.database.audit``)."""
