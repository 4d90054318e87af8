"""What courts gave back and what followed: files, tasks, reversals, who was told, who is named no more."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from relief.database.columns import one_of


class ReturnedFile(SQLModel, table=True):
    """A file of outcomes that a court gave back. Rows are added, never changed or removed."""

    county: str = Field(primary_key=True, foreign_key="county.name")
    sha256: str = Field(primary_key=True)
    """Hash of the file's bytes."""
    name: str
    day: date
    """On which it was taken in."""
    actor: str
    rows: int = Field(sa_type=BigInteger)
    applied: int = Field(sa_type=BigInteger)
    known: int = Field(sa_type=BigInteger)
    tasks: int = Field(sa_type=BigInteger)
    """Rows are applied, already known, or tasks: the three add up."""


class Task(SQLModel, table=True):
    """What a person has to settle: a row that a court gave back and could not be taken, a grant in question.

    Its owner and state are the last of its ``TaskEvent``. Rows are added, never changed or removed.
    """

    county: str = Field(primary_key=True, foreign_key="county.name")
    task: str = Field(primary_key=True)
    """Hash of what raised it: the same trouble is the same task."""
    kind: str
    """One of ``relief.outcomes.tasks.Kind``."""
    conviction: str | None
    source: str
    """Name of the file, or the run, that raised it."""
    place: int | None
    """Row of the file, from 1 with the heads; page of a PDF."""
    batch: str | None
    row: int | None
    """Row of the batch that the court named."""
    outcome: str | None
    """The court's word in ours, where it could be read."""
    day: date | None
    raised: date


class TaskEvent(SQLModel, table=True):
    """What happened to a task: opened, given to another, closed. Rows are added, never changed or removed."""

    __table_args__ = (
        one_of("state", ["open", "closed"], "state"),
        CheckConstraint("position >= 0", name="position"),
    )
    county: str = Field(primary_key=True, foreign_key="county.name")
    task: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    state: str
    owner: str
    """The court or agency that has to act: never a person's name."""
    actor: str
    day: date
    note: str
    """How it was settled, in words without anything of a person."""


class Reversal(SQLModel, table=True):
    """Why relief is questioned; its steps are the ledger's. Rows are added, never changed or removed."""

    __table_args__ = (CheckConstraint("position >= 0", name="position"),)
    county: str = Field(primary_key=True, foreign_key="county.name")
    conviction: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    """From 0, without gaps: relief that was upheld may be questioned again."""
    cause: str
    """One of ``relief.reversing.Cause``."""
    reason: str
    author: str
    """An account, never a person's name."""
    day: date


class Told(SQLModel, table=True):
    """Who was told of what became of a conviction. Rows are added, never changed or removed."""

    __table_args__ = (CheckConstraint("position >= 0", name="position"),)
    county: str = Field(primary_key=True, foreign_key="county.name")
    conviction: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    party: str
    """One of ``relief.reversing.Party``."""
    of: str
    """The step of which it was told."""
    day: date
    actor: str


class Withheld(SQLModel, table=True):
    """A conviction that no paper may name again. Rows are added, never changed or removed."""

    county: str = Field(primary_key=True, foreign_key="county.name")
    conviction: str = Field(primary_key=True)
    why: str = Field(primary_key=True)
    """deceased, sealed or destroyed."""
    day: date
    actor: str
