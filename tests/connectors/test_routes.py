"""Deliveries: over each way, cut off at every point, by kills, drops and refusals, and repeated: one package, byte for byte."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import pytest

from connectors.packages import COMPLETE, Package, Writing, open_stored
from connectors.packages.layout import Held
from connectors.packages.routes import Court, LostOnTheWay, PackageConflict, deliver, is_delivered, open_court
from connectors.packages.routes import sftp as over_sftp
from connectors.packages.routes.door import TooLarge
from connectors.store import open_store
from relief.errors import UserError
from relief.profiles import Delivery
from tests.services import Sftp

NUMBER = "LA-2026-0001"
FILES = {"motion.pdf": 300_000, "order_proposed.pdf": 40_000, "cases/0001/order.pdf": 10, "manifest.csv": 0}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.packages.routes.uniform", lambda _low, _high: 0.0)


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return write(tmp_path / "ours", seed=1)


def write(folder: Path, seed: int) -> Package:
    store = open_store(str(folder))
    writing = Writing(store, county="los_angeles", number=NUMBER, edition=1)
    for name, size in FILES.items():
        writing.put(name, Random(f"{seed}{name}").randbytes(size))
    writing.finish()
    return open_stored(store, county="los_angeles", number=NUMBER, edition=1)


class Place:
    """A court's place: how it is reached, and what is there now."""

    def __init__(self, delivery: Delivery, look: Callable[[], dict[str, bytes]]) -> None:
        self.delivery, self.look = delivery, look

    def open(self) -> Court:
        return open_court(self.delivery)


def look_into(folder: Path) -> Callable[[], dict[str, bytes]]:
    return lambda: {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def sftp_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sftp]:
    server = Sftp(tmp_path)
    monkeypatch.setenv(over_sftp.KEY, str(server.key))
    yield server
    server.close()


@pytest.fixture(params=["folder", "s3", "sftp"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        folder = tmp_path / "court_folder"
        folder.mkdir()
        return Place(Delivery(route="folder", address=str(folder)), look_into(folder))
    if request.param == "sftp":
        return reach(request.getfixturevalue("sftp_server"))
    monkeypatch = request.getfixturevalue("monkeypatch")
    from tests import services

    monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("seaweed_server"))
    for name, value in services.S3_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    url = f"s3://{services.BUCKET}/{tmp_path.name}"
    return Place(Delivery(route="s3", address=url), lambda: look_at(url))


def look_at(url: str) -> dict[str, bytes]:
    store = open_store(url)
    return {key: store.read_bytes(key) for key in store.keys("")}


def reach(server: Sftp) -> Place:
    delivery = Delivery(route="sftp", address=server.address, host_keys=(server.host_key,))
    return Place(delivery, lambda: {k.removeprefix("incoming/"): v for k, v in look_into(server.root)().items()})


def wanted(package: Package) -> dict[str, bytes]:
    return {f"{NUMBER}/{name}": package.read(name) for name in package.in_order()}


def test_delivered_twice_there_is_one_package_byte_for_byte(package: Package, place: Place) -> None:
    assert not is_delivered(package, place.open())
    deliver(package, place.open())
    assert place.look() == wanted(package) and is_delivered(package, place.open())
    deliver(package, place.open())
    assert place.look() == wanted(package)


def test_killed_before_every_file_and_then_repeated_there_is_one_package(package: Package, place: Place) -> None:
    place.open()
    step = 3 if place.delivery.route == "s3" else 1
    for at in range(1, len(list(package.in_order())) + 1, step):
        child = os.fork()
        if child == 0:
            die_at(package, at, place)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
        assert f"{NUMBER}/{COMPLETE}" not in place.look(), "what is not whole is not complete"
    deliver(package, place.open())
    assert place.look() == wanted(package)


def die_at(package: Package, at: int, place: Place) -> None:
    """In a child: deliver, and be killed when the file number ``at`` is wanted."""
    read, left = Package.read, [at]

    def counting(self: Package, name: str) -> bytes:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return read(self, name)

    try:
        Package.read = counting  # type: ignore[method-assign]
        deliver(package, place.open())
    finally:
        os._exit(0)


def test_a_file_that_is_larger_than_any_of_outcomes_is_not_fetched(
    package: Package, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    court = place.open()
    deliver(package, court)
    name = max(FILES, key=lambda each: FILES[each])
    for module in ("folder", "store", "sftp"):
        monkeypatch.setattr(f"connectors.packages.routes.{module}.MOST_RETURNED", FILES[name])
    assert court.fetch_return(f"{NUMBER}/{name}") == package.read(name)
    for module in ("folder", "store", "sftp"):
        monkeypatch.setattr(f"connectors.packages.routes.{module}.MOST_RETURNED", FILES[name] - 1)
    with pytest.raises(TooLarge, match="larger than"):
        court.fetch_return(f"{NUMBER}/{name}")


def test_another_package_under_the_same_number_is_never_touched(package: Package, place: Place, tmp_path: Path) -> None:
    deliver(package, place.open())
    other = write(tmp_path / "theirs", seed=2)
    with pytest.raises(PackageConflict, match=NUMBER):
        is_delivered(other, place.open())
    with pytest.raises(PackageConflict, match=NUMBER):
        deliver(other, place.open())
    assert place.look() == wanted(package)


def test_a_package_that_is_withdrawn_while_it_is_on_its_way_never_becomes_complete(
    package: Package, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Package.read

    def withdrawing(self: Package, name: str) -> bytes:
        if name == "order_proposed.pdf":
            other = Thread(target=lambda: place.open().mark_withdrawn(NUMBER))
            other.start()
            other.join()
        return read(self, name)

    monkeypatch.setattr(Package, "read", withdrawing)
    with pytest.raises(PackageConflict, match="withdrawn while it was on its way"):
        deliver(package, place.open())
    assert f"{NUMBER}/{COMPLETE}" not in place.look()


def test_a_package_in_a_folder_is_there_or_taken_back_and_never_both(package: Package, tmp_path: Path) -> None:
    for number in range(20):
        folder = tmp_path / f"court_{number}"
        folder.mkdir()
        one, other = (open_court(Delivery(route="folder", address=str(folder))) for _ in range(2))
        with ThreadPoolExecutor(2) as pool:
            acts = [pool.submit(deliver, package, one), pool.submit(other.mark_withdrawn, NUMBER)]
            refused = [act.exception() for act in acts]
        assert sum(isinstance(each, PackageConflict) for each in refused) == 1 == refused.count(None)
        assert (f"{NUMBER}/{COMPLETE}" in look_into(folder)()) == (refused[0] is None)


@pytest.mark.parametrize("drop_at", [1, 2, 3, 5, 7])
def test_a_server_that_drops_its_callers_gets_one_package_and_the_last_of_it_last(
    package: Package, sftp_server: Sftp, drop_at: int
) -> None:
    place = reach(sftp_server)
    sftp_server.drop_at = drop_at
    for _ in range(40):
        try:
            deliver(package, place.open())
            break
        except LostOnTheWay:
            # The answer to the very last word may be lost: then all of it is there.
            assert f"{NUMBER}/{COMPLETE}" not in place.look() or place.look() == wanted(package)
            if drop_at == 1:  # a server that takes nothing at all is given up, and mends
                sftp_server.drop_at = 0
    assert place.look() == wanted(package), "no part is left, nothing is missing"
    assert sftp_server.renamed[-1] == f"/incoming/{NUMBER}/{COMPLETE}"
    assert len(sftp_server.renamed) == len(wanted(package)), "each file was put in its place once"


def test_a_server_with_another_key_is_not_spoken_to_and_an_unknown_account_is_told_so(
    package: Package, sftp_server: Sftp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncssh

    stranger = asyncssh.generate_private_key("ssh-ed25519")
    shown = stranger.export_public_key().decode()
    with pytest.raises(UserError, match="shows a key that its profile does not have"):
        deliver(package, open_court(Delivery(route="sftp", address=sftp_server.address, host_keys=(shown,))))
    stranger.write_private_key(str(tmp_path / "stranger"))
    monkeypatch.setenv(over_sftp.KEY, str(tmp_path / "stranger"))
    with pytest.raises(UserError, match="does not know the account's key"):
        deliver(package, reach(sftp_server).open())
    assert reach(sftp_server).look() == {}


def test_a_store_that_answers_not_now_and_loses_answers_gets_one_package(
    package: Package, moto_server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tests import services

    for name, value in services.S3_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_server)
    url = f"s3://{services.BUCKET}/{tmp_path.name}"
    court = open_court(Delivery(route="s3", address=url))
    upset(court, every=3)
    deliver(package, court)
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_server)
    assert look_at(url) == wanted(package)


def upset(court: Any, every: int) -> None:
    """Every so many writes are answered with 503 Slow Down, though every other one of these was written."""
    from botocore.awsrequest import AWSResponse

    events, asked = court._store._client.meta.events, [0]

    def answer(request: Any, **_more: Any) -> Any:
        asked[0] += 1
        if request.method != "PUT" or asked[0] % every:
            return None
        if asked[0] % (2 * every) == 0:
            from botocore.httpsession import URLLib3Session

            session = URLLib3Session()
            session.send(request)
            session.close()
        body = b"<Error><Code>SlowDown</Code><Message>not now</Message></Error>"
        told = AWSResponse(request.url, 503, {"Content-Type": "application/xml"}, None)
        told._content = body
        return told

    events.register("before-send.s3", answer)


@pytest.mark.parametrize(
    ("delivery", "said"),
    [
        (Delivery(), "takes paper"),
        (Delivery(route="sftp", address="sftp://court.example/in", host_keys=("x",)), "sftp://account@host"),
        (Delivery(route="sftp", address="sftp://a:secret@court.example/in", host_keys=("x",)), "no password"),
        (Delivery(route="sftp", address="sftp://a@court.example/in"), "keys of the court's server are needed"),
        (Delivery(route="sftp", address="sftp://a@court.example:way/in", host_keys=("x",)), "port"),
        (Delivery(route="folder", address="ftp://court.example/in"), "a folder, s3://"),
    ],
)
def test_a_profile_that_cannot_be_delivered_to_is_refused_before_anything_is_sent(
    delivery: Delivery, said: str
) -> None:
    with pytest.raises(UserError, match=said) as refused:
        open_court(delivery)
    assert "secret" not in str(refused.value)


def test_a_folder_that_is_not_there_is_not_made(package: Package, tmp_path: Path) -> None:
    court = open_court(Delivery(route="folder", address=str(tmp_path / "unmounted")))
    with pytest.raises(UserError, match="no such folder"):
        deliver(package, court)
    with pytest.raises(UserError, match="no such folder"):
        court.list_returns(datetime.now(UTC))
    assert not (tmp_path / "unmounted").exists()
    assert all(isinstance(each, Held) for each in package.files)
