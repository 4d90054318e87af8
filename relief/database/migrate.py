"""Bringing a database to the present schema.

The revisions are in ``infra/migrations``. Alembic is imported only when there is something to do.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from relief.errors import UserError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0012"
"""The newest revision; a test holds it to be what the folder says."""

MIGRATIONS = Path(__file__).resolve().parents[2] / "infra" / "migrations"

_LOCK = 0x72656C696566
"""PostgreSQL's advisory lock while a migration runs: the letters of ``relief``."""


def is_current(connection: Connection) -> bool:
    """Whether the database has the present schema; a UserError if it has one from a later version."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision is not None and revision > HEAD:
        raise UserError("the database was written by a later version of this program; install that version or later")
    return bool(revision == HEAD)


def upgrade(engine: Engine) -> None:
    """Bring the database to ``HEAD`` in one transaction; a second process that wants the same waits."""
    from alembic import command

    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if not is_current(connection):
            command.upgrade(configure(connection), HEAD)


def configure(connection: Connection) -> "Config":
    """Alembic's settings for an open connection, whose transaction it joins."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings
