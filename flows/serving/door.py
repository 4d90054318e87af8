"""Signing in and out."""

import re

from fastapi import Response

from flows.serving import passkeys
from flows.serving.guard import Admitted
from flows.serving.passwords import find_step, is_right, unseal
from flows.serving.routes import Door, Route, Rule
from flows.serving.tokens import hash_token, make_token
from flows.serving.visit import Visit, drop_session, keep_form
from relief import database

_PATH = re.compile(r"/(?!/)[A-Za-z0-9_/-]{0,200}\Z")
WRONG = "This is not right. Check the account's name, the password, and that the code is the newest; each code is good once."


def show(visit: Admitted, to: str = "/", ended: str = "", enrolled: str = "") -> Response:
    """The page to sign in with."""
    if visit.account is not None:
        return visit.go("/")
    return _show(visit, to=to, ended=bool(ended), enrolled=bool(enrolled))


def sign_in(visit: Admitted) -> Response:
    """With a password and the code of the minute."""
    name = visit.text("account", 80)
    known = database.read_credentials(visit.office.engine, name, at=visit.at)
    usable = known is not None and known.state == "open"
    right = is_right(visit.text("password", 128), known.password if known and usable else None)
    secret = unseal(known.secret if known and right else None, visit.text("password", 128))
    step = find_step(secret, visit.text("code", 12), visit.at) if secret else None
    if step is None:
        return _turn_away(visit, name)
    return _let_in(visit, name, step=step)


def ask_passkey(visit: Admitted) -> Response:
    """What the browser is to ask an authenticator."""
    challenge = visit.office.questions.ask(hash_token(visit.token), visit.office.seconds())
    told = passkeys.tell_asking(host=visit.office.site.host, challenge=challenge)
    return Response(told, media_type="application/json")


def sign_in_with_passkey(visit: Admitted) -> Response:
    """With what an authenticator answered."""
    site, engine, answer = visit.office.site, visit.office.engine, visit.text("answer", 20_000)
    challenge = visit.office.questions.answer(hash_token(visit.token), visit.office.seconds())
    credential = passkeys.name_credential(answer)
    known = database.find_passkey(engine, credential) if credential else None
    if challenge is None or known is None or credential is None:
        return _turn_away(visit, "")
    uses = passkeys.read_shown(answer, known, host=site.host, origin=site.origin, challenge=challenge)
    who = database.read_credentials(engine, known.account, at=visit.at)
    if uses is None or who is None or who.state != "open":
        return _turn_away(visit, known.account)
    return _let_in(visit, known.account, passkey=(credential, uses))


def sign_out(visit: Admitted) -> Response:
    """End the session, here and in the database."""
    database.end_session(visit.office.engine, hash_token(visit.token), source=visit.source, at=visit.at)
    return drop_session(visit.go("/sign-in"), visit.office.site.secure)


def _let_in(visit: Visit, name: str, *, step: int | None = None, passkey: tuple[str, int] | None = None) -> Response:
    """A new session: the token is never one that the browser had before."""
    token = make_token()
    done = database.begin_session(
        visit.office.engine, name, token=hash_token(token), source=visit.source, at=visit.at, step=step,
        passkey=passkey,
    )  # fmt: skip
    if not done:
        return _turn_away(visit, name)
    to = visit.text("to")
    return visit.set_session(visit.go(to if _PATH.match(to) else "/"), token)


def _turn_away(visit: Visit, name: str) -> Response:
    """The same answer whatever was wrong: whether there is such an account, and whether it is locked, is not told."""
    database.note_failure(visit.office.engine, name, source=visit.source, at=visit.at)
    return _show(visit, to=visit.text("to"), wrong=WRONG, status=403)


def _show(
    visit: Visit, *, to: str, ended: bool = False, enrolled: bool = False, wrong: str = "", status: int = 200
) -> Response:
    path = to if _PATH.match(to) else "/"
    response = visit.page("sign_in", status=status, to=path, ended=ended, enrolled=enrolled, wrong=wrong)
    keep_form(response, visit.token, visit.office.site.secure)
    return response


_OPEN, _IN = Rule(door=Door.OPEN, limit="door"), Rule(door=Door.OPEN)

ROUTES = (
    Route(method="GET", path="/sign-in", act=show, rule=_IN),
    Route(method="POST", path="/sign-in", act=sign_in, rule=_OPEN),
    Route(method="POST", path="/sign-in/passkey/question", act=ask_passkey, rule=_OPEN),
    Route(method="POST", path="/sign-in/passkey", act=sign_in_with_passkey, rule=_OPEN),
    Route(method="POST", path="/sign-out", act=sign_out, rule=_IN),
)
