"""One request that was let in: by whom, for what, and what it was given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from flows.serving.office import Office
from flows.serving.packaged import Packaged
from flows.serving.tokens import make_token, sign_form
from relief.accounts import Account
from templates.site_pages import write_page


@dataclass(kw_only=True)
class Visit:
    """What an act is given. It looks up no county and no package of its own: these are admitted already."""

    office: Office
    request: Request
    source: str
    """The address that asks."""
    at: datetime
    token: str
    """The session's, or the one that ties a form to a browser that has none."""
    form: Mapping[str, Any] = field(default_factory=dict)
    upload: bytes | None = None
    """The content of the file that came with the form."""
    account: Account | None = None
    enrolling: Account | None = None
    """The account that is being enrolled: it may do nothing else."""
    county: str | None = None
    package: Packaged | None = None

    @property
    def who(self) -> Account:
        """The account. Only for pages that ask for a sign-in."""
        assert self.account is not None, "the page's rule asks for no sign-in"
        return self.account

    @property
    def its(self) -> Packaged:
        """The package. Only for pages of one."""
        assert self.package is not None, "the page's rule admits no package"
        return self.package

    @property
    def here(self) -> str:
        """The county's word. Only for pages of one."""
        assert self.county is not None, "the page's rule admits no county"
        return self.county

    @property
    def today(self) -> date:
        """Today, where this machine is."""
        return self.at.astimezone().date()

    def text(self, name: str, longest: int = 200) -> str:
        """What a field of the form holds, without spaces around it; cut where it is too long to be meant."""
        given = self.form.get(name, "")
        return given.strip()[:longest] if isinstance(given, str) else ""

    def page(self, name: str, /, *, status: int = 200, **told: Any) -> Response:
        """A page as HTML."""
        frame = {"account": self.account, "form_token": sign_form(self.token), "secure": self.office.site.secure}
        return HTMLResponse(write_page(name, **frame, **told), status_code=status)

    def go(self, path: str) -> Response:
        """On to another page."""
        return RedirectResponse(path, status_code=303)

    def set_session(self, response: Response, token: str) -> Response:
        """Give the browser a session's token, until it is closed."""
        _set(response, name_cookie("relief", self.office.site.secure), token, self.office.site.secure)
        return response


def name_cookie(name: str, secure: bool) -> str:
    """A cookie's name; over TLS with the prefix that binds it to this host."""
    return f"__Host-{name}" if secure else name


def tie_form(request: Request, secure: bool) -> str:
    """The token of a browser without a session, a new one where it has none."""
    return request.cookies.get(name_cookie("relief-form", secure)) or make_token()


def keep_form(response: Response, token: str, secure: bool) -> None:
    """Give a browser without a session the token that its forms are tied to."""
    _set(response, name_cookie("relief-form", secure), token, secure)


def _set(response: Response, name: str, token: str, secure: bool) -> None:
    response.set_cookie(name, token, secure=secure, httponly=True, samesite="strict", path="/")


def drop_session(response: Response, secure: bool) -> Response:
    """Take the session's token from the browser."""
    response.delete_cookie(name_cookie("relief", secure), secure=secure, httponly=True, samesite="strict", path="/")
    return response
