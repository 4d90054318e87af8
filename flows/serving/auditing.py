"""The audit chain, to read: what was done last, and whether the chain holds."""

from fastapi import Response

from flows.serving.guard import Admitted
from flows.serving.routes import Route, Rule
from flows.serving.visit import Visit
from relief import database
from relief.accounts import Role

A_PAGE = 200
"""Entries on a page."""


def show(visit: Admitted, before: int = 0, event: str = "", actor: str = "") -> Response:
    """The newest entries, or those before one."""
    return _show(visit, before=before, event=event, actor=actor)


def check(visit: Admitted) -> Response:
    """Whether every entry follows from the one before."""
    try:
        head, broken = database.verify_audit(visit.office.engine), ""
    except database.AuditBroken as error:
        head, broken = None, str(error)
    return _show(visit, checked=True, head=head, broken=broken)


def _show(
    visit: Visit, *, before: int = 0, event: str = "", actor: str = "", checked: bool = False,
    head: database.AuditHead | None = None, broken: str = "",
) -> Response:  # fmt: skip
    entries = database.read_audit(
        visit.office.engine, most=A_PAGE, before=before or None, event=event or None, actor=actor or None
    )
    return visit.page(
        "audit", entries=entries, event=event, actor=actor, checked=checked, head=head, broken=broken,
        more=len(entries) == A_PAGE,
    )  # fmt: skip


_AUDITOR = frozenset({Role.AUDITOR})

ROUTES = (
    Route(method="GET", path="/audit", act=show, rule=Rule(roles=_AUDITOR, event="audit.viewed")),
    Route(method="POST", path="/audit", act=check, rule=Rule(roles=_AUDITOR, event="audit.checked")),
)
