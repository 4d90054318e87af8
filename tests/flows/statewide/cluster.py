"""Two Dask workers as processes of their own, each on a machine of its own as far as files go; and an S3 that is unwell."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.flows.whole_runs import surroundings
from tests.services import free_ports


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A worker's process and its own temporary folder, where its copies of a store are."""

    process: subprocess.Popen[bytes]
    folder: Path

    def is_midway(self) -> bool:
        """Whether it is in the middle of a step."""
        return any(self.folder.glob("relief-*/runs/*/*/.half/*/*"))

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)


@dataclass(kw_only=True)
class Cluster:
    """A scheduler's address and its workers."""

    address: str
    workers: list[Worker] = field(default_factory=list)


@contextmanager
def dask_cluster(folder: Path, environment: Mapping[str, str], workers: int = 2) -> Iterator[Cluster]:
    """A scheduler and its workers, which are told where things are by their environment and by nothing else."""
    [port] = free_ports(1)
    address = f"tcp://127.0.0.1:{port}"
    processes = [_start("dask_scheduler", folder / "scheduler", {}, f"--port={port}", "--no-dashboard")]
    try:
        _wait(lambda: _answers(port))
        cluster = Cluster(address=address)
        for number in range(workers):
            place = folder / f"worker{number}"
            words = (address, "--no-nanny", "--nthreads=1", "--no-dashboard", f"--local-directory={place}")
            processes.append(_start("dask_worker", place, environment, *words))
            cluster.workers.append(Worker(process=processes[-1], folder=place))
        yield cluster
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _start(program: str, folder: Path, environment: Mapping[str, str], *words: str) -> subprocess.Popen[bytes]:
    folder.mkdir()
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *words], stdout=log, stderr=log,
            env=surroundings({"TMPDIR": str(folder), **environment}, home=folder / "home"),
        )  # fmt: skip


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _wait(ready: Callable[[], bool], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.05)


class Unwell:
    """A way to an S3 server that answers 503 to one request in so many: every other time after the server has done it."""

    def __init__(self, address: str, *, one_in: int = 10) -> None:
        self._server, self._one_in = urlsplit(address), one_in
        self.asked = self.refused = 0
        self._counting = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Take no more callers."""
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                threading.Thread(target=self._answer, args=(caller,), daemon=True).start()

    def _answer(self, caller: socket.socket) -> None:
        """One request a connection."""
        with suppress(OSError), caller, caller.makefile("rb") as asking:
            head = b"".join(iter(asking.readline, b"\r\n")) + b"\r\n"
            if b"100-continue" in head.lower():
                caller.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = asking.read(_length(head))
            with self._counting:
                self.asked += 1
                refuse = self.asked % self._one_in == 0
                self.refused += refuse
                forgotten = refuse and self.refused % 2 == 0
            answer = b"" if refuse and not forgotten else self._pass_on(head, body)
            caller.sendall(_SLOW_DOWN if refuse else answer)

    def _pass_on(self, head: bytes, body: bytes) -> bytes:
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"connection:", b"expect:"))]
        with socket.create_connection((self._server.hostname, self._server.port)) as server:
            server.sendall(b"\r\n".join([*lines[:-2], b"Connection: close", b"", b""]) + body)
            return b"".join(iter(lambda: server.recv(1 << 16), b""))


_TEXT = b'<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>'
_SLOW_DOWN = (
    b"HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
    % (len(_TEXT), _TEXT)
)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
