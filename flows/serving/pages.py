"""Every page there is, with who may see it. A test holds each line of the table to its rule, for every role."""

from fastapi import Response

from flows.serving import auditing, casework, door, enrolling, overview, own_account, returning
from flows.serving.guard import Admitted
from flows.serving.refusals import NotThere
from flows.serving.routes import Door, Route, Rule
from flows.serving.wire import LIVE
from relief.accounts import Role
from templates.site_pages import STATIC, read_static

_FIRST = {Role.CLERK: "/packages", Role.COUNTY: "/packages", Role.PROGRAM: "/counties", Role.AUDITOR: "/audit"}


def begin(visit: Admitted) -> Response:
    """On to what the account is for."""
    return visit.go(_FIRST[visit.who.role])


def give_static(name: str) -> Response:
    """What pages load: nothing of anybody, so that browsers may keep it."""
    try:
        content = read_static(name)
    except KeyError:
        raise NotThere from None
    return Response(content, media_type=STATIC[name], headers={"cache-control": "max-age=3600"})


def live(visit: Admitted) -> Response:  # noqa: ARG001 - every page goes by the guard
    """Whether the process answers."""
    return Response("alive\n", media_type="text/plain")


ROUTES: tuple[Route, ...] = (
    Route(method="GET", path="/", act=begin, rule=Rule(roles=frozenset(Role), event="page.begun")),
    Route(method="GET", path="/static/{name}", act=give_static, rule=Rule(door=Door.OPEN)),
    Route(method="GET", path=LIVE, act=live, rule=Rule(door=Door.OPEN)),
    *door.ROUTES,
    *enrolling.ROUTES,
    *casework.ROUTES,
    *returning.ROUTES,
    *overview.ROUTES,
    *auditing.ROUTES,
    *own_account.ROUTES,
)
