"""What people act on: counties, exports, runs, determinations in force, papers, ledger steps, audit.

Whole histories stay in the object store, as Parquet. No table holds a name, a date of birth or a CII
number: ``subject_id`` and the case number lead back to them for whoever may read that run's folder.

That a thing happens once is said here, in keys and unique indexes, and nowhere else. Text that has a
closed vocabulary is checked; times are UTC with their zone; days are dates.
"""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, Dialect, Index, MetaData, TypeDecorator, text
from sqlmodel import Field, SQLModel

from relief.ledger import Step

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""How constraints are named, the same on every database, so that a migration can name them."""

SQLModel.metadata.naming_convention = NAMES
METADATA: MetaData = SQLModel.metadata


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no zone, so it is taken off there on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: in UTC, or a ValueError if the moment has no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be recorded: give it in UTC")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """From the database: in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(column: str, words: list[str], name: str) -> CheckConstraint:
    """A check that a column holds one of these words."""
    quoted = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({quoted})", name=name)


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

    What an earlier run decided is in that run's own Parquet file.
    """

    # Clustered by its key on SQLite: one tree to fill instead of two.
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}
    county: str = Field(primary_key=True)
    conviction: str = Field(primary_key=True)
    """The conviction's name, the same in every export that lists it: ``relief.database.name_convictions``."""
    run: str
    """The run in force. Not a foreign key: that would be looked up for every row, and who writes has just held it."""
    subject_id: str | None
    """The person's key in the extract."""
    source_file: str
    source_row: int
    """Record number in the file, from 1, header not counted."""
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
