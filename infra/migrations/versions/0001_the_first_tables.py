"""The first tables, and triggers that keep the audit chain and the ledger append-only.

Revision 0001.
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STEPS = (
    "'identified', 'reviewed', 'needs review', 'not eligible', 'not challenged', 'challenged', 'defender notified', "
    "'heard', 'filed', 'accepted', 'rejected', 'deferred', 'granted', 'denied', 'entered', 'reported', 'confirmed', "
    "'already relieved', 'records destroyed', 'no court case found', 'deceased', 'wrong agency'"
)
APPEND_ONLY = ("audit", "ledgerstep")


def upgrade() -> None:
    _create_counties()
    _create_runs()
    _create_determinations()
    _create_papers()
    _create_ledger()
    _create_audit()
    if op.get_context().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    for table in ("audit", "ledgerstep", "paper", "determination", "runexport", "run", "export", "lease", "county"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change")
        op.execute("DROP FUNCTION follow_chain")


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _whole(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _large(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _time(name: str, *, null: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _create_counties() -> None:
    op.create_table("county", _text("name"), _key("county", "name"))
    op.create_table(
        "lease",
        _text("county"),
        _large("fence"),
        _text("run"),
        _text("owner"),
        _time("until", null=True),
        _key("lease", "county"),
        _refers("lease", "county", "county.name"),
    )
    op.create_table(
        "export",
        _text("county"),
        _text("sha256"),
        _large("size"),
        _large("rows"),
        _text("name"),
        _time("recorded_at"),
        _key("export", "county", "sha256"),
        _refers("export", "county", "county.name"),
    )


def _create_runs() -> None:
    op.create_table(
        "run",
        _text("key"),
        _text("county"),
        sa.Column("as_of", sa.Date(), nullable=False),
        _text("status"),
        _text("owner"),
        _large("fence"),
        _time("started_at"),
        _time("finished_at", null=True),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.CheckConstraint("status IN ('running', 'finished', 'failed', 'abandoned')", name=op.f("ck_run_status")),
        _key("run", "key"),
        _refers("run", "county", "county.name"),
    )
    op.create_index(op.f("ix_run_county"), "run", ["county"])
    where = sa.text("in_force")
    op.create_index("uq_run_in_force", "run", ["county"], unique=True, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "runexport",
        _text("run"),
        _text("sha256"),
        _key("runexport", "run", "sha256"),
        _refers("runexport", "run", "run.key"),
    )


def _create_determinations() -> None:
    op.create_table(
        "determination",
        _text("county"),
        _text("conviction"),
        _text("run"),
        _text("subject_id", null=True),
        _text("source_file"),
        _whole("source_row"),
        _text("court", null=True),
        _text("ori", null=True),
        _text("case_number", null=True),
        _whole("count", null=True),
        _text("code_section", null=True),
        sa.Column("conviction_date", sa.Date(), nullable=True),
        _text("level", null=True),
        _text("outcome"),
        _text("relief", null=True),
        _text("rule"),
        _text("citation", null=True),
        _text("reason", null=True),
        _text("unknown_facts", null=True),
        _text("law_version"),
        _key("determination", "county", "conviction"),
        sqlite_with_rowid=False,
    )


def _create_papers() -> None:
    op.create_table(
        "paper",
        _text("key"),
        _text("run"),
        _text("kind"),
        _text("court"),
        _text("sha256"),
        _whole("pages"),
        _whole("rows"),
        _key("paper", "key"),
        _refers("paper", "run", "run.key"),
    )
    op.create_index(op.f("ix_paper_run"), "paper", ["run"])


def _create_ledger() -> None:
    op.create_table(
        "ledgerstep",
        _text("county"),
        _text("conviction"),
        _whole("position"),
        _text("step"),
        sa.Column("day", sa.Date(), nullable=False),
        _text("actor"),
        _text("paper", null=True),
        sa.CheckConstraint(f"step IN ({STEPS})", name=op.f("ck_ledgerstep_step")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_ledgerstep_position")),
        _key("ledgerstep", "county", "conviction", "position"),
        _refers("ledgerstep", "county", "county.name"),
        _refers("ledgerstep", "paper", "paper.key"),
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        _time("at"),
        _text("actor"),
        _text("event"),
        _text("county"),
        _text("subject"),
        _text("counts"),
        _text("previous"),
        _text("hash"),
        sa.CheckConstraint("seq > 0", name=op.f("ck_audit_seq")),
        _key("audit", "seq"),
        sa.UniqueConstraint("previous", name=op.f("uq_audit_previous")),
    )


def _guard_sqlite() -> None:
    for table in APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    # INSERT OR REPLACE deletes without asking the trigger above.
    op.execute(
        "CREATE TRIGGER ledgerstep_no_replace BEFORE INSERT ON ledgerstep WHEN EXISTS (SELECT 1 FROM ledgerstep "
        "WHERE county = NEW.county AND conviction = NEW.conviction AND position = NEW.position) "
        "BEGIN SELECT RAISE(ABORT, 'ledgerstep is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_follows BEFORE INSERT ON audit "
        "WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit) "
        "OR NEW.previous <> coalesce((SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), printf('%064d', 0)) "
        "BEGIN SELECT RAISE(ABORT, 'audit has no gaps'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE FUNCTION follow_chain() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE head record; BEGIN "
        "SELECT seq, hash INTO head FROM audit ORDER BY seq DESC LIMIT 1; "
        "IF NEW.seq <> coalesce(head.seq, 0) + 1 OR NEW.previous <> coalesce(head.hash, repeat('0', 64)) "
        "THEN RAISE EXCEPTION 'audit has no gaps'; END IF; RETURN NEW; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER")
    op.execute("CREATE TRIGGER audit_follows BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION follow_chain()")
