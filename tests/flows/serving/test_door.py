"""Signing in: enrolled with a code, locked after five failures, idle after half an hour, over after half a day."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pyotp
import pytest

from flows.serving.application import make_application
from flows.serving.passwords import seal, unseal
from flows.serving.site import Binding, choose_origin
from flows.serving.tokens import hash_code, make_code
from relief import database
from relief.errors import UserError
from tests.flows.serving.conftest import Server, texts

PASSWORD = "seven quiet magpies"


def enrol(server: Server, name: str = "clerk.1") -> pyotp.TOTP:
    """Enrol with a password, as a browser does; the codes."""
    code = make_code()
    database.reset_account(server.office.engine, name, code=hash_code(code), actor="tests", at=server.clock())
    visitor = server.visitor()
    assert visitor.post("/enrol", account=name, code="AAAA-BBBB").status_code == 403
    assert visitor.post("/enrol", account=name, code=f" {code.lower()} ").headers["location"] == "/enrol/choose"
    assert visitor.post("/enrol", account=name, code=code).status_code == 403, "good once"
    visitor.token = visitor.client.cookies["relief"]
    page = visitor.get("/enrol/choose").text
    secret = page.partition('name="secret" value="')[2].partition('"')[0]
    codes = pyotp.TOTP(secret)
    told = {"secret": secret, "password": PASSWORD, "again": PASSWORD}
    assert "two passwords differ" in visitor.post("/enrol/password", **{**told, "again": "other"}, code="1").text
    assert "at least 12" in visitor.post("/enrol/password", **{**told, "password": "short"}, code="1").text
    assert "code is not right" in visitor.post("/enrol/password", **told, code="000000").text
    done = visitor.post("/enrol/password", **told, code=codes.at(server.clock()))
    assert done.headers["location"] == "/sign-in?enrolled=yes" and visitor.get("/enrol/choose").status_code == 303
    return codes


def test_an_account_is_enrolled_signed_in_and_out(server: Server) -> None:
    codes = enrol(server)
    server.clock.pass_(minutes=1)
    visitor = server.visitor()
    told = {"account": "clerk.1", "password": PASSWORD, "code": codes.at(server.clock())}
    done = visitor.post("/sign-in", **told, to="/waiting")
    assert done.status_code == 303 and done.headers["location"] == "/waiting"
    cookie = done.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "expires" not in cookie.lower()
    assert len(visitor.client.cookies["relief"]) >= 86 and visitor.get("/packages").status_code == 200
    assert server.visitor().post("/sign-in", **told).status_code == 403, "a code is good once"
    server.clock.pass_(minutes=1)
    away = server.visitor().post("/sign-in", **{**told, "code": codes.at(server.clock())}, to="//elsewhere.example")
    assert away.headers["location"] == "/"
    visitor.token = visitor.client.cookies["relief"]
    kept = visitor.client.cookies["relief"]
    assert visitor.post("/sign-out").headers["location"] == "/sign-in"
    visitor.client.cookies.set("relief", kept)
    assert visitor.get("/packages").status_code == 303, "it ended in the database too"
    stored = repr(server.office.engine.connect().exec_driver_sql("SELECT * FROM session").all())
    stored += repr(server.office.engine.connect().exec_driver_sql("SELECT * FROM account").all())
    assert kept not in stored and codes.secret not in stored and PASSWORD not in stored
    assert {each["event"] for each in server.audit()} >= {
        "account.enrolled", "signin.done", "signin.failed", "session.ended", "enrolment.begun",
    }  # fmt: skip


def test_five_failures_lock_an_account_for_a_quarter_of_an_hour(server: Server) -> None:
    codes = enrol(server)
    server.clock.pass_(minutes=1)

    def try_with(password: str) -> int:
        told = {"account": "clerk.1", "password": password, "code": codes.at(server.clock())}
        return int(server.visitor().post("/sign-in", **told).status_code)

    said = {
        texts(server.visitor().post("/sign-in", account=name, password="x", code="1")) for name in ("nobody", "da.unit")
    }
    assert len(said) == 1, "whether there is such an account is not told"
    assert [try_with("wrong") for _ in range(5)] == [403] * 5
    server.office.tickets["door"]._left.clear()
    assert try_with(PASSWORD) == 403
    assert server.audit("signin.locked") and server.audit("signin.refused")
    server.clock.pass_(minutes=14, seconds=58)
    assert try_with(PASSWORD) == 403
    server.clock.pass_(seconds=31)
    assert try_with(PASSWORD) == 303
    assert "nobody" not in repr(server.audit()).replace("nobody known", ""), "what was typed is kept nowhere"


def test_a_session_ends_when_it_is_idle_and_after_half_a_day(server: Server) -> None:
    visitor = server.visitor("clerk")
    server.clock.pass_(minutes=29, seconds=59)
    assert visitor.get("/packages").status_code == 200
    server.clock.pass_(minutes=30, seconds=1)
    ended = visitor.get("/packages")
    assert ended.headers["location"] == "/sign-in?to=/packages&ended=1"
    other = server.visitor("clerk")
    for _ in range(28):
        server.clock.pass_(minutes=25)
        assert other.get("/account").status_code == 200
    server.clock.pass_(minutes=21)
    assert other.get("/account").status_code == 303, "twelve hours and a minute"


def test_a_removed_account_is_out_at_once_and_an_unused_one_after_ninety_days(server: Server) -> None:
    visitor = server.visitor("clerk")
    assert visitor.get("/packages").status_code == 200
    database.remove_account(server.office.engine, "clerk.1", actor="tests", at=server.clock())
    assert visitor.get("/packages").status_code == 303
    codes = enrol(server, "clerk.2")
    server.clock.pass_(days=90, minutes=1)
    told = {"account": "clerk.2", "password": PASSWORD, "code": codes.at(server.clock())}
    assert server.visitor().post("/sign-in", **told).status_code == 403
    states = {each.account.name: each.state for each in database.list_accounts(server.office.engine, at=server.clock())}
    assert states["clerk.1"] == "removed" and states["clerk.2"] == "inactive" and states["da.unit"] == "not enrolled"


def test_who_asks_too_often_waits(server: Server) -> None:
    visitor = server.visitor()
    codes = [visitor.post("/sign-in/passkey/question").status_code for _ in range(36)]
    assert codes[:30] == [200] * 30 and codes[-1] == 429
    assert int(visitor.post("/sign-in").headers["retry-after"]) <= 3


def test_no_answer_is_taken_for_a_passkey(server: Server) -> None:
    """What a real authenticator answers is in the browser's test."""
    visitor = server.visitor()
    question = visitor.post("/sign-in/passkey/question").json()
    assert question["rpId"] == "localhost" and question["userVerification"] == "required"
    for answer in ("", "{}", "[]", '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}', "\x00" * 50):
        assert visitor.post("/sign-in/passkey", answer=answer).status_code == 403


def test_a_secret_is_opened_by_its_password_only() -> None:
    sealed = seal("JBSWY3DPEHPK3PXP", PASSWORD)
    assert unseal(sealed, PASSWORD) == "JBSWY3DPEHPK3PXP" and unseal(sealed, "another password") is None
    assert sealed != seal("JBSWY3DPEHPK3PXP", PASSWORD)


@pytest.mark.parametrize(
    ("binding", "address", "origin"),
    [
        ({"host": "127.0.0.1"}, None, "http://localhost:8400"),
        ({"host": "::1"}, None, "http://localhost:8400"),
        ({"host": "0.0.0.0"}, None, "others could reach the page"),
        ({"host": "192.0.2.1"}, "http://192.0.2.1", "others could reach the page"),
        ({"host": "0.0.0.0", "proxy": "192.0.2.9"}, None, "--address"),
        ({"host": "0.0.0.0", "proxy": "192.0.2.9"}, "http://relief.example.gov", "write https://host"),
        ({"host": "0.0.0.0", "proxy": "192.0.2.9"}, "https://relief.example.gov", "https://relief.example.gov"),
        ({"host": "127.0.0.1"}, "http://relief.example.gov", "this machine only"),
        ({"host": "0.0.0.0", "certificate": "cert.pem"}, "https://relief.example.gov", "go together"),
    ],
)
def test_nothing_is_served_to_others_in_the_clear(binding: dict[str, str], address: str | None, origin: str) -> None:
    told = {"port": 8400, **binding}
    if origin.startswith("http"):
        assert choose_origin(Binding(**told), address) == origin  # type: ignore[arg-type]  # a few at a time
    else:
        with pytest.raises(UserError, match=origin):
            choose_origin(Binding(**told), address)  # type: ignore[arg-type]  # a few at a time


def test_over_tls_cookies_and_headers_are_bound_to_it(server: Server) -> None:
    site = replace(server.office.site, origin="https://relief.example.gov")
    server.office.site = site

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(make_application(server.office))
        async with httpx.AsyncClient(transport=transport, base_url=site.origin) as client:
            return await client.get("/sign-in")

    with ThreadPoolExecutor(1) as pool:  # where no loop runs already
        answer = pool.submit(lambda: asyncio.run(ask())).result()
    assert answer.status_code == 200 and "Secure" in answer.headers["set-cookie"]
    assert (
        answer.headers["set-cookie"].startswith("__Host-") and "max-age" in answer.headers["strict-transport-security"]
    )
