"""The application: every line of the table as a route, each through the one guard."""

from typing import Any
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from connectors.store import StoreFailure
from flows.serving.guard import admit
from flows.serving.office import Office
from flows.serving.pages import ROUTES
from flows.serving.refusals import NotSignedIn, NotThere, Refused, TooMany
from flows.serving.wire import Wire
from relief.database import Conflict, DatabaseFailure
from relief.errors import UserError
from templates.site_pages import write_page


def make_application(office: Office) -> ASGIApp:
    """The page as an ASGI application."""
    return Wire(make_routes(office), office.site)


def make_routes(office: Office) -> FastAPI:
    """The routes alone."""
    application = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(admit)])
    application.state.office = office
    application.state.rules = {(route.method, route.path): route.rule for route in ROUTES}
    for route in ROUTES:
        application.add_api_route(route.path, route.act, methods=[route.method], response_model=None)
    handlers: dict[type[Exception], Any] = {
        Refused: _refuse, HTTPException: _refuse_http, UserError: _refuse_given, Conflict: _refuse_given,
        DatabaseFailure: _wait, StoreFailure: _wait,
    }  # fmt: skip
    for kind, handler in handlers.items():
        application.add_exception_handler(kind, handler)
    return application


def _refuse(request: Request, refused: Refused) -> Response:
    if isinstance(refused, NotSignedIn):
        return _send_to_the_door(request, refused)
    response = _tell(refused.status, refused.heading, refused.text)
    if isinstance(refused, TooMany):
        response.headers["retry-after"] = str(refused.seconds)
    return response


def _refuse_http(_request: Request, error: HTTPException) -> Response:
    if error.status_code == 404:
        return _tell(404, NotThere.heading, NotThere().text)
    return _tell(error.status_code, "This cannot be done", "The page was not asked for as its links and forms do.")


def _refuse_given(_request: Request, error: Exception) -> Response:
    return _tell(400, "This cannot be taken", str(error))


def _wait(_request: Request, _error: Exception) -> Response:
    response = _tell(503, "Not now", "The records cannot be reached at this moment. Nothing was changed; try again.")
    response.headers["retry-after"] = "30"
    return response


def _tell(status: int, heading: str, text: str) -> Response:
    told = write_page("refusal", account=None, form_token="", secure=False, heading=heading, text=text)
    return HTMLResponse(told, status_code=status)


def _send_to_the_door(request: Request, refused: NotSignedIn) -> Response:
    after = f"?to={quote(request.url.path)}" if request.method == "GET" else ""
    ended = ("&" if after else "?") + "ended=1" if refused.text else ""
    address = f"/sign-in{after}{ended}"
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"hx-redirect": address})
    return RedirectResponse(address, status_code=303)
