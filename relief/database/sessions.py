"""Signing in, and for how long: failures counted, accounts locked, sessions begun, touched and ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update
from sqlmodel import col

from relief.accounts import FAILURES, IDLE, LOCKED, LONGEST, Account, Role
from relief.database import account_tables as tables
from relief.database.audit import add_audit
from relief.database.engine import connect, transact

_BETWEEN = timedelta(seconds=15)
"""A session that was seen so lately is not marked again: one page asks for several things at once."""

SIGNED_IN, ENROLLING = "signed in", "enrolling"


@dataclass(frozen=True, kw_only=True)
class OpenSession:
    """A session that is good now."""

    account: Account
    kind: str
    begun: datetime


def note_failure(engine: Engine, name: str, *, source: str, at: datetime) -> None:
    """Count a wrong sign-in; the fifth in a row locks the account.

    Args:
        name: what was given; where there is no such account, it is written down nowhere: people type passwords there.
        source: the address that asked.
    """

    def work(connection: Connection) -> None:
        here = col(tables.Account.name) == name
        columns = (col(tables.Account.failures), col(tables.Account.locked_until), col(tables.Account.county))
        row = connection.execute(select(*columns).where(here).with_for_update()).first()
        if row is None:
            _note(connection, "signin.unknown", "", None, source, at)
            return
        if row[1] is not None and row[1] > at:
            _note(connection, "signin.refused", name, row[2], source, at)
            return
        failures = row[0] + 1
        locks = failures >= FAILURES
        told = {"failures": 0, "locked_until": at + LOCKED} if locks else {"failures": failures}
        connection.execute(update(tables.Account).where(here).values(**told))
        _note(connection, "signin.locked" if locks else "signin.failed", name, row[2], source, at)

    transact(engine, work)


def begin_session(
    engine: Engine, name: str, *, token: str, source: str, at: datetime, step: int | None = None,
    passkey: tuple[str, int] | None = None,
) -> bool:  # fmt: skip
    """Sign an account in that has shown who it is; False where it may not now.

    Args:
        token: SHA-256 of the new session's token.
        step: number of the half minute whose code was shown; not good if one as late was used before.
        passkey: its id, and its own count of uses.
    """

    def work(connection: Connection) -> bool:
        row = _read_open(connection, name, at)
        if row is None or (step is not None and row["last_step"] is not None and step <= row["last_step"]):
            return False
        values: dict[str, Any] = {"failures": 0, "locked_until": None, "seen": at}
        if step is not None:
            values["last_step"] = step
        connection.execute(update(tables.Account).where(col(tables.Account.name) == name).values(**values))
        if passkey is not None:
            known = col(tables.Passkey.credential) == passkey[0]
            connection.execute(update(tables.Passkey).where(known).values(uses=passkey[1]))
        _add(connection, token, name, SIGNED_IN, at)
        _note(connection, "signin.done", name, row["county"], source, at)
        return True

    return transact(engine, work)


def begin_enrolling(engine: Engine, name: str, *, code: str, token: str, source: str, at: datetime) -> bool:
    """Let whoever has an account's code choose what it signs in with; False where the code is not good.

    Args:
        code: SHA-256 of the code. It is good once.
        token: SHA-256 of the new session's token.
    """

    def work(connection: Connection) -> bool:
        row = _read_open(connection, name, at)
        if row is None or row["code"] != code or row["code_until"] <= at:
            return False
        here = col(tables.Account.name) == name
        connection.execute(update(tables.Account).where(here).values(code=None, code_until=None, failures=0))
        _add(connection, token, name, ENROLLING, at)
        _note(connection, "enrolment.begun", name, row["county"], source, at)
        return True

    return transact(engine, work)


def find_session(engine: Engine, token: str, *, at: datetime) -> OpenSession | None:
    """The session of that token (its SHA-256), and it was seen now; None where there is none that is still good."""
    columns: list[Any] = [col(getattr(tables.Session, name)) for name in ("account", "kind", "begun", "seen")]
    known = (col(tables.Session.token) == token) & col(tables.Session.ended).is_(None)
    with connect(engine) as connection:
        row = connection.execute(select(*columns).where(known)).first()
        if row is None or row[3] + IDLE <= at or row[2] + LONGEST <= at:
            return None
        here = (col(tables.Account.name) == row[0]) & col(tables.Account.removed).is_(None)
        told: list[Any] = [col(getattr(tables.Account, name)) for name in ("name", "role", "county", "courts")]
        who = connection.execute(select(*told).where(here)).first()
    if who is None:
        return None
    if row[3] + _BETWEEN <= at:
        transact(engine, lambda connection: connection.execute(update(tables.Session).where(known).values(seen=at)))
    account = Account(name=who[0], role=Role(who[1]), county=who[2], courts=tuple(who[3]))
    return OpenSession(account=account, kind=row[1], begun=row[2])


def end_session(engine: Engine, token: str, *, source: str, at: datetime) -> None:
    """End the session of that token; nothing where it has ended."""

    def work(connection: Connection) -> None:
        known = (col(tables.Session.token) == token) & col(tables.Session.ended).is_(None)
        name = connection.execute(select(col(tables.Session.account)).where(known)).scalar()
        if name is not None:
            connection.execute(update(tables.Session).where(known).values(ended=at))
            _note(connection, "session.ended", name, None, source, at)

    transact(engine, work)


def end_sessions(engine: Engine, name: str, *, source: str, at: datetime) -> None:
    """End every session of an account."""

    def work(connection: Connection) -> None:
        open_ = (col(tables.Session.account) == name) & col(tables.Session.ended).is_(None)
        connection.execute(update(tables.Session).where(open_).values(ended=at))
        _note(connection, "sessions.ended", name, None, source, at)

    transact(engine, work)


def _read_open(connection: Connection, name: str, at: datetime) -> dict[str, Any] | None:
    """The account's row unless it is removed or locked."""
    table = tables.Account.__table__  # type: ignore[attr-defined]  # SQLModel's tables have it
    here = (col(tables.Account.name) == name) & col(tables.Account.removed).is_(None)
    row = connection.execute(select(*table.c).where(here).with_for_update()).mappings().first()
    locked = row is not None and row["locked_until"] is not None and row["locked_until"] > at
    return None if row is None or locked else dict(row)


def _add(connection: Connection, token: str, name: str, kind: str, at: datetime) -> None:
    connection.execute(insert(tables.Session).values(token=token, account=name, kind=kind, begun=at, seen=at))


def _note(connection: Connection, event: str, actor: str, county: str | None, source: str, at: datetime) -> None:
    add_audit(connection, at=at, actor=actor, event=event, county=county or "", subject=source, counts={})
