"""Accounts and sessions in the database, on SQLite and on PostgreSQL: what may happen once happens once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from relief import database
from relief.accounts import Account, Role, check_account
from relief.errors import UserError

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLERK = Account(name="clerk.1", role=Role.CLERK, county="cascadia", courts=("East Courthouse",))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = database.open_database(database_url)
    database.add_account(opened, CLERK, code="c" * 64, actor="tests", at=NOON)
    yield opened
    opened.dispose()


def enrol(engine: Engine) -> None:
    database.set_password(engine, CLERK.name, password="hash", secret=b"sealed", step=10, at=NOON)


def begin(engine: Engine, token: str, *, step: int, at: datetime = NOON) -> bool:
    return database.begin_session(engine, CLERK.name, token=token * 64, source="192.0.2.1", at=at, step=step)


def test_a_code_of_the_minute_is_good_once_whoever_comes_at_the_same_time(engine: Engine) -> None:
    enrol(engine)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda at: begin(engine, "abcdefgh"[at], step=11), range(8)))
    assert sum(done) == 1
    assert not begin(engine, "x", step=10) and begin(engine, "y", step=12)


def test_a_code_to_enrol_with_is_good_once_and_for_three_days(engine: Engine) -> None:
    def redeem(at: datetime, code: str = "c") -> bool:
        token = f"{at.timestamp()}{code}"
        return database.begin_enrolling(engine, CLERK.name, code=code * 64, token=token, source="192.0.2.1", at=at)

    assert not redeem(NOON, "d") and not redeem(NOON + timedelta(days=3))
    assert redeem(NOON) and not redeem(NOON)
    database.reset_account(engine, CLERK.name, code="e" * 64, actor="tests", at=NOON)
    assert redeem(NOON, "e")


def test_a_reset_and_a_removal_end_what_was_open(engine: Engine) -> None:
    enrol(engine)
    assert begin(engine, "a", step=11) and database.find_session(engine, "a" * 64, at=NOON)
    database.reset_account(engine, CLERK.name, code="e" * 64, actor="tests", at=NOON)
    assert database.find_session(engine, "a" * 64, at=NOON) is None
    known = database.read_credentials(engine, CLERK.name, at=NOON)
    assert known is not None and known.password is None and known.secret is None and known.state == "not enrolled"
    database.remove_account(engine, CLERK.name, actor="tests", at=NOON)
    with pytest.raises(database.Conflict):
        database.reset_account(engine, CLERK.name, code="f" * 64, actor="tests", at=NOON)
    with pytest.raises(database.Conflict, match="choose another name"):
        database.add_account(engine, CLERK, code="f" * 64, actor="tests", at=NOON)


def test_a_passkey_is_one_accounts_and_its_count_is_kept(engine: Engine) -> None:
    told = {"credential": "AAAA", "public_key": b"key", "at": NOON}
    database.add_passkey(engine, CLERK.name, uses=3, **told)  # type: ignore[arg-type]  # the three above
    with pytest.raises(database.Conflict, match="enrolled already"):
        database.add_passkey(engine, CLERK.name, uses=3, **told)  # type: ignore[arg-type]  # the three above
    assert database.begin_session(engine, CLERK.name, token="a" * 64, source="192.0.2.1", at=NOON, passkey=("AAAA", 4))
    found = database.find_passkey(engine, "AAAA")
    assert found is not None and found.uses == 4 and database.find_passkey(engine, "BBBB") is None


@pytest.mark.parametrize(
    ("account", "said"),
    [
        (Account(name="Jane Doe", role=Role.AUDITOR), "no person's name"),
        (Account(name="c", role=Role.CLERK, county="cascadia"), "needs --court"),
        (Account(name="c", role=Role.COUNTY), "needs --county"),
        (Account(name="c", role=Role.PROGRAM, county="cascadia"), "leave --county out"),
        (Account(name="c", role=Role.COUNTY, county="cascadia", courts=("East",)), "leave --court out"),
    ],
)
def test_an_account_has_what_its_role_needs_and_no_more(account: Account, said: str) -> None:
    with pytest.raises(UserError, match=said):
        check_account(account)
    assert check_account(CLERK) == CLERK
