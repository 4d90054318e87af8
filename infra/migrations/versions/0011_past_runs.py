"""Runs of the past, which are written down and never in force, and the days of the state's history.

Revision 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BEFORE = ("decided", "unchanged", "failed", "paused", "busy", "nothing came", "not certified")
STATES = ("decided", "unchanged", "past", "failed", "paused", "busy", "nothing came", "not certified")


def upgrade() -> None:
    op.add_column("run", sa.Column("past", sa.Boolean(), server_default=sa.false(), nullable=False))
    _allow(STATES)
    op.create_table(
        "pastcounty",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("county", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", "county", name=op.f("pk_pastcounty")),
        sa.ForeignKeyConstraint(["county"], ["county.name"], name=op.f("fk_pastcounty_county")),
        sa.ForeignKeyConstraint(["run"], ["run.key"], name=op.f("fk_pastcounty_run")),
    )


def downgrade() -> None:
    op.drop_table("pastcounty")
    op.execute("UPDATE statecounty SET state = 'unchanged' WHERE state = 'past'")
    _allow(BEFORE)
    op.drop_column("run", "past")


def _allow(states: tuple[str, ...]) -> None:
    name = op.f("ck_statecounty_state")
    with op.batch_alter_table("statecounty") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, f"state IN ({', '.join(map(repr, states))})")
