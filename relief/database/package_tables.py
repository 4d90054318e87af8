"""Tables of packages: what was put into each, and what happened to it. Rows are added, never changed or removed."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from relief.database.columns import one_of

EVENTS = ("made", "row withdrawn", "sending", "delivered", "withdrawn")
"""What may happen to a package.

Its papers were written; one of its rows was taken out again; its delivery was begun, so that it changes no more; the
court has all of it; it was given up, its number stays used.
"""


class Package(SQLModel, table=True):
    """What one court is asked for on one day. Its number is used from the moment that this row is there."""

    __table_args__ = (
        Index("uq_package_ordinal", "county", "year", "ordinal", unique=True),
        CheckConstraint("ordinal > 0", name="ordinal"),
        CheckConstraint("rows > 0", name="rows"),
    )
    county: str = Field(primary_key=True, foreign_key="county.name")
    number: str = Field(primary_key=True)
    """Batch number, as ``LA-2026-0001``."""
    year: int
    ordinal: int
    """From 1 in each year, without gaps."""
    court: str
    """The courthouse, as its papers name it."""
    day: date
    run: str = Field(foreign_key="run.key")
    """The run whose determinations it asks the court to follow."""
    rows: int


class PackageRow(SQLModel, table=True):
    """Which conviction a row of a package is."""

    __table_args__ = (
        CheckConstraint("row > 0", name="row"),
        ForeignKeyConstraint(["county", "number"], ["package.county", "package.number"]),
        Index("ix_packagerow_county_conviction", "county", "conviction"),
    )
    county: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    row: int = Field(primary_key=True)
    """From 1, in the order of its papers."""
    conviction: str


class PackageEvent(SQLModel, table=True):
    """What happened to a package."""

    __table_args__ = (
        one_of("event", list(EVENTS), "event"),
        CheckConstraint("position >= 0", name="position"),
        ForeignKeyConstraint(["county", "number"], ["package.county", "package.number"]),
    )
    county: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    """From 0, without gaps: two writers who saw the same last event cannot both add the next."""
    event: str
    edition: int
    """Which writing of its papers: a row that is taken out makes another."""
    row: int | None = None
    day: date
    actor: str
    """An account or a program, never a person's name."""
    note: str
    """The route of a delivery, the reason of a withdrawal; nothing of a person."""
    sha256: str | None = None
    """Of the package's checksums, where it was made or delivered."""
