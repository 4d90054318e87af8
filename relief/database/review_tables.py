"""What persons said: signatures on convictions, challenges, and facts that they looked up."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel


class ReviewSignature(SQLModel, table=True):
    """One person's word on one conviction. Rows are added, never changed or removed."""

    __table_args__ = (CheckConstraint("position >= 0", name="position"),)
    county: str = Field(primary_key=True, foreign_key="county.name")
    conviction: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    """From 0, without gaps."""
    outcome: str
    relief: str | None
    reason: str
    """The signer's words; who writes them in refuses the person's name, CII number and birth date."""
    signer: str
    """An account, never a person's name."""
    day: date
    against: str
    """What the rules said of the conviction when it was signed: outcome/relief."""


class Challenge(SQLModel, table=True):
    """Why an agency challenged a conviction's relief; the challenge's steps are the ledger's. Added, never changed."""

    __table_args__ = (CheckConstraint("position >= 0", name="position"),)
    county: str = Field(primary_key=True, foreign_key="county.name")
    conviction: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    """From 0, without gaps: a conviction may be challenged again after a new review."""
    ground: str
    """One of ``relief.challenging.Ground``."""
    author: str
    """The account of who challenged, never a person's name."""
    agency: str
    day: date


class Correction(SQLModel, table=True):
    """A fact that staff looked up, as ``relief.correcting.Correction``. Rows are added, never changed or removed."""

    __table_args__ = (CheckConstraint("position >= 0", name="position"),)
    county: str = Field(primary_key=True, foreign_key="county.name")
    record: str = Field(primary_key=True)
    """Hash of what names the row in every delivery: the five columns from ``source`` to ``parts``."""
    field: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    """From 0, without gaps; the last is in force."""
    source: str
    subject_id: str
    """The person's key in the extract."""
    count_order: str | None
    read: str
    """Digest of what the rows said when it was written."""
    shown: str
    """The same as coded text, or masked."""
    becomes: str | None
    """Null: withdrawn."""
    reason: str
    evidence: str
    """Where the fact was found."""
    author: str
    """An account, never a person's name."""
    part: int
    parts: int
    day: date
