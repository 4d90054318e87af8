"""Runs of the state, what became of each county in them, counties that wait; what a run was asked.

Revision 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATES = ("decided", "unchanged", "failed", "paused", "busy", "nothing came", "not certified")


def upgrade() -> None:
    op.add_column("run", sa.Column("asked", sa.JSON(), nullable=True))
    op.create_table(
        "staterun",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_staterun")),
    )
    op.create_table(
        "statecounty",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("county", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name=op.f("ck_statecounty_state")),
        sa.PrimaryKeyConstraint("number", "county", name=op.f("pk_statecounty")),
        sa.ForeignKeyConstraint(["number"], ["staterun.number"], name=op.f("fk_statecounty_number")),
        sa.ForeignKeyConstraint(["county"], ["county.name"], name=op.f("fk_statecounty_county")),
        sa.ForeignKeyConstraint(["run"], ["run.key"], name=op.f("fk_statecounty_run")),
    )
    op.create_table(
        "countypause",
        sa.Column("county", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_countypause_position")),
        sa.PrimaryKeyConstraint("county", "position", name=op.f("pk_countypause")),
        sa.ForeignKeyConstraint(["county"], ["county.name"], name=op.f("fk_countypause_county")),
    )
    _guard("countypause", ("county", "position"))


def downgrade() -> None:
    for table in ("countypause", "statecounty", "staterun"):
        op.drop_table(table)
    op.drop_column("run", "asked")


def _guard(table: str, key: tuple[str, ...]) -> None:
    if op.get_context().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER")
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for change in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} {refuse}")
    same = " AND ".join(f"{name} = NEW.{name}" for name in key)
    seen = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - our own names
    # INSERT OR REPLACE deletes without asking the trigger above.
    op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {seen} {refuse}")
