"""Runs of the state, and counties that wait: beside ``tables``, where a county's own run is."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, SQLModel

from relief.database.columns import UtcTime, one_of

STATES = ("decided", "unchanged", "past", "failed", "paused", "busy", "nothing came", "not certified")
"""What became of a county in a run of the state; ``past``: what was asked is before the run in force, which stays."""


class StateRun(SQLModel, table=True):
    """One run over the counties that are active."""

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """From 1, without gaps."""
    as_of: date
    asked: str
    """everything; new files; or a county's word."""
    versions: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    """Of code, rules, templates and reference data."""
    started_at: datetime = Field(sa_type=UtcTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)
    """Null while it works, and for ever where it died."""


class StateCounty(SQLModel, table=True):
    """What became of a county in a run of the state."""

    __table_args__ = (one_of("state", list(STATES), "state"),)
    number: int = Field(primary_key=True, foreign_key="staterun.number")
    county: str = Field(primary_key=True, foreign_key="county.name")
    state: str
    run: str | None = Field(default=None, foreign_key="run.key")
    """The run that is in force for the county after it; null where it has none."""
    why: str
    """In words, where it was not decided; nothing of a person."""
    told: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """Seconds, bytes of memory, rows: numbers by name."""


class PastCounty(SQLModel, table=True):
    """A county on a past day: the state's history, beside the runs that are in force one after the other."""

    day: date = Field(primary_key=True)
    county: str = Field(primary_key=True, foreign_key="county.name")
    run: str | None = Field(default=None, foreign_key="run.key")
    """Null where it could not be decided."""
    why: str
    """In words, then; nothing of a person."""
    told: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """Numbers by name: ``flows.statewide.backfilling``."""


class CountyPause(SQLModel, table=True):
    """A county set waiting, or taken up again. Rows are added, never changed or removed."""

    __table_args__ = (CheckConstraint("position >= 0", name="position"),)
    county: str = Field(primary_key=True, foreign_key="county.name")
    position: int = Field(primary_key=True)
    paused: bool
    reason: str
    author: str
    """An account, never a person's name."""
    at: datetime = Field(sa_type=UtcTime)
