"""Opening a database: SQLite in a file by default, PostgreSQL when its URL says so.

SQLite keeps a rollback journal. Its write-ahead log can corrupt a file when two connections write, in
every version before 3.51.3, and Python usually brings an older one.
"""

import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from relief.database.migrate import is_current, upgrade
from relief.errors import UserError

BUSY_SECONDS = 30
"""How long a writer waits for another before it gives up."""

CACHE_KIB = 64 * 1024
"""SQLite's page cache. With its own two megabytes it writes every page of a large tree several times."""

ATTEMPTS = 5
"""How often a transaction is tried when the database, not the work, was at fault."""

PATIENCE = 60.0
"""Seconds that a database which has answered this process before is waited for when it is away: a restart, a failover."""

_WAL_SAFE_FROM = (3, 51, 3)
_AWAY = {"57P01", "57P02", "57P03", "08000", "08001", "08003", "08006"}
_TRY_AGAIN = {"40001", "40P01", "55P03", "23505", *_AWAY}
"""SQLSTATEs after which the whole transaction may be tried again. 23505 is a unique key that another
writer took in the meantime: the second look finds it and decides anew."""

_ANSWERED = set[str]()
"""Databases that have answered this process: one that never has may be misspelt, and is not waited for."""

Answer = TypeVar("Answer")


class DatabaseFailure(Exception):
    """The database refused or was not there. The message holds a code and never a value of a row."""


class DatabaseAway(DatabaseFailure, ConnectionError):
    """The database did not answer, or broke off; later it may."""


class Conflict(DatabaseFailure):
    """What is to be recorded contradicts what is recorded."""


def open_database(url: str) -> Engine:
    """An engine on the database at ``url``, brought to the present schema first.

    Args:
        url: ``sqlite:///path``, or ``postgresql+psycopg://user@host/name`` (``postgresql://`` is the same).

    Raises:
        UserError: another kind of URL, a database of a later version, or a SQLite file that would need an
            unsafe write-ahead log.
        DatabaseFailure: it cannot be reached.
    """
    address = _read_url(url)
    engine = create_engine(address, hide_parameters=True, pool_pre_ping=address.get_backend_name() == "postgresql")
    if address.get_backend_name() == "sqlite":
        _prepare_file(address)
        _prepare_sqlite(engine)
    try:
        with connect(engine) as connection:
            current = is_current(connection)
        if not current:
            upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def transact(engine: Engine, work: Callable[[Connection], Answer]) -> Answer:
    """Do ``work`` in one writing transaction and commit; try again when the database says so.

    ``work`` must come to the same end when it is done twice: a commit whose answer was lost is done again.

    Raises:
        DatabaseFailure: it could not be committed. What the driver said is left out: it may quote a row.
    """
    attempt, waiting = 1, _Waiting(engine)
    while True:
        try:
            with engine.connect().execution_options(writes=True) as connection, connection.begin():
                return work(connection)
        except (
            DBAPIError,
            engine.dialect.loaded_dbapi.Error,
        ) as error:  # COPY goes past SQLAlchemy, and so do its errors
            if _is_away(error):
                waiting.go_on(error)
                continue
            if attempt == ATTEMPTS or not _may_pass(error):
                raise DatabaseFailure(f"the database refused: {_name_error(error)}") from None
        time.sleep(random.uniform(0, 0.05 * 2**attempt))
        attempt += 1


@contextmanager
def connect(engine: Engine) -> Iterator[Connection]:
    """A connection to read from; a failure names its code and no row."""
    try:
        with _reach(engine) as connection:
            yield connection
    except DBAPIError as error:
        kind = DatabaseAway if _is_away(error) else DatabaseFailure
        raise kind(f"the database refused: {_name_error(error)}") from None


def _reach(engine: Engine) -> Connection:
    waiting = _Waiting(engine)
    while True:
        try:
            connection = engine.connect()
        except DBAPIError as error:
            if not _is_away(error):
                raise
            waiting.go_on(error)
        else:
            _ANSWERED.add(str(engine.url))
            return connection


class _Waiting:
    """For a database that is away, with pauses, until there is no more patience."""

    def __init__(self, engine: Engine) -> None:
        self._until = time.monotonic() + (PATIENCE if str(engine.url) in _ANSWERED else 0.0)

    def go_on(self, error: Exception) -> None:
        """Pause. Raises DatabaseAway when that was long enough."""
        if time.monotonic() > self._until:
            raise DatabaseAway(f"the database is away: {_name_error(error)}") from None
        time.sleep(random.uniform(0.2, 1.0))


def _read_url(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise UserError("this is not a database URL; write sqlite:///path or postgresql+psycopg://host/name") from None
    if address.drivername in ("postgresql", "postgresql+psycopg"):
        return address.set(drivername="postgresql+psycopg")
    if address.drivername != "sqlite" or not address.database or address.database == ":memory:":
        raise UserError("a database is sqlite:///path or postgresql+psycopg://host/name")
    return address


def _prepare_file(address: URL) -> None:
    """Make the file before SQLite does, so that only its owner may read it."""
    path = Path(str(address.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise UserError(f"{path}: the database file cannot be opened: {error.strerror}") from None


def _prepare_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin)


def _set_up_connection(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # Transactions are begun by _begin: the driver would begin them late, and never before a migration's DDL.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    if not _keep_rollback_journal(cursor) and sqlite3.sqlite_version_info < _WAL_SAFE_FROM:
        raise UserError(
            f"the database is in use with a write-ahead log, which SQLite {sqlite3.sqlite_version} can corrupt; "
            "close the other program, or use SQLite 3.51.3 or later"
        )
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    cursor.close()


def _keep_rollback_journal(cursor: sqlite3.Cursor) -> bool:
    """Leave the write-ahead log if the file has one; False if another program keeps it in use."""
    try:
        # Truncating the journal is synced; unlinking it would also need its folder to be.
        cursor.execute("PRAGMA journal_mode = TRUNCATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
    return bool(cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal")


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for its turn: it has to ask at once.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _may_pass(error: Exception) -> bool:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return isinstance(cause, sqlite3.OperationalError) and cause.sqlite_errorname.startswith("SQLITE_BUSY")
    state = getattr(cause, "sqlstate", None)
    return state in _TRY_AGAIN or (isinstance(error, DBAPIError) and error.connection_invalidated)


def _is_away(error: Exception) -> bool:
    """Whether there is no connection: none was made, or the server ended it. libpq often says so without a code."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error) or type(cause).__module__.partition(".")[0] != "psycopg":
        return False
    lost = any(kind.__name__ == "OperationalError" for kind in type(cause).__mro__)
    state = getattr(cause, "sqlstate", None)
    return lost and (state is None or state in _AWAY)


def _name_error(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__} {code}" if code else type(cause).__name__
