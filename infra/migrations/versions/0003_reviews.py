"""Signatures of reviews and challenges, append-only.

Revision 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("reviewsignature", "challenge")


def upgrade() -> None:
    _create(
        "reviewsignature",
        *(_text(name, null=name == "relief") for name in ("outcome", "relief", "reason", "signer")),
        sa.Column("day", sa.Date(), nullable=False),
        _text("against"),
    )
    _create(
        "challenge",
        *(_text(name) for name in ("ground", "author", "agency")),
        sa.Column("day", sa.Date(), nullable=False),
    )
    for table in TABLES:
        _guard(table)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _create(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        _text("county"),
        _text("conviction"),
        sa.Column("position", sa.Integer(), nullable=False),
        *columns,
        sa.CheckConstraint("position >= 0", name=op.f(f"ck_{table}_position")),
        sa.PrimaryKeyConstraint("county", "conviction", "position", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["county"], ["county.name"], name=op.f(f"fk_{table}_county")),
    )


def _guard(table: str) -> None:
    if op.get_context().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        # INSERT OR REPLACE deletes without asking the trigger above.
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} "  # noqa: S608 - our own names
            "WHERE county = NEW.county AND conviction = NEW.conviction AND position = NEW.position) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER")
