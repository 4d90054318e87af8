"""What holds for every request and answer, whatever the page: host, size, headers, and a line in the log.

The log has a request's route as the table writes it, who asked by account, and how it ended: no address that was asked
for, nothing that was sent or shown.
"""

import json
import secrets
import sys
import time
from collections.abc import Mapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.failures import describe
from flows.serving.site import Site
from templates.site_pages import write_page

FORM_BYTES, UPLOAD_BYTES = 1 << 20, 10 << 20
"""The most that is taken in: of a form, and of a file of outcomes."""
UPLOADS = "/upload"
"""How addresses end to which files are sent."""
LIVE = "/livez"
"""Asked by balancers, which know a process by its address alone; it says nothing of anybody."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": _POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), usb=()",
    "cache-control": "no-store",
}
"""Of every answer. What holds nothing of anybody may say otherwise of its keeping."""
_HSTS = "max-age=31536000; includeSubDomains"


class _TooLarge(Exception):
    pass


class Wire:
    """The application, wrapped."""

    def __init__(self, application: ASGIApp, site: Site) -> None:
        self._application, self._site = application, site
        self._headers = {**HEADERS, **({"strict-transport-security": _HSTS} if site.secure else {})}
        self._hosts = {site.origin.partition("://")[2]}
        if not site.secure:
            port = site.origin.rpartition(":")[2]
            self._hosts |= {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        began, ended = time.monotonic(), dict[str, Any](status=0)
        scope["state"] = {**scope.get("state", {}), "request": secrets.token_hex(8)}

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                ended["status"] = message["status"]
                message = {**message, "headers": self._add(message["headers"])}
            await send(message)

        try:
            await self._serve(scope, receive, answer)
        except _TooLarge:
            await self._refuse(ended, answer, 413, "Too large", "A form may have 1 MB, a file of outcomes 10 MB.")
        except Exception as error:
            _log(scope, "failed", what=describe(error))
            told = f"This is our mistake, not yours; please report the number {scope['state']['request']}."
            await self._refuse(ended, answer, 500, "Something went wrong", told)
        _log(scope, "request", status=ended["status"], ms=round((time.monotonic() - began) * 1000))

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name: value for name, value in scope["headers"] if name in (b"host", b"content-length")}
        if scope["path"] != LIVE and headers.get(b"host", b"").decode("latin-1") not in self._hosts:
            await _say(send, 400, "Another host", "This page is not known under the address that was asked for.")
            return
        most = UPLOAD_BYTES if scope["path"].endswith(UPLOADS) else FORM_BYTES
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > most:
            raise _TooLarge
        taken = 0

        async def count() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise _TooLarge
            return message

        await self._application(scope, count, send)

    def _add(self, headers: Any) -> list[tuple[bytes, bytes]]:
        have = {name.lower() for name, _ in headers}
        new = ((name.encode(), value.encode()) for name, value in self._headers.items())
        return [*headers, *((name, value) for name, value in new if name not in have)]

    async def _refuse(self, ended: Mapping[str, Any], send: Send, status: int, heading: str, text: str) -> None:
        if not ended["status"]:
            await _say(send, status, heading, text)


async def _say(send: Send, status: int, heading: str, text: str) -> None:
    body = write_page("refusal", account=None, form_token="", secure=False, heading=heading, text=text).encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _log(scope: Scope, event: str, **told: object) -> None:
    route, state = scope.get("route"), scope["state"]
    line = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "event": event, "request": state["request"],
        "method": scope["method"], "route": getattr(route, "path", ""), "account": state.get("account", ""), **told,
    }  # fmt: skip
    print(json.dumps(line), file=sys.stderr, flush=True)
