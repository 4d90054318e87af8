"""Servers that the whole session shares (each worker has its own) and what tests ask of them."""

import fcntl
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.prefect_server import TemporaryServer
from tests import services

_NUMBER = itertools.count()


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Makes a folder by its name for all workers of a session, once, and gives this worker a copy of it."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def make_once(name: str, make: Callable[[Path], None]) -> Path:
        place, whole = shared / f"once-{name}", shared / f"once-{name}.whole"
        with (shared / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not whole.exists():
                shutil.rmtree(place, ignore_errors=True)
                place.mkdir()
                make(place)
                whole.touch()
        return shutil.copytree(place, own / name)

    return make_once


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TemporaryServer]:
    """A Prefect server that runs already, as one who runs often has."""
    with TemporaryServer(tmp_path_factory.mktemp("prefect")) as server:
        server.wait()
        yield server


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of the maintenance database of a PostgreSQL server."""
    programs = services.find_postgresql()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL's server is not installed here, and in CI it must be")
        pytest.skip("PostgreSQL's server is not installed: apt-get install postgresql")
    with services.postgresql(programs) as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_server: str) -> str:
    """URL of a new, empty PostgreSQL database."""
    import psycopg

    name = f"tests_{next(_NUMBER)}"
    with psycopg.connect(postgresql_server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')  # a number of ours, no value of anybody's
    return postgresql_server.rpartition("/")[0] + f"/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a new, empty database, once of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    return f"sqlite:///{tmp_path / 'relief.db'}"


@pytest.fixture(scope="session")
def moto_server() -> Iterator[str]:
    """Address of moto's S3 server, with the bucket ``services.BUCKET``."""
    with services.moto() as address:
        yield address


@pytest.fixture(scope="session")
def seaweed_server() -> Iterator[str]:
    """Address of a SeaweedFS server, with the bucket ``services.BUCKET``."""
    with services.seaweed() as address:
        yield address


@pytest.fixture(params=["moto", "seaweed"])
def s3_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """``s3://bucket/prefix`` on each kind of server, a new prefix every time; the environment leads there."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue(f"{request.param}_server"))
    for name, value in services.S3_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return f"s3://{services.BUCKET}/prefix-{next(_NUMBER)}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: at the end, one worker would wait for the other that still walks through the README."""
    items.sort(key=lambda item: "test_every_command_of_the_readme" not in item.name)
