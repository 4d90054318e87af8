"""Packages, their rows and what happened to them, append-only.

Revision 0007.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

EVENTS = ("made", "row withdrawn", "sending", "delivered", "withdrawn")
KEYS: dict[str, tuple[str, ...]] = {
    "package": ("county", "number"),
    "packagerow": ("county", "number", "row"),
    "packageevent": ("county", "number", "position"),
}
"""Table to key, in the order in which they are made."""


def upgrade() -> None:
    _create(
        "package",
        [
            _text("county"), _text("number"), sa.Column("year", sa.Integer(), nullable=False),
            sa.Column("ordinal", sa.Integer(), nullable=False), _text("court"),
            sa.Column("day", sa.Date(), nullable=False), _text("run"), sa.Column("rows", sa.Integer(), nullable=False),
            _check("package", "ordinal", "ordinal > 0"), _check("package", "rows", "rows > 0"),
            sa.ForeignKeyConstraint(["county"], ["county.name"], name=op.f("fk_package_county")),
            sa.ForeignKeyConstraint(["run"], ["run.key"], name=op.f("fk_package_run")),
        ],
    )  # fmt: skip
    op.create_index("uq_package_ordinal", "package", ["county", "year", "ordinal"], unique=True)
    _create(
        "packagerow",
        [
            _text("county"), _text("number"), sa.Column("row", sa.Integer(), nullable=False), _text("conviction"),
            _check("packagerow", "row", "row > 0"), _of_package("packagerow"),
        ],
    )  # fmt: skip
    op.create_index("ix_packagerow_county_conviction", "packagerow", ["county", "conviction"])
    _create(
        "packageevent",
        [
            _text("county"), _text("number"), sa.Column("position", sa.Integer(), nullable=False), _text("event"),
            sa.Column("edition", sa.Integer(), nullable=False), sa.Column("row", sa.Integer(), nullable=True),
            sa.Column("day", sa.Date(), nullable=False), _text("actor"), _text("note"),
            sa.Column("sha256", sa.String(), nullable=True),
            _check("packageevent", "event", f"event IN ({', '.join(repr(event) for event in EVENTS)})"),
            _check("packageevent", "position", "position >= 0"), _of_package("packageevent"),
        ],
    )  # fmt: skip


def downgrade() -> None:
    for table in reversed(KEYS):
        op.drop_table(table)


def _create(table: str, parts: list[Any]) -> None:
    op.create_table(table, *parts, sa.PrimaryKeyConstraint(*KEYS[table], name=op.f(f"pk_{table}")))
    _guard(table, KEYS[table])


def _text(name: str) -> Any:
    return sa.Column(name, sa.String(), nullable=False)


def _check(table: str, name: str, words: str) -> Any:
    return sa.CheckConstraint(words, name=op.f(f"ck_{table}_{name}"))


def _of_package(table: str) -> Any:
    return sa.ForeignKeyConstraint(
        ["county", "number"], ["package.county", "package.number"], name=op.f(f"fk_{table}_county_number")
    )


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
