"""Accounts: made, enrolled, reset and removed by whoever runs the program; each in the audit chain with what it did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlmodel import col

from relief.accounts import ENROLMENT, INACTIVE, Account, Role, Standing
from relief.database import account_tables as tables
from relief.database.audit import add_audit
from relief.database.engine import Conflict, connect, transact


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What an account signs in with."""

    account: Account
    state: str
    """As ``relief.accounts.Standing.state``."""
    password: str | None
    secret: bytes | None
    passkeys: tuple[str, ...]
    """Their ids, in base64url."""


@dataclass(frozen=True, kw_only=True)
class KnownPasskey:
    """A passkey that somebody enrolled."""

    account: str
    public_key: bytes
    uses: int


def add_account(engine: Engine, account: Account, *, code: str, actor: str, at: datetime) -> None:
    """Make an account that can enrol with a code.

    Args:
        code: SHA-256 of the code.
        actor: who makes it.

    Raises:
        Conflict: the name was given before; one that was removed is never given again.
    """

    def work(connection: Connection) -> None:
        if _read(connection, account.name) is not None:
            raise Conflict(f"there is, or was, an account {account.name}; choose another name")
        told = {"name": account.name, "role": account.role.value, "county": account.county}
        connection.execute(
            insert(tables.Account).values(
                **told, courts=list(account.courts), made=at, code=code, code_until=at + ENROLMENT, failures=0
            )
        )
        _note(connection, "account.added", account.name, account.county, actor, at)

    transact(engine, work)


def reset_account(engine: Engine, name: str, *, code: str, actor: str, at: datetime) -> None:
    """Forget what an account signs in with, end its sessions, and let it enrol again. Conflict: there is none."""

    def work(connection: Connection) -> None:
        row = _find(connection, name)
        _forget(connection, name, at)
        _change(connection, name, code=code, code_until=at + ENROLMENT, seen=None, made=at)
        _note(connection, "account.reset", name, row["county"], actor, at)

    transact(engine, work)


def remove_account(engine: Engine, name: str, *, actor: str, at: datetime) -> None:
    """Close an account for good, at once. Conflict: there is none."""

    def work(connection: Connection) -> None:
        row = _find(connection, name)
        _forget(connection, name, at)
        _change(connection, name, code=None, removed=at)
        _note(connection, "account.removed", name, row["county"], actor, at)

    transact(engine, work)


def list_accounts(engine: Engine, *, at: datetime) -> list[Standing]:
    """Every account, removed ones too, by name."""
    with connect(engine) as connection:
        rows = connection.execute(select(*tables.Account.__table__.c).order_by("name")).mappings().all()  # type: ignore[attr-defined]  # SQLModel's tables have it
        keys = set(connection.scalars(select(col(tables.Passkey.account))))
    return [
        Standing(
            account=_as_account(row),
            made=row["made"],
            seen=row["seen"],
            state=_tell_state(row, row["name"] in keys, at),
            signs_in_with=_tell_means(row, row["name"] in keys),
        )
        for row in rows
    ]


def read_credentials(engine: Engine, name: str, *, at: datetime) -> Credentials | None:
    """What an account signs in with; None where there is none."""
    with connect(engine) as connection:
        row = _read(connection, name)
        if row is None:
            return None
        here = col(tables.Passkey.account) == name
        keys = tuple(connection.scalars(select(col(tables.Passkey.credential)).where(here).order_by("credential")))
    return Credentials(
        account=_as_account(row), state=_tell_state(row, bool(keys), at), password=row["password"],
        secret=row["secret"], passkeys=keys,
    )  # fmt: skip


def find_passkey(engine: Engine, credential: str) -> KnownPasskey | None:
    """The passkey of that id; None where nobody enrolled it."""
    columns = [col(getattr(tables.Passkey, name)) for name in ("account", "public_key", "uses")]
    with connect(engine) as connection:
        row = connection.execute(select(*columns).where(col(tables.Passkey.credential) == credential)).first()
    return None if row is None else KnownPasskey(account=row[0], public_key=row[1], uses=row[2])


def set_password(engine: Engine, name: str, *, password: str, secret: bytes, step: int, at: datetime) -> None:
    """Enrol an account with a password and the codes of a secret; whatever password it had before is gone.

    Args:
        password: Argon2id's text.
        secret: sealed.
        step: of the code that showed that the secret arrived: it is not good again.
    """

    def work(connection: Connection) -> None:
        row = _find(connection, name)
        _change(connection, name, password=password, secret=secret, last_step=step, code=None, code_until=None)
        _note(connection, "account.enrolled", name, row["county"], name, at)

    transact(engine, work)


def add_passkey(engine: Engine, name: str, *, credential: str, public_key: bytes, uses: int, at: datetime) -> None:
    """Enrol an account with a passkey, beside what it has. Conflict: somebody has this passkey."""

    def work(connection: Connection) -> None:
        row = _find(connection, name)
        here = col(tables.Passkey.credential) == credential
        if connection.execute(select(col(tables.Passkey.account)).where(here)).first() is not None:
            raise Conflict("this passkey is enrolled already")
        connection.execute(
            insert(tables.Passkey).values(
                credential=credential, account=name, public_key=public_key, uses=uses, made=at
            )
        )
        _change(connection, name, code=None, code_until=None)
        _note(connection, "account.enrolled", name, row["county"], name, at)

    transact(engine, work)


def _note(connection: Connection, event: str, name: str, county: str | None, actor: str, at: datetime) -> None:
    add_audit(connection, at=at, actor=actor, event=event, county=county or "", subject=name, counts={})


def _forget(connection: Connection, name: str, at: datetime) -> None:
    connection.execute(delete(tables.Passkey).where(col(tables.Passkey.account) == name))
    _change(connection, name, password=None, secret=None, last_step=None, failures=0, locked_until=None)
    open_ = (col(tables.Session.account) == name) & col(tables.Session.ended).is_(None)
    connection.execute(update(tables.Session).where(open_).values(ended=at))


def _find(connection: Connection, name: str) -> dict[str, Any]:
    row = _read(connection, name)
    if row is None or row["removed"] is not None:
        raise Conflict("there is no such account; see: relief accounts list")
    return row


def _read(connection: Connection, name: str) -> dict[str, Any] | None:
    table = tables.Account.__table__  # type: ignore[attr-defined]  # SQLModel's tables have it
    row = connection.execute(select(*table.c).where(col(tables.Account.name) == name)).mappings().first()
    return None if row is None else dict(row)


def _change(connection: Connection, name: str, **values: object) -> None:
    connection.execute(update(tables.Account).where(col(tables.Account.name) == name).values(**values))


def _as_account(row: Any) -> Account:
    return Account(name=row["name"], role=Role(row["role"]), county=row["county"], courts=tuple(row["courts"]))


def _tell_state(row: Any, has_passkey: bool, at: datetime) -> str:
    if row["removed"] is not None:
        return "removed"
    if row["locked_until"] is not None and row["locked_until"] > at:
        return "locked"
    if not has_passkey and row["password"] is None:
        return "not enrolled"
    return "inactive" if (row["seen"] or row["made"]) + INACTIVE < at else "open"


def _tell_means(row: Any, has_passkey: bool) -> str:
    means = ["passkey"] * has_passkey + ["password and code"] * (row["password"] is not None)
    return " or ".join(means) or "nothing yet"
