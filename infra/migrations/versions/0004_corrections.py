"""Corrections, append-only.

Revision 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE, KEY = "correction", ("county", "record", "field", "position")
OPTIONAL = ("count_order", "becomes")
TEXTS = ("source", "subject_id", "count_order", "read", "shown", "becomes", "reason", "evidence", "author")


def upgrade() -> None:
    op.create_table(
        TABLE,
        *(sa.Column(name, sa.String(), nullable=False) for name in KEY[:3]),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=name in OPTIONAL) for name in TEXTS),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("part", "parts")),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_correction_position")),
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_correction")),
        sa.ForeignKeyConstraint(["county"], ["county.name"], name=op.f("fk_correction_county")),
    )
    _guard()


def downgrade() -> None:
    op.drop_table(TABLE)


def _guard() -> None:
    if op.get_context().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM CURRENT_USER")
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
    for change in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {TABLE}_no_{change.lower()} BEFORE {change} ON {TABLE} {refuse}")
    same = " AND ".join(f"{name} = NEW.{name}" for name in KEY)
    # INSERT OR REPLACE deletes without asking the trigger above.
    seen = f"EXISTS (SELECT 1 FROM {TABLE} WHERE {same})"  # noqa: S608 - our own names
    op.execute(f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} WHEN {seen} {refuse}")
