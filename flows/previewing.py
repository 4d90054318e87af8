"""A county's papers in a browser on this machine, shown anew whenever one of its files is saved.

Fictional people only. It listens on loopback, answers nobody who calls it by another name (a page elsewhere could
make a browser ask for one), and shows an author's mistake in the paper's place.
"""

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote

from flows.wording import Shown, Wording
from relief.errors import UserError
from relief.own_folder import own_folder

LOOPBACK = "127.0.0.1"


class Preview:
    """The pages as the files are now."""

    def __init__(self, read: Callable[[], Wording]) -> None:
        """``read`` gives the county's words as they are now."""
        self._read = read
        self._one_at_a_time = threading.Lock()
        self._last = read()

    def version(self) -> str:
        """What names the state of every file that a page depends on."""
        digest = hashlib.sha256()
        for file in watched(self._last.word):
            digest.update(f"{file}\0{_state(file)}\n".encode())
        return digest.hexdigest()[:16]

    def page(self, kind: str | None, nonce: str) -> str | None:
        """HTML of a kind of paper, the first one where none is named; None where there is no such kind."""
        from templates.preview_page import print_preview

        with self._one_at_a_time:
            version, chosen = self.version(), kind or self._last.kinds[0]
            if chosen not in self._last.kinds:
                return None
            shown = self._show(chosen)
            return print_preview(
                county=self._last.name, kind=chosen, kinds=self._last.kinds, address=address_of,
                as_of=self._last.as_of.isoformat(), pages=shown.pages, findings=shown.findings, version=version,
                nonce=nonce,
            )  # fmt: skip

    def _show(self, kind: str) -> Shown:
        """The paper as its files are now; the county's file may be one that cannot be read any more."""
        from templates.linting.finding import Finding

        try:
            self._last = self._read()
        except UserError as error:
            place, _, says = str(error).partition(": ")
            return Shown(findings=[Finding(place=place, says=says)])
        return self._last.show(kind)


def watched(word: str) -> Iterator[Path]:
    """The files that a county's papers depend on."""
    from connectors.county_files import find_file
    from templates.rooms import ROOM, words_of

    folders = [*words_of(word), ROOM / "base", ROOM / "layout"]
    yield from sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    yield own_folder() / f"{word}.yaml"
    file = find_file(word)
    if file is not None:
        yield file


def _state(file: Path) -> str:
    try:
        told = file.stat()
    except FileNotFoundError:  # an editor moves the old file away before it puts the new one there
        return ""
    return f"{told.st_mtime_ns} {told.st_size}"


def address_of(kind: str) -> str:
    """Where a kind's page is."""
    return f"/{quote(kind.replace(' ', '_'))}"


def open_server(preview: Preview, port: int) -> ThreadingHTTPServer:
    """A server that is ready to serve; 0 takes any free port. UserError where the port is taken."""

    class Answer(BaseHTTPRequestHandler):
        server_version, sys_version = "relief", ""

        def do_GET(self) -> None:
            _answer(self, preview)

        def log_message(self, *_: object) -> None:
            """Nothing: what was looked at is nobody's business."""

    try:
        return ThreadingHTTPServer((LOOPBACK, port), Answer)
    except OSError as error:
        raise UserError(f"--port {port}: {error.strerror}; name another one") from None


def _answer(request: BaseHTTPRequestHandler, preview: Preview) -> None:
    host = (request.headers.get("Host") or "").rpartition(":")[0]
    path = unquote(request.path.split("?")[0]).strip("/").replace("_", " ")
    nonce = secrets.token_urlsafe(16)
    if host not in (LOOPBACK, "localhost"):
        return _send(request, 421, "text/plain", "This preview answers on this machine only.", nonce)
    if path == "version":
        return _send(request, 200, "text/plain", preview.version(), nonce)
    page = preview.page(path or None, nonce)
    if page is None:
        return _send(request, 404, "text/plain", "There is no such paper.", nonce)
    return _send(request, 200, "text/html", page, nonce)


def _send(request: BaseHTTPRequestHandler, code: int, kind: str, text: str, nonce: str) -> None:
    body = text.encode()
    request.send_response(code)
    request.send_header("Content-Type", f"{kind}; charset=utf-8")
    request.send_header("Content-Length", str(len(body)))
    request.send_header("Cache-Control", "no-store")
    request.send_header("X-Content-Type-Options", "nosniff")
    policy = (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; connect-src 'self'; script-src 'nonce-{nonce}'"
    )
    request.send_header("Content-Security-Policy", policy)
    request.end_headers()
    request.wfile.write(body)
