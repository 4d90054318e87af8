"""The page of a run of the state, what of it is published, what is alerted of it, and what listeners hear."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import polars as pl
import pytest

from flows.statewide.alerting import UNSENT, Alerts, Mail, find_alerts, send_alerts
from flows.statewide.observing import print_metrics, send_traces
from flows.statewide.paging import make_page, tabulate
from flows.statewide.summing import StateSum, sum_state
from relief.state_summary import COLUMNS
from templates.state_page import print_state
from tests.flows.statewide.conftest import State, make_state


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[State, StateSum]]:
    with pytest.MonkeyPatch.context() as patch:
        state = make_state(tmp_path_factory.mktemp("pages"), patch, ["alpine", "sierra"])
        told = state.run()
        state.deliver("alpine", "doj_2020-07-01.txt", b"no export\n")
        yield state, sum_state(state.run(), state.workplace) if told else None  # type: ignore[misc]  # it was


def test_the_page_adds_up_and_what_is_published_tells_of_nobody(ran: tuple[State, StateSum]) -> None:
    state, _ = ran
    page, public = make_page(state.workplace, 1), make_page(state.workplace, 1, public=True)
    for cells in page.by.values():
        assert {column: sum(cells[value][column] or 0 for value in cells) for column in COLUMNS} == page.whole
    shown = [number for cells in public.by.values() for value in cells.values() for number in value.values()]
    assert None in shown, "a county of eight people has small numbers"
    assert all(number is None or number == 0 or number >= 11 for number in shown)
    assert "not shown" in print_state(public) and "Sierra" in print_state(page)
    assert public.counties == {} and print_state(page) == print_state(make_page(state.workplace, 1))
    assert tabulate(public).filter(pl.col("identified").is_null()).height


def test_an_alert_is_sent_by_webhook_and_mail_and_kept_while_nobody_takes_it(ran: tuple[State, StateSum]) -> None:
    state, found = ran
    limits = Alerts(set_aside_percent=0.0)
    alerts = find_alerts(found, None, limits)
    assert ("failure", "alpine") in {(each.kind, each.county) for each in alerts}
    with web() as (url, bodies), mail() as (server, messages):
        to = Mail(server=server, sender="relief@da.example", to=("unit@da.example",))
        down = Alerts(webhooks=("http://127.0.0.1:9/hook",), mail=to)
        assert send_alerts(alerts, down, state.workplace) == [f"a webhook did not take {len(alerts)} alerts: URLError"]
        assert (state.workplace.folder / UNSENT).exists()
        assert "9/hook" not in (state.workplace.folder / UNSENT).read_text()
        assert send_alerts([], Alerts(webhooks=(url,), mail=to), state.workplace) == []
        assert not (state.workplace.folder / UNSENT).exists()
        assert len(messages) == 1, "who has them is not told again"
    assert json.loads(bodies[0])["alerts"][0]["run"] == 2
    assert "failure: alpine: it was not decided" in messages[-1]


def test_who_listens_hears_counties_steps_and_numbers(ran: tuple[State, StateSum]) -> None:
    state, found = ran
    text = print_metrics(found).decode()
    assert 'relief_county{county="alpine",state="failed"} 1.0' in text and text.endswith("# EOF\n")
    first = make_page(state.workplace, 1)
    with web() as (url, bodies):
        send_traces(sum_state(_state_run(state, 1), state.workplace), f"{url}/v1/traces")
    sent = b"".join(bodies)
    assert sent.count(b"determine") == 2 and b"sierra" in sent and first.number == 1


def _state_run(state: State, number: int) -> Any:
    from flows.statewide.paging import read_state

    return read_state(state.workplace, number)


@contextmanager
def web() -> Iterator[tuple[str, list[bytes]]]:
    """A web server on loopback that takes everything."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # as http.server calls it
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_told: object) -> None:
            pass

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"http://127.0.0.1:{port}", bodies


@contextmanager
def mail() -> Iterator[tuple[str, list[str]]]:
    """A mail server on loopback that speaks SMTP and keeps what it takes."""
    messages: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 fictional\r\n")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = list(iter(self.rfile.readline, b".\r\n"))
                    messages.append(b"".join(lines).decode())
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")

    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"127.0.0.1:{port}", messages


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]  # type: ignore[index]  # host and port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
