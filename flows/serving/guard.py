"""The one way in: every request is looked at here before any page is, and leaves its entry in the audit chain."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from connectors import counties
from flows.serving.office import Office
from flows.serving.packaged import find_packaged
from flows.serving.refusals import NotSignedIn, NotThere, NotYours, Stale, TooMany
from flows.serving.routes import Door, Rule, Scope
from flows.serving.tokens import hash_token, is_signed
from flows.serving.visit import Visit, name_cookie, tie_form
from relief import database
from relief.accounts import Role

FORM_TOKEN = "form_token"  # noqa: S105 - a field's name
_FIELDS = 1_000
"""Fields of a form; the longest, a sheet of outcomes, has six a row."""


def meet(request: Request) -> Visit:
    """Who asks, before anything of what was sent is read. Raises Refused: too often, or nobody who is signed in."""
    office: Office = request.app.state.office
    rule: Rule = request.app.state.rules[request.method, request.scope["route"].path]
    source = request.client.host if request.client else "unknown"
    wait = office.tickets[rule.limit].take(source, office.seconds())
    if wait:
        raise TooMany(wait)
    return _look(office, request, rule, source)


async def read_form(
    request: Request, _visit: Annotated[Visit, Depends(meet)]
) -> tuple[Mapping[str, Any], bytes | None]:
    """What was sent, and the content of its file; ``flows.serving.wire`` has held it to its size."""
    if request.method != "POST":
        return {}, None
    async with request.form(max_files=1, max_fields=_FIELDS, max_part_size=64 << 10) as form:
        upload = form.get("file")
        content = await upload.read() if isinstance(upload, UploadFile) else None
        return {name: value for name, value in form.items() if isinstance(value, str)}, content


def admit(
    visit: Annotated[Visit, Depends(meet)],
    sent: Annotated[tuple[Mapping[str, Any], bytes | None], Depends(read_form)],
) -> Visit:
    """Let a request in, as its page's rule says.

    Raises:
        Refused: it may not.
    """
    request = visit.request
    rule: Rule = request.app.state.rules[request.method, request.scope["route"].path]
    visit.form, visit.upload = sent
    if request.method == "POST" and not _is_ours(visit):
        raise Stale
    try:
        _hold(visit, rule)
    except (NotYours, NotThere):
        _note(visit, "access.refused", "")
        raise
    if rule.event:
        _note(visit, rule.event, _name_subject(visit))
    return visit


Admitted = Annotated[Visit, Depends(admit)]
"""What an act is given."""


def _look(office: Office, request: Request, rule: Rule, source: str) -> Visit:
    """Who asks."""
    site, at = office.site, office.site.clock()
    token = request.cookies.get(name_cookie("relief", site.secure))
    session = database.find_session(office.engine, hash_token(token), at=at) if token else None
    if rule.door is not Door.OPEN and (session is None or session.kind != rule.door.value):
        raise NotSignedIn("Your session has ended." if token else "")
    tied = token if token and session else tie_form(request, site.secure)
    visit = Visit(office=office, request=request, source=source, at=at, token=tied)
    if session is not None:
        request.state.account = session.account.name
        visit.account = session.account if session.kind == Door.SIGNED_IN else None
        visit.enrolling = session.account if session.kind == Door.ENROLLING else None
    return visit


def _is_ours(visit: Visit) -> bool:
    """Whether a page of ours sent the form: by its token, and by what the browser says of where it was sent from."""
    headers, ours = visit.request.headers, visit.office.site.origin
    site = headers.get("sec-fetch-site")
    # Pages ask for no referrer, and then browsers call even their own origin "null"; where a form came from they still say.
    if headers.get("origin", ours) not in ((ours, "null") if site else (ours,)) or site not in (None, "same-origin"):
        return False
    return is_signed(visit.token, str(visit.form.get(FORM_TOKEN, "")))


def _hold(visit: Visit, rule: Rule) -> None:
    """Hold the visit to the rule."""
    if rule.door is not Door.SIGNED_IN:
        return
    if visit.who.role not in rule.roles:
        raise NotYours
    if rule.scope is Scope.NOBODY:
        return
    county = str(visit.request.path_params["county"])
    if county not in counties() or not visit.who.covers(county):
        raise NotThere
    visit.county = county
    if rule.scope is Scope.CASES and visit.who.role not in (Role.CLERK, Role.COUNTY):
        raise NotYours
    if rule.scope is Scope.PACKAGE:
        visit.package = find_packaged(visit.office, visit.who, county, str(visit.request.path_params["number"]))


def _name_subject(visit: Visit) -> str:
    """The package and what of it, by its numbers; a county's page is known by its county."""
    if visit.package is None:
        return ""
    parts = [visit.request.path_params.get(name) for name in ("paper", "page")]
    return "/".join([visit.package.number, *(str(part) for part in parts if part is not None)])


def _note(visit: Visit, event: str, subject: str) -> None:
    """Nothing is shown of which this could not be written."""
    database.record_audit(
        visit.office.engine, at=visit.at, actor=visit.account.name if visit.account else "", event=event,
        county=visit.county or "", subject=subject,
    )  # fmt: skip
