"""What people act on: counties, exports, runs, determinations in force, papers, ledger steps.

Whole histories stay in the object store, as Parquet. No table holds a name, a date of birth or a CII
number: ``subject_id`` and the case number lead back to them for whoever may read that run's folder.

That a thing happens once is said here, in keys and unique indexes, and nowhere else. Text that has a
closed vocabulary is checked; times are UTC with their zone; days are dates.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, false, text
from sqlmodel import Field, SQLModel

from relief.database.columns import UtcTime, one_of
from relief.ledger import Step


class County(SQLModel, table=True):
    """A county that sends exports."""

    name: str = Field(primary_key=True)
    """The county's one word, as its profile file is called: ``los_angeles``."""


class Lease(SQLModel, table=True):
    """Who may write for a county now: one row a county."""

    county: str = Field(primary_key=True, foreign_key="county.name")
    fence: int = Field(sa_type=BigInteger)
    """Counts up with every new holder and never down. A commit that carries an older number is refused."""
    run: str
    """Key of the run that holds it, or held it last."""
    owner: str
    """The process that holds it; empty when nobody does."""
    until: datetime | None = Field(default=None, sa_type=UtcTime)
    """When it lapses unless it is renewed; null when nobody holds it."""


class Export(SQLModel, table=True):
    """A file that a county sent. The same bytes under another name are the same export."""

    county: str = Field(primary_key=True, foreign_key="county.name")
    sha256: str = Field(primary_key=True)
    """Hash of the file's bytes, in hexadecimal."""
    size: int = Field(sa_type=BigInteger)
    """Bytes."""
    rows: int = Field(sa_type=BigInteger)
    """Records in it, header not counted, those set aside included."""
    name: str
    """Base name under which it first came."""
    recorded_at: datetime = Field(sa_type=UtcTime)


class Delivery(SQLModel, table=True):
    """One source's part of a delivery, as ``relief.deliveries.Delivery``. Rows are added, never changed or removed."""

    __table_args__ = (CheckConstraint("position >= 0", name="position"),)
    county: str = Field(primary_key=True, foreign_key="county.name")
    content: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    position: int
    """From 0: the county's deliveries in the order in which they were first recorded."""
    day: date
    rows: int = Field(sa_type=BigInteger)
    unlisted: str
    """Names of coded values in no vocabulary, hashes, separated by spaces."""


class Run(SQLModel, table=True):
    """One answer to one question: these exports, this code, these rules and this policy, on this day."""

    __table_args__ = (
        one_of("status", ["running", "finished", "failed", "abandoned"], "status"),
        Index(
            "uq_run_in_force",
            "county",
            unique=True,
            sqlite_where=text("in_force"),
            postgresql_where=text("in_force"),
        ),
    )
    key: str = Field(primary_key=True)
    """SHA-256 of all that can change the answer: ``relief.database.name_run``."""
    county: str = Field(foreign_key="county.name", index=True)
    as_of: date
    """The day whose law is applied and on which ages and sentences are told."""
    status: str
    """running; finished; failed (it said so); abandoned (its process ended without a word)."""
    owner: str
    """The process that last worked on it."""
    fence: int = Field(sa_type=BigInteger)
    """The fencing number with which it last worked."""
    started_at: datetime = Field(sa_type=UtcTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)
    in_force: bool
    """Whether the county's determinations are this run's. At most one run a county."""
    past: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether it was done as a run of the past, of which nothing was put in force; it held no lease."""
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    """Rows by what became of them, as the summary prints them."""
    asked: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    """What its key is the hash of: inputs by hash; versions of code, rules, policy, templates and reference data."""


class RunExport(SQLModel, table=True):
    """Which exports a run read."""

    run: str = Field(primary_key=True, foreign_key="run.key")
    sha256: str = Field(primary_key=True)
    """The export's hash; the export belongs to the run's county."""


class Determination(SQLModel, table=True):
    """A determination in force: what was decided of one conviction by the run in force of its county.

    Which run that is says ``run.in_force``; in which file and row the conviction stands, its own Parquet file. What an earlier
    run decided is in that run's.
    """

    # Clustered by its key on SQLite: one tree to fill instead of two.
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}
    county: str = Field(primary_key=True)
    conviction: str = Field(primary_key=True)
    """The conviction's name, the same in every export that lists it: ``relief.database.name_convictions``."""
    subject_id: str | None
    """The person's key in the extract."""
    court: str | None
    """Court as printed."""
    ori: str | None
    case_number: str | None
    count: int | None
    code_section: str | None
    """Printed form, as ``HS 11357(c)``."""
    conviction_date: date | None
    level: str | None
    """felony, misdemeanor or infraction."""
    outcome: str
    """eligible, attorney review, ineligible, already relieved, out of scope."""
    relief: str | None
    """What is asked for; null unless eligible."""
    rule: str
    citation: str | None
    reason: str | None
    """One plain sentence."""
    unknown_facts: str | None
    """Facts that could change the outcome, separated by semicolons."""
    law_version: str


class Paper(SQLModel, table=True):
    """A document in the object store. Its key is written once."""

    key: str = Field(primary_key=True)
    """Its key in the object store."""
    run: str = Field(foreign_key="run.key", index=True)
    kind: str
    """``relief.papers.kinds``; of a file in which papers are bound, all of them."""
    court: str
    sha256: str
    pages: int
    rows: int
    """Convictions listed in it."""
    edition: str | None = None
    """Template and edition of its wording; None for what the program did not word."""
    template: str | None = None
    """SHA-256 of that wording, all that it extends and includes, and the layout."""


class LedgerStep(SQLModel, table=True):
    """One step in the life of a conviction's relief. Rows are added, never changed or removed."""

    __table_args__ = (
        one_of("step", [step.value for step in Step], "step"),
        CheckConstraint("position >= 0", name="position"),
    )
    county: str = Field(primary_key=True, foreign_key="county.name")
    conviction: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    """From 0, without gaps. Two writers who both saw the same last step cannot both add the next."""
    step: str
    """One of ``relief.ledger.Step``."""
    day: date
    """When it happened, as the court or the agency says."""
    actor: str
    """Who took it: an agency, a court, a rule set or a user's id. Never a person's name."""
    paper: str | None = Field(default=None, foreign_key="paper.key")
    """The document that shows it, where there is one."""
    cause: str | None = None
    """Why, in the words of whoever took it: a refusal's reason, what was granted in part. Nothing of a person."""
