"""Deliveries by source, append-only.

Revision 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLE, KEY = "delivery", ("county", "content", "source")


def upgrade() -> None:
    op.create_table(
        TABLE,
        *(sa.Column(name, sa.String(), nullable=False) for name in KEY),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("unlisted", sa.String(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_delivery_position")),
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_delivery")),
        sa.ForeignKeyConstraint(["county"], ["county.name"], name=op.f("fk_delivery_county")),
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
    seen = f"EXISTS (SELECT 1 FROM {TABLE} WHERE {same})"  # noqa: S608 - our own names
    # INSERT OR REPLACE deletes without asking the trigger above.
    op.execute(f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} WHEN {seen} {refuse}")
