"""Who may see what: every line of the table of pages, for every role and every court, and what the audit chain says of it."""

import asyncio
from typing import Any

import pytest
from fastapi.routing import APIRoute

from flows.serving.application import make_application, make_routes
from flows.serving.pages import ROUTES
from flows.serving.routes import Door, Route, Scope
from tests.flows.serving.conftest import Server, Visitor, texts

WHO = {
    "GET /": "clerk county program auditor",
    "GET /packages": "clerk county",
    "GET /packages/{county}/{number}": "clerk county",
    "GET /packages/{county}/{number}/package.zip": "clerk county",
    "GET /packages/{county}/{number}/manifest.csv": "clerk county",
    "GET /packages/{county}/{number}/papers/{paper:int}/file": "clerk county",
    "GET /packages/{county}/{number}/papers/{paper:int}/pages/{page:int}": "clerk county",
    "GET /packages/{county}/{number}/papers/{paper:int}/pages/{page:int}/picture": "clerk county",
    "GET /packages/{county}/{number}/worksheet": "clerk county",
    "GET /packages/{county}/{number}/outcomes": "clerk",
    "POST /packages/{county}/{number}/outcomes": "clerk",
    "GET /index": "clerk county",
    "POST /index": "clerk county",
    "GET /waiting": "clerk county",
    "GET /returns": "clerk county",
    "POST /returns/{county}/upload": "clerk county",
    "GET /counties": "program auditor",
    "GET /counties/{county}": "county program auditor",
    "GET /audit": "auditor",
    "POST /audit": "auditor",
    "GET /account": "clerk county program auditor",
    "POST /account/passkey/question": "clerk county program auditor",
    "POST /account/passkey": "clerk county program auditor",
    "POST /account/sessions": "clerk county program auditor",
    "POST /enrol/password": "enrolling",
    "POST /enrol/passkey/question": "enrolling",
    "POST /enrol/passkey": "enrolling",
    "GET /enrol/choose": "enrolling",
    "GET /enrol": "everybody",
    "POST /enrol": "everybody",
    "GET /sign-in": "everybody",
    "POST /sign-in": "everybody",
    "POST /sign-in/passkey/question": "everybody",
    "POST /sign-in/passkey": "everybody",
    "POST /sign-out": "everybody",
    "GET /static/{name}": "everybody",
    "GET /livez": "everybody",
}
"""A second word on every page, written apart from the table: a page that is not here fails."""

ROLES = ("clerk", "county", "program", "auditor")


def name(route: Route) -> str:
    return f"{route.method} {route.path}"


def test_every_page_has_a_rule_and_is_known_here() -> None:
    assert {name(route) for route in ROUTES} == set(WHO)
    assert len(ROUTES) == len(WHO), "no page twice"
    for route in ROUTES:
        signed_in = route.rule.door is Door.SIGNED_IN
        assert bool(route.rule.roles) == signed_in == bool(route.rule.event), name(route)
        told = {str(role).removesuffix(" staff") for role in route.rule.roles}
        assert told == set(WHO[name(route)].split()) & set(ROLES), name(route)
        wanted = (
            Scope.PACKAGE
            if "{number}" in route.path
            else {Scope.COUNTY, Scope.CASES}
            if "{county}" in route.path
            else Scope.NOBODY
        )
        assert route.rule.scope == wanted or route.rule.scope in wanted, name(route)


def test_the_application_has_no_other_pages(server: Server) -> None:
    application = make_routes(server.office)
    served = {
        (method, route.path) for route in application.routes if isinstance(route, APIRoute) for method in route.methods
    }
    assert served == {(route.method, route.path) for route in ROUTES}
    assert len(application.routes) == len(ROUTES)


def fill(path: str, *, county: str, number: str, paper: int) -> str:
    path = path.replace("{county}", county).replace("{number}", number)
    return path.replace("{paper:int}", str(paper)).replace("{page:int}", "1").replace("{name}", "site.css")


ENDS_THE_SESSION = ("/sign-out", "/account/sessions", "/enrol/password", "/enrol/passkey")


def ask(server: Server, visitor: Visitor, route: Route, path: str) -> Any:
    for tickets in server.office.tickets.values():
        tickets._left.clear()
    return visitor.get(path) if route.method == "GET" else visitor.post(path)


def come(server: Server, who: str | None) -> Visitor:
    return server.visitor("program", kind="enrolling") if who == "enrolling" else server.visitor(who)


def refused(answer: Any) -> bool:
    """Whether the guard let nobody in; pages of their own may refuse what they were sent."""
    at_the_door = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
    return (
        at_the_door
        or (answer.status_code == 403 and "not for your account" in answer.text)
        or answer.status_code == 404
    )


def targets(server: Server, path: str) -> list[tuple[str, str, str]]:
    """County, number, and whose the package is."""
    courts = server.courts
    if "{number}" in path:
        return [
            ("los_angeles", courts.package, "mine"), ("los_angeles", courts.other, "theirs"),
            ("los_angeles", courts.undelivered, "undelivered"), ("los_angeles", "LA-2020-0099", "nobody's"),
            ("sacramento", courts.package, "elsewhere"), ("atlantis", courts.package, "nowhere"),
        ]  # fmt: skip
    return [(county, "", "") for county in COUNTIES["everywhere"]] if "{county}" in path else [("", "", "")]


MAY_SEE: dict[str | None, set[str]] = {
    "clerk": {"mine"}, "other clerk": {"theirs"}, "county": {"mine", "theirs", "undelivered"}, "other county": set(),
    "program": set(), "auditor": set(), None: set(), "enrolling": set(),
}  # fmt: skip
"""Whose packages each may see, on pages that are for its role."""
COUNTIES: dict[str | None, set[str]] = {
    "everywhere": {"los_angeles", "sacramento", "atlantis"},
    "clerk": {"los_angeles"}, "other clerk": {"los_angeles"}, "county": {"los_angeles"}, "other county": {"sacramento"},
    "program": {"los_angeles", "sacramento"}, "auditor": {"los_angeles", "sacramento"}, None: set(), "enrolling": set(),
}  # fmt: skip


@pytest.mark.parametrize("who", list(MAY_SEE))
def test_nobody_sees_a_page_or_a_package_that_is_not_theirs(server: Server, who: str | None) -> None:
    role, visitor = (who or "nobody").removeprefix("other "), come(server, who)
    # What ends the session comes last, and what else an ended session may do.
    for route in sorted(ROUTES, key=lambda route: route.path in ENDS_THE_SESSION):
        if route.path in ENDS_THE_SESSION:
            visitor = come(server, who)
        for county, number, whose in targets(server, route.path):
            allowed = role in WHO[name(route)].split() or WHO[name(route)] == "everybody"
            if "{number}" in route.path:
                allowed = allowed and whose in MAY_SEE[who]
            elif county:
                allowed = allowed and county in COUNTIES[who]
            answer = ask(
                server, visitor, route, fill(route.path, county=county, number=number, paper=server.courts.motion)
            )
            ended = allowed and route.path in ENDS_THE_SESSION
            told = f"{who}: {name(route)} of {whose or county}: {answer.status_code}"
            assert (ended or not refused(answer)) == allowed, told
            assert answer.status_code < 500, told
            assert answer.headers["cache-control"] == ("max-age=3600" if "/static/" in route.path else "no-store")
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert "unsafe" not in answer.headers["content-security-policy"]


def test_another_courts_package_looks_like_none(server: Server) -> None:
    clerk = server.visitor("clerk")
    foreign = clerk.get(f"/packages/los_angeles/{server.courts.other}")
    none = clerk.get("/packages/los_angeles/LA-2020-0099")
    assert foreign.status_code == none.status_code == 404 and foreign.text == none.text
    assert [each["event"] for each in server.audit()[:2]] == ["access.refused"] * 2


def test_every_view_and_download_is_in_the_audit_chain(server: Server) -> None:
    clerk, at = server.visitor("clerk"), f"/packages/los_angeles/{server.courts.package}"
    motion = server.courts.motion
    for path in (
        "",
        "/package.zip",
        "/manifest.csv",
        f"/papers/{motion}/file",
        f"/papers/{motion}/pages/2",
        "/worksheet",
    ):
        assert clerk.get(at + path).status_code == 200, path
    number = server.courts.package
    assert [(each["actor"], each["event"], each["subject"]) for each in server.audit()[:6]] == [
        ("clerk.1", "worksheet.viewed", number), ("clerk.1", "paper.viewed", f"{number}/{motion}/2"),
        ("clerk.1", "paper.downloaded", f"{number}/{motion}"), ("clerk.1", "manifest.downloaded", number),
        ("clerk.1", "package.downloaded", number), ("clerk.1", "package.viewed", number),
    ]  # fmt: skip
    auditor = server.visitor("auditor")
    assert "package.downloaded" in texts(auditor.get("/audit?actor=clerk.1"))
    assert "The chain holds" in texts(auditor.post("/audit"))


def test_without_the_audit_nothing_is_shown(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    from relief import database

    def fail(*_given: object, **_told: object) -> None:
        raise database.DatabaseFailure("the disk is full")

    clerk = server.visitor("clerk")
    monkeypatch.setattr(database, "record_audit", fail)
    answer = clerk.get(f"/packages/los_angeles/{server.courts.package}")
    assert answer.status_code == 503 and server.courts.mine not in answer.text


def test_a_form_that_was_not_made_here_changes_nothing(server: Server) -> None:
    clerk = server.visitor("clerk")
    path = f"/packages/los_angeles/{server.courts.package}/outcomes"
    told = {"show": "ruling", "ruled": "2020-08-01", "outcome-1": "granted"}
    for answer in (
        clerk.post(path, token="", **told),
        clerk.post(path, token=server.visitor("clerk").token, **told),
        clerk.client.post(path, data={"form_token": "x"}, headers={"origin": "https://elsewhere.example"}),
    ):
        assert answer.status_code == 403 and "out of date" in answer.text
    from flows.serving.tokens import sign_form

    told["form_token"] = sign_form(clerk.token)
    for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
        assert clerk.client.post(path, data=told, headers=headers).status_code == 403
    assert not server.audit("outcomes.taken") and clerk.post(path, **told).status_code == 200


def test_a_page_asked_for_under_another_host_is_not_answered(server: Server) -> None:
    assert server.visitor("clerk").client.get("/packages", headers={"host": "rebound.example"}).status_code == 400


def test_a_balancer_that_knows_a_process_by_its_address_alone_is_told_that_it_lives(server: Server) -> None:
    answer = server.visitor().client.get("/livez", headers={"host": "10.60.0.9:8443"})
    assert (answer.status_code, answer.text) == (200, "alive\n")


def test_of_what_a_stranger_sends_nothing_is_read(server: Server) -> None:
    asked, answered = [], []

    async def receive() -> dict[str, Any]:
        asked.append(1)
        return {"type": "http.request", "body": b"x" * 1_000, "more_body": False}

    async def send(message: Any) -> None:
        answered.append(message.get("status"))

    host = server.office.site.origin.partition("://")[2].encode()
    scope = {
        "type": "http", "method": "POST", "path": "/returns/los_angeles/upload", "query_string": b"", "root_path": "",
        "headers": [(b"host", host), (b"content-type", b"multipart/form-data; boundary=b"), (b"content-length", b"1000")],
        "client": ("127.0.0.1", 1), "scheme": "http", "http_version": "1.1",
    }  # fmt: skip
    asyncio.run(make_application(server.office)(scope, receive, send))
    assert answered[0] == 303 and asked == []
