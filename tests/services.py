"""Real servers that tests start themselves: PostgreSQL, and two that speak S3. All on loopback, all on free ports."""

import asyncio
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ACCESS_KEY, SECRET_KEY = "tests-only", "tests-only-secret"
BUCKET = "relief-tests"

S3_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": ACCESS_KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    taken: list[socket.socket] = []
    try:
        for _ in range(count):
            listener = socket.socket()
            listener.bind(("127.0.0.1", 0))
            taken.append(listener)
        return [listener.getsockname()[1] for listener in taken]
    finally:
        for listener in taken:
            listener.close()


def find_postgresql() -> Path | None:
    """The folder of PostgreSQL's programs, the newest version first."""
    for postgres in sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True):
        return postgres.parent
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


class Postgresql:
    """A PostgreSQL server with an empty cluster of its own, which can be stopped and started."""

    def __init__(self, programs: Path, folder: Path) -> None:
        user, [self._port] = _hand_over(folder), free_ports(1)
        self._folder, data = folder, folder / "data"
        cluster = ["--username=tests", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        initdb = [*user, str(programs / "initdb"), "--pgdata", str(data), *cluster]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        settings = {"port": self._port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._command = [*user, programs / "postgres", "-D", data, *options]
        self.url = f"postgresql+psycopg://tests@127.0.0.1:{self._port}/postgres"
        self._running = ExitStack()

    def start(self) -> None:
        """Return when it answers."""
        self._running.enter_context(_running(self._command, self._folder, ready=lambda: _answers_sql(self.url)))

    def stop(self) -> None:
        """Kill it: what was not committed is gone, and every connection."""
        self._running.close()


@contextmanager
def postgresql(programs: Path) -> Iterator[str]:
    """A PostgreSQL server; gives the URL of its maintenance database."""
    with restartable_postgresql(programs) as server:
        yield server.url


@contextmanager
def restartable_postgresql(programs: Path) -> Iterator[Postgresql]:
    """A PostgreSQL server that runs."""
    with _scratch() as folder:
        server = Postgresql(programs, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def moto() -> Iterator[str]:
    """moto's S3: all of the protocol, in memory, but it believes every checksum and secret. Gives its address."""
    [port] = free_ports(1)
    address = f"http://127.0.0.1:{port}"
    with _scratch() as folder:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", port]
        with _running(command, folder, ready=lambda: _makes_bucket(address)):
            yield address


@contextmanager
def moto_of_everything() -> Iterator[str]:
    """moto's AWS, the account's managed policies with it. Gives its address."""
    [port] = free_ports(1)
    address = f"http://127.0.0.1:{port}"
    with _scratch() as folder:
        command = [sys.executable, "-m", "tests.infra.emulator", port]
        more = {"MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
        with _running(command, folder, ready=lambda: _makes_bucket(address), environment=more):
            yield address


@contextmanager
def seaweed() -> Iterator[str]:
    """SeaweedFS: an S3 server that keeps files and refuses wrong checksums and secrets. Gives its address."""
    names = ["master.port", "master.port.grpc", "volume.port", "volume.port.grpc"]
    names += ["filer.port", "filer.port.grpc", "s3.port", "s3.port.grpc"]
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    address = f"http://127.0.0.1:{ports['s3.port']}"
    with _scratch() as folder:
        credentials = [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}]
        identity = {"name": "tests", "credentials": credentials, "actions": ["Admin", "Read", "Write", "List"]}
        (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        options: dict[str, object] = {
            "dir": folder, "ip": "127.0.0.1", "ip.bind": "127.0.0.1", "s3": "true", "s3.config": folder / "s3.json",
            "s3.port.iceberg": 0, "s3.port.lance": 0, "volume.max": 20,
            "master.volumeSizeLimitMB": 64, "master.telemetry": "false",
            "filer.localSocket": folder / "filer.sock", "s3.localSocket": folder / "s3.sock", **ports,
        }  # fmt: skip
        command = [
            Path(sys.executable).parent / "weed",
            "server",
            *(f"-{key}={value}" for key, value in options.items()),
        ]
        limits = {"GOMEMLIMIT": "256MiB", "HOME": str(folder)}
        try:
            with _running(command, folder, ready=lambda: _makes_bucket(address), environment=limits):
                yield address
        finally:
            for name in ("master", "volume", "filer", "s3"):
                # Its parts talk over sockets that it puts there and, being killed, leaves.
                Path(f"/tmp/seaweedfs-{name}-grpc-{ports[f'{name}.port.grpc']}.sock").unlink(missing_ok=True)


@contextmanager
def _scratch() -> Iterator[Path]:
    # Not pytest's own folder: only its owner may enter that, and the servers run as somebody else.
    folder = Path(tempfile.mkdtemp(prefix="relief-tests-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hand_over(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: give the folder to somebody else and say how to become them."""
    if os.getuid() != 0:
        return []
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


@contextmanager
def _running(
    command: Sequence[object], folder: Path, *, ready: Callable[[], bool], environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Run a server until the block ends; say what it printed if it does not come up in a minute."""
    log = folder / "log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=sink,
            stderr=sink,
            cwd=folder,
            env={**os.environ, **(environment or {})},
        )
    try:
        for _ in range(600):
            if process.poll() is not None:
                break
            if ready():
                yield
                return
            time.sleep(0.1)
        raise RuntimeError(f"{command[0]} did not start: {log.read_text(errors='replace')[-2000:]}")
    finally:
        process.kill()
        process.wait()


def _answers_sql(url: str) -> bool:
    import psycopg

    try:
        psycopg.connect(url.replace("+psycopg", ""), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _makes_bucket(address: str) -> bool:
    """Whether the server takes and keeps an object; it lists before it can store."""
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    settings = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=20)
    session = boto3.Session(ACCESS_KEY, SECRET_KEY, region_name="us-east-1")
    client = session.client("s3", endpoint_url=address, config=settings)
    try:
        client.create_bucket(Bucket=BUCKET)
        client.put_object(Bucket=BUCKET, Key="ready", Body=b"yes")
    except (BotoCoreError, ClientError):
        return False
    finally:
        client.close()
    return True


class Breaker:
    """A way to a server that cuts the first so many long answers in the middle."""

    def __init__(self, address: str, *, times: int, after: int) -> None:
        self._server, self.left, self._after = urlsplit(address), times, after
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Take no more callers."""
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                server = socket.create_connection((self._server.hostname, self._server.port))
                threading.Thread(target=self._pass_on, args=(caller, server), daemon=True).start()
                threading.Thread(target=self._answer, args=(server, caller), daemon=True).start()

    def _pass_on(self, caller: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while block := caller.recv(65536):
                server.sendall(block)

    def _answer(self, server: socket.socket, caller: socket.socket) -> None:
        passed = 0
        with suppress(OSError):
            while block := server.recv(65536):
                passed += len(block)
                caller.sendall(block)
                if passed > self._after and self.left > 0:
                    self.left -= 1
                    break
        for end in (caller, server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Sftp:
    """A real SFTP server that keeps files in a folder, in a thread of its own; it can be told to drop its callers."""

    def __init__(self, folder: Path) -> None:
        import asyncssh

        self.root, self.renamed, self.drop_at, self.calls = folder / "court", list[str](), 0, 0
        self.root.mkdir()
        host, account = asyncssh.generate_private_key("ssh-ed25519"), asyncssh.generate_private_key("ssh-ed25519")
        self.key = folder / "account_key"
        account.write_private_key(str(self.key))
        self.key.chmod(0o600)
        self.host_key = host.export_public_key().decode().strip()
        self._host, self._account = host, account.export_public_key()
        self._loop, self.port = asyncio.new_event_loop(), free_ports(1)[0]
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._acceptor = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(30)
        self.address = f"sftp://relief@127.0.0.1:{self.port}/incoming"

    async def _listen(self) -> Any:
        import asyncssh

        server = self

        class Files(asyncssh.SFTPServer):
            def __init__(self, chan: Any) -> None:
                self._caller = chan.get_connection()
                super().__init__(chan, chroot=str(server.root))

            def write(self, file_obj: object, offset: int, data: bytes) -> Any:
                self._maybe_drop()
                return super().write(file_obj, offset, data)

            def rename(self, oldpath: bytes, newpath: bytes) -> Any:
                self._maybe_drop()
                done = super().rename(oldpath, newpath)
                server.renamed.append(newpath.decode())
                self._maybe_drop()
                return done

            def _maybe_drop(self) -> None:
                server.calls += 1
                if server.drop_at and server.calls % server.drop_at == 0:
                    self._caller.abort()

        class Door(asyncssh.SSHServer):
            def begin_auth(self, _username: str) -> bool:
                return True

            def public_key_auth_supported(self) -> bool:
                return True

            def validate_public_key(self, username: str, key: Any) -> bool:
                return username == "relief" and key.export_public_key() == server._account

        return await asyncssh.create_server(
            Door, "127.0.0.1", self.port, server_host_keys=[self._host], sftp_factory=Files, allow_scp=False
        )

    def close(self) -> None:
        """Take no more callers."""

        async def stop() -> None:
            self._acceptor.close()
            await self._acceptor.wait_closed()

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
