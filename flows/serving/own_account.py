"""One's own account: what it may see, what it signs in with, and a passkey more."""

from fastapi import Response

from flows.serving import passkeys
from flows.serving.guard import Admitted
from flows.serving.routes import Route, Rule
from flows.serving.tokens import hash_token
from flows.serving.visit import Visit, drop_session
from relief import database
from relief.accounts import Role


def show(visit: Admitted) -> Response:
    """The account."""
    return _show(visit)


def ask_passkey(visit: Admitted) -> Response:
    """What the browser is to ask an authenticator for."""
    challenge = visit.office.questions.ask(hash_token(visit.token), visit.office.seconds())
    told = passkeys.tell_making(
        host=visit.office.site.host, account=visit.who.name, challenge=challenge, known=_read(visit).passkeys
    )
    return Response(told, media_type="application/json")


def add_passkey(visit: Admitted) -> Response:
    """Another passkey for the account that is signed in."""
    site = visit.office.site
    challenge = visit.office.questions.answer(hash_token(visit.token), visit.office.seconds())
    made = challenge and passkeys.read_made(
        visit.text("answer", 20_000), host=site.host, origin=site.origin, challenge=challenge
    )
    if not made:
        return _show(visit, wrong="The passkey could not be made. Nothing was changed.")
    database.add_passkey(
        visit.office.engine, visit.who.name, credential=made.credential, public_key=made.public_key, uses=made.uses,
        at=visit.at,
    )  # fmt: skip
    return visit.go("/account")


def sign_out_everywhere(visit: Admitted) -> Response:
    """End every session of the account, this one too."""
    database.end_sessions(visit.office.engine, visit.who.name, source=visit.source, at=visit.at)
    return drop_session(visit.go("/sign-in"), visit.office.site.secure)


def _read(visit: Visit) -> database.Credentials:
    known = database.read_credentials(visit.office.engine, visit.who.name, at=visit.at)
    assert known is not None, "it is signed in"
    return known


def _show(visit: Visit, wrong: str = "") -> Response:
    known = _read(visit)
    return visit.page(
        "account", passkeys=len(known.passkeys), has_password=known.password is not None, wrong=wrong,
        status=400 if wrong else 200,
    )  # fmt: skip


_ALL = frozenset(Role)

ROUTES = (
    Route(method="GET", path="/account", act=show, rule=Rule(roles=_ALL, event="account.viewed")),
    Route(
        method="POST", path="/account/passkey/question", act=ask_passkey,
        rule=Rule(roles=_ALL, event="passkey.asked", limit="door"),
    ),
    Route(
        method="POST", path="/account/passkey", act=add_passkey,
        rule=Rule(roles=_ALL, event="passkey.sent", limit="door"),
    ),
    Route(
        method="POST", path="/account/sessions", act=sign_out_everywhere,
        rule=Rule(roles=_ALL, event="sessions.ended"),
    ),
)  # fmt: skip
