"""The ledger's causes and steps of reversal; files of outcomes, tasks, reversals, who was told, who is withheld.

Revision 0006.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OLD = (
    "identified", "reviewed", "needs review", "not eligible", "not challenged", "challenged", "defender notified",
    "heard", "filed", "accepted", "rejected", "deferred", "granted", "denied", "entered", "reported", "confirmed",
    "already relieved", "records destroyed", "no court case found", "deceased", "wrong agency",
)  # fmt: skip
ORDER = (*OLD[:13], "granted in part", *OLD[13:])
NEW = (
    *ORDER, "questioned", "reversal noticed", "reversal heard", "upheld", "reinstated", "reinstatement reported",
)  # fmt: skip
LEDGER, LEDGER_KEY = "ledgerstep", ("county", "conviction", "position")

Column = tuple[str, Any, bool]
"""Name, type, whether it may be null."""

TABLES: dict[str, tuple[tuple[str, ...], tuple[Column, ...], bool]] = {
    "returnedfile": (
        ("county", "sha256"),
        (
            ("name", sa.String(), False), ("day", sa.Date(), False), ("actor", sa.String(), False),
            ("rows", sa.BigInteger(), False), ("applied", sa.BigInteger(), False), ("known", sa.BigInteger(), False),
            ("tasks", sa.BigInteger(), False),
        ),
        False,
    ),
    "task": (
        ("county", "task"),
        (
            ("kind", sa.String(), False), ("conviction", sa.String(), True), ("source", sa.String(), False),
            ("place", sa.Integer(), True), ("batch", sa.String(), True), ("row", sa.Integer(), True),
            ("outcome", sa.String(), True), ("day", sa.Date(), True), ("raised", sa.Date(), False),
        ),
        False,
    ),
    "taskevent": (
        ("county", "task", "position"),
        (
            ("state", sa.String(), False), ("owner", sa.String(), False), ("actor", sa.String(), False),
            ("day", sa.Date(), False), ("note", sa.String(), False),
        ),
        True,
    ),
    "reversal": (
        ("county", "conviction", "position"),
        (
            ("cause", sa.String(), False), ("reason", sa.String(), False), ("author", sa.String(), False),
            ("day", sa.Date(), False),
        ),
        True,
    ),
    "told": (
        ("county", "conviction", "position"),
        (("party", sa.String(), False), ("of", sa.String(), False), ("day", sa.Date(), False), ("actor", sa.String(), False)),
        True,
    ),
    "withheld": (
        ("county", "conviction", "why"),
        (("day", sa.Date(), False), ("actor", sa.String(), False)),
        False,
    ),
}  # fmt: skip
"""Table to key, other columns, and whether its key ends with a position."""


def upgrade() -> None:
    _remake_ledger(NEW, cause=True)
    for table, (key, columns, positioned) in TABLES.items():
        _create(table, key, columns, positioned)
        _guard(table, key)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    _remake_ledger(OLD, cause=False)


def _create(table: str, key: tuple[str, ...], columns: tuple[Column, ...], positioned: bool) -> None:
    checks: list[Any] = []
    if positioned:
        checks.append(sa.CheckConstraint("position >= 0", name=op.f(f"ck_{table}_position")))
    if table == "taskevent":
        checks.append(sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_taskevent_state")))
    op.create_table(
        table,
        *(sa.Column(name, sa.Integer() if name == "position" else sa.String(), nullable=False) for name in key),
        *(sa.Column(name, kind, nullable=null) for name, kind, null in columns),
        *checks,
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["county"], ["county.name"], name=op.f(f"fk_{table}_county")),
    )


def _remake_ledger(steps: tuple[str, ...], *, cause: bool) -> None:
    words = f"step IN ({', '.join(repr(step) for step in steps)})"
    if op.get_context().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_ledgerstep_step"), LEDGER, type_="check")
        op.create_check_constraint(op.f("ck_ledgerstep_step"), LEDGER, words)
        if cause:
            op.add_column(LEDGER, sa.Column("cause", sa.String(), nullable=True))
        else:
            op.drop_column(LEDGER, "cause")
        return
    # SQLite changes no constraint: the table is made anew, and what keeps it append-only goes with the old one.
    texts = [sa.Column(name, sa.String(), nullable=name in ("paper", "cause")) for name in ("step", "actor", "paper")]
    columns = [
        sa.Column("county", sa.String(), nullable=False), sa.Column("conviction", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False), texts[0], sa.Column("day", sa.Date(), nullable=False),
        *texts[1:], *([sa.Column("cause", sa.String(), nullable=True)] if cause else []),
    ]  # fmt: skip
    op.create_table(
        "ledgerstep_new",
        *columns,
        sa.CheckConstraint(words, name=op.f("ck_ledgerstep_step")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_ledgerstep_position")),
        sa.PrimaryKeyConstraint(*LEDGER_KEY, name=op.f("pk_ledgerstep")),
        sa.ForeignKeyConstraint(["county"], ["county.name"], name=op.f("fk_ledgerstep_county")),
        sa.ForeignKeyConstraint(["paper"], ["paper.key"], name=op.f("fk_ledgerstep_paper")),
    )
    kept = ", ".join(("county", "conviction", "position", "step", "day", "actor", "paper"))
    op.execute(f"INSERT INTO ledgerstep_new ({kept}) SELECT {kept} FROM ledgerstep")  # noqa: S608 - our own names
    op.drop_table(LEDGER)
    op.rename_table("ledgerstep_new", LEDGER)
    _guard(LEDGER, LEDGER_KEY)


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
