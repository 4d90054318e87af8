"""Enrolling: whoever was given an account's code chooses what the account signs in with."""

import segno
from fastapi import Response

from flows.serving import passkeys
from flows.serving.guard import Admitted
from flows.serving.passwords import find_fault, find_step, hash_password, make_secret, seal, tell_secret
from flows.serving.routes import Door, Route, Rule
from flows.serving.tokens import hash_code, hash_token, make_token
from flows.serving.visit import Visit, drop_session, keep_form
from relief import database

WRONG = "This code is not good for this account: it may be used, older than three days, or mistyped."


def show_code(visit: Admitted) -> Response:
    """The page that asks for the code."""
    return _show_code(visit)


def redeem(visit: Admitted) -> Response:
    """Hold the code against the account."""
    name, token = visit.text("account", 80), make_token()
    done = database.begin_enrolling(
        visit.office.engine, name, code=hash_code(visit.text("code", 60)), token=hash_token(token),
        source=visit.source, at=visit.at,
    )  # fmt: skip
    if not done:
        database.note_failure(visit.office.engine, name, source=visit.source, at=visit.at)
        return _show_code(visit, wrong=WRONG, status=403)
    return visit.set_session(visit.go("/enrol/choose"), token)


def choose(visit: Admitted) -> Response:
    """A passkey, or a password with codes: the page that offers both."""
    return _show_choice(visit, make_secret())


def set_password(visit: Admitted) -> Response:
    """A password, and the first code of the secret that the page showed."""
    password, secret = visit.text("password", 200), visit.text("secret", 64)
    fault = find_fault(password, _name(visit))
    if fault is None and password != visit.text("again", 200):
        fault = "The two passwords differ."
    step = find_step(secret, visit.text("code", 12), visit.at) if len(secret) == 32 and secret.isalnum() else None
    if fault is None and step is None:
        fault = "The code is not right. Enter the newest that the authenticator shows."
    if fault is not None or step is None:
        return _show_choice(visit, secret if len(secret) == 32 and secret.isalnum() else make_secret(), wrong=fault)
    database.set_password(
        visit.office.engine, _name(visit), password=hash_password(password), secret=seal(secret, password), step=step,
        at=visit.at,
    )  # fmt: skip
    return _end(visit)


def ask_passkey(visit: Admitted) -> Response:
    """What the browser is to ask an authenticator for."""
    known = database.read_credentials(visit.office.engine, _name(visit), at=visit.at)
    challenge = visit.office.questions.ask(hash_token(visit.token), visit.office.seconds())
    told = passkeys.tell_making(
        host=visit.office.site.host, account=_name(visit), challenge=challenge, known=known.passkeys if known else ()
    )
    return Response(told, media_type="application/json")


def set_passkey(visit: Admitted) -> Response:
    """The passkey that the authenticator made."""
    site = visit.office.site
    challenge = visit.office.questions.answer(hash_token(visit.token), visit.office.seconds())
    made = challenge and passkeys.read_made(
        visit.text("answer", 20_000), host=site.host, origin=site.origin, challenge=challenge
    )
    if not made:
        return _show_choice(visit, make_secret(), wrong="The passkey could not be made. Try again, or use a password.")
    database.add_passkey(
        visit.office.engine, _name(visit), credential=made.credential, public_key=made.public_key, uses=made.uses,
        at=visit.at,
    )  # fmt: skip
    return _end(visit)


def _name(visit: Visit) -> str:
    """The account that enrols, by its session: no form says which."""
    assert visit.enrolling is not None, "the page's rule asks for a code"
    return visit.enrolling.name


def _end(visit: Visit) -> Response:
    """Enrolled: the session that could only enrol ends, and the account signs in with what it chose."""
    database.end_session(visit.office.engine, hash_token(visit.token), source=visit.source, at=visit.at)
    return drop_session(visit.go("/sign-in?enrolled=yes"), visit.office.site.secure)


def _show_code(visit: Visit, *, wrong: str = "", status: int = 200) -> Response:
    response = visit.page("enrol", status=status, wrong=wrong)
    keep_form(response, visit.token, visit.office.site.secure)
    return response


def _show_choice(visit: Visit, secret: str, wrong: str | None = None) -> Response:
    drawn = segno.make(tell_secret(secret, _name(visit), "relief"), micro=False, error="m")
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(drawn.matrix) for x, dark in enumerate(row) if dark)
    return visit.page(
        "enrol_choice", status=400 if wrong else 200, name=_name(visit), secret=secret, squares=squares,
        size=len(drawn.matrix), wrong=wrong or "",
    )  # fmt: skip


_CODE, _CHOICE = Rule(door=Door.OPEN, limit="door"), Rule(door=Door.ENROLLING, limit="door")

ROUTES = (
    Route(method="GET", path="/enrol", act=show_code, rule=Rule(door=Door.OPEN)),
    Route(method="POST", path="/enrol", act=redeem, rule=_CODE),
    Route(method="GET", path="/enrol/choose", act=choose, rule=_CHOICE),
    Route(method="POST", path="/enrol/password", act=set_password, rule=_CHOICE),
    Route(method="POST", path="/enrol/passkey/question", act=ask_passkey, rule=_CHOICE),
    Route(method="POST", path="/enrol/passkey", act=set_passkey, rule=_CHOICE),
)
