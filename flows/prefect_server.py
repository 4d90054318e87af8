"""A Prefect server for as long as one run: no other has to be started, and none is left behind.

Prefect starts one by itself when there is none, but only at the first flow, on a port it guesses,
without a password, and after migrating an empty database for nine seconds. This one is started
first, so that it comes up while the export is read; it takes over a socket that is already bound,
so that its address is known at once; and it begins with a database migrated once an installation.
"""

import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Self
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from flows.prefect_settings import settings

_DATABASE = "prefect.db"
_SECONDS_TO_START = 120.0
_SECONDS_TO_STOP = 5.0
_SECONDS_TO_ANSWER = 0.2
_SERVER = {
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
}
"""Nothing waits for events here, nobody looks, and no block is used."""


class TemporaryServer:
    """A server of its own process, on loopback, behind a password that only this run knows.

    Entering starts it and returns at once; ``wait`` returns when it answers. It also ends when
    this process ends in whatever way, because it reads the other end of a pipe.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._password = f"relief:{secrets.token_urlsafe(24)}"
        self._process: subprocess.Popen[bytes] | None = None
        self._url = ""
        self._new = False

    def __enter__(self) -> Self:
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._new = not (self._home / _DATABASE).exists()
        if self._new:
            _copy_template(self._home)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(128)
            self._url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.serve_prefect", str(listener.fileno())],
                pass_fds=[listener.fileno()],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=Path(__file__).resolve().parent.parent,
                env={**_without_prefect(os.environ), **self._environment(), **_SERVER},
            )
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.communicate(timeout=_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def client(self) -> dict[str, str]:
        """Environment for this process, to be set before Prefect is imported."""
        return {**self._environment(), "PREFECT_API_URL": self._url, "PREFECT_API_AUTH_STRING": self._password}

    def wait(self) -> None:
        """Return when the server answers. Raises RuntimeError when it ended or takes two minutes."""
        give_up = time.monotonic() + _SECONDS_TO_START
        while not self.answers():
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError("Prefect's temporary server ended before it answered")
            if time.monotonic() > give_up:
                raise RuntimeError("Prefect's temporary server did not answer in time")
            time.sleep(0.02)
        if self._new:
            _keep_template(self._home)

    def _environment(self) -> dict[str, str]:
        return {**settings(self._home), "PREFECT_SERVER_API_AUTH_STRING": self._password}

    def answers(self) -> bool:
        """Whether the server is up."""
        try:
            with urlopen(Request(f"{self._url}/health"), timeout=_SECONDS_TO_ANSWER) as reply:
                return bool(reply.status == 200)
        except HTTPError as refused:
            return refused.code == 401
        except OSError:
            return False


def template() -> Path:
    """An empty, migrated database of this Prefect version, kept with the installation."""
    return Path(sys.prefix) / "var" / "relief" / f"prefect-{version('prefect')}.db"


def _copy_template(home: Path) -> None:
    if template().exists():
        half = home / f".{_DATABASE}.{os.getpid()}"
        shutil.copyfile(template(), half)
        os.replace(half, home / _DATABASE)


def _keep_template(home: Path) -> None:
    """Save the database that was just migrated, before anything ran; an installation may be read-only."""
    if template().exists():
        return
    half = template().with_suffix(f".{os.getpid()}")
    try:
        template().parent.mkdir(parents=True, exist_ok=True)
        _copy_database(home / _DATABASE, half)
        os.replace(half, template())
    except OSError:
        half.unlink(missing_ok=True)


def _copy_database(source: Path, target: Path) -> None:
    reader, writer = sqlite3.connect(source), sqlite3.connect(target)
    try:
        reader.backup(writer)
    finally:
        reader.close()
        writer.close()


def _without_prefect(environment: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in environment.items() if not key.startswith("PREFECT_")}
