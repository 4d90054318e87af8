"""The fictional courts, a server of theirs, and visitors of every role."""

import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from flows.serving.application import make_application
from flows.serving.office import Office, opened_office
from flows.serving.site import Site
from flows.serving.tokens import hash_token, make_token, sign_form
from flows.workplace import Workplace
from relief import database
from tests.flows.conftest import WholeRun
from tests.flows.serving.court import Courts, build
from tests.services import free_ports

TODAY = datetime(2020, 8, 20, 19, tzinfo=UTC)


@dataclass
class Clock:
    at: datetime = TODAY

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **time: float) -> None:
        self.at += timedelta(**time)


@dataclass
class Server:
    """The application, its clock, and visitors who send what its forms send."""

    courts: Courts
    office: Office
    clock: Clock
    opened: list[httpx.Client] = field(default_factory=list)

    def visitor(self, account: str | None = None, *, kind: str = "signed in") -> "Visitor":
        client = httpx.Client(base_url=self.office.site.origin, timeout=60)
        self.opened.append(client)
        visitor = Visitor(client, make_token())
        if account is None:
            client.cookies.set("relief-form", visitor.token)
            return visitor
        name, told = self.courts.accounts[account].name, {"token": hash_token(visitor.token), "at": self.clock()}
        if kind == "signed in":
            assert database.begin_session(self.office.engine, name, source="tests", **told)
        else:
            code = hash_token(account)
            database.reset_account(self.office.engine, name, code=code, actor="tests", at=self.clock())
            assert database.begin_enrolling(self.office.engine, name, code=code, source="tests", **told)
        client.cookies.set("relief", visitor.token)
        return visitor

    def audit(self, event: str | None = None) -> list[dict[str, Any]]:
        return database.read_audit(self.office.engine, most=500, event=event)


@dataclass
class Visitor:
    client: httpx.Client
    token: str

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, *, upload: bytes | None = None, token: str | None = None, **fields: str) -> Any:
        told = {"form_token": sign_form(self.token) if token is None else token, **fields}
        files = None if upload is None else {"file": ("JOHN DOE.csv", upload, "text/csv")}
        return self.client.post(path, data=told, files=files)


def texts(page: Any) -> str:
    """A page's text, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


@pytest.fixture(scope="session")
def courts(whole_run: WholeRun, tmp_path_factory: pytest.TempPathFactory) -> Courts:
    return build(whole_run.out, tmp_path_factory.mktemp("courts"))


@pytest.fixture
def server(courts: Courts, tmp_path: Path) -> Iterator[Server]:
    """On a copy of the courts' work folder, where nobody has been yet."""
    shutil.copytree(courts.workplace.out, tmp_path / "work", copy_function=shutil.copy)
    mine = replace(courts, workplace=Workplace.choose(str(tmp_path / "work")))
    clock, [port] = Clock(), free_ports(1)
    site = Site(workplace=mine.workplace, origin=f"http://localhost:{port}", clock=clock)
    with opened_office(site) as office, listening(office, port):
        server = Server(mine, office, clock)
        yield server
        for client in server.opened:
            client.close()


@contextmanager
def listening(office: Office, port: int) -> Iterator[None]:
    """The application behind Uvicorn, as it is served."""
    config = uvicorn.Config(
        make_application(office), port=port, log_config=None, access_log=False, server_header=False, lifespan="off",
        ws="none",
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
