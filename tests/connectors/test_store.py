"""The object store: every kind keeps the same promises."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from connectors.store import Conflict, Missing, Store, StoreFailure, open_store
from relief.errors import UserError
from tests import services

HELLO = hashlib.sha256(b"hello").hexdigest()
LARGE = bytes(range(256)) * (11 * 4096 + 1)
"""Eleven megabytes and a bit: three parts of the least size that S3 takes."""


@pytest.fixture(params=["folder", "moto", "seaweed"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "folder":
        return str(tmp_path / "store")
    monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue(f"{request.param}_server"))
    for name, value in services.S3_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return f"s3://{services.BUCKET}/{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:16]}"


@pytest.fixture
def store(store_url: str) -> Store:
    return open_store(store_url)


def test_what_is_put_can_be_read_fetched_and_listed(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"hello")
    assert store.put("runs/a/one.json", source) == HELLO
    assert store.put("runs/b/two", b"") == hashlib.sha256(b"").hexdigest()
    assert store.read_bytes("runs/a/one.json") == b"hello"
    assert store.fetch("runs/a/one.json", tmp_path / "into").read_bytes() == b"hello"
    assert store.read_bytes("runs/b/two") == b""
    assert store.keys() == ["runs/a/one.json", "runs/b/two"]
    assert store.keys("runs/a/") == ["runs/a/one.json"]
    assert store.keys("nothing") == []
    assert store.exists("runs/b/two")
    assert source.read_bytes() == b"hello"


def test_what_is_not_there_is_missing(store: Store, tmp_path: Path) -> None:
    store.put("runs/a", b"hello")
    assert not store.exists("runs/b")
    with pytest.raises(Missing):
        store.read_bytes("runs/b")
    with pytest.raises(Missing):
        store.fetch("runs/b", tmp_path / "into")
    assert [path for path in tmp_path.rglob("into/**/*") if path.is_file()] == []


def test_the_same_content_again_is_success_and_other_content_is_refused(store: Store) -> None:
    assert store.put("k", b"hello") == store.put("k", b"hello") == HELLO
    with pytest.raises(Conflict):
        store.put("k", b"other")
    assert store.read_bytes("k") == b"hello"


@pytest.mark.parametrize("in_parts", [False, True])
def test_a_large_object_goes_there_and_back_and_is_written_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_parts: bool
) -> None:
    if in_parts:
        monkeypatch.setattr("connectors.store.bucket.LARGE", 1)
        monkeypatch.setattr("connectors.store.bucket.PART", 5 << 20)
    source = tmp_path / "large"
    source.write_bytes(LARGE)
    digest = hashlib.sha256(LARGE).hexdigest()
    assert store.put("large", source) == digest
    assert store.put("large", source) == digest
    with source.open("ab") as file:
        file.write(b"more")
    with pytest.raises(Conflict):
        store.put("large", source)
    assert hashlib.sha256(store.fetch("large", tmp_path / "into").read_bytes()).hexdigest() == digest


@pytest.mark.parametrize(("count", "size"), [(16, 20), (4, 9 << 20)])
def test_of_many_writers_of_one_key_exactly_one_wins(
    store: Store, count: int, size: int, request: pytest.FixtureRequest
) -> None:
    if size > 1000 and request.node.callspec.params["store_url"] == "moto":
        pytest.skip("moto looks whether a key is free before it has all of a large body: now and then two are first")
    contents = [bytes([number]) * size for number in range(count)]
    gate, won, lost, failed = threading.Barrier(count), list[int](), list[int](), list[BaseException]()

    def write(number: int) -> None:
        gate.wait()
        try:
            store.put("raced", contents[number])
            won.append(number)
        except Conflict:
            lost.append(number)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert (len(won), len(lost)) == (1, count - 1)
    assert store.read_bytes("raced") == contents[won[0]]
    assert store.keys() == ["raced"]


def test_a_key_that_leads_elsewhere_or_could_hold_a_name_is_refused_and_not_repeated(store: Store) -> None:
    elsewhere = ["", "/a", "a/", "a//b", "../a", "a/../b", "./a", ".incoming/a", "-a", "a" * 513]
    for key in [*elsewhere, "CANARY,NAME A", "a b", "a\n", "é"]:
        for use in (partial(store.put, source=b""), store.read_bytes, store.exists):
            with pytest.raises(ValueError, match="an object's key is") as caught:
                use(key)
            assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "s3://", "https://host/x", "ftp://x/y", "file://host/x"])
def test_another_kind_of_url_is_refused(url: str) -> None:
    with pytest.raises(UserError, match="object store"):
        open_store(url)


def test_opening_a_store_writes_nothing(tmp_path: Path) -> None:
    store = open_store((tmp_path / "store").as_uri())
    assert store.keys() == []
    assert not (tmp_path / "store").exists()


# A writer that dies


@pytest.mark.parametrize("moment", ["after a part", "before the link", "after the link"])
def test_a_writer_killed_in_a_folder_leaves_all_or_nothing(tmp_path: Path, moment: str) -> None:
    patch = {
        "after a part": "f.read_chunks = lambda s: iter([s[:3], die()])",
        "before the link": "os.link = lambda a, b: die()",
        "after the link": "whole = os.link; os.link = lambda a, b: (whole(a, b), die())",
    }[moment]
    kill_while_putting(str(tmp_path / "store"), f"import connectors.store.folder as f; {patch}")
    store = open_store(str(tmp_path / "store"))
    assert store.keys() == (["k"] if moment == "after the link" else [])
    assert store.put("k", b"hello world") == hashlib.sha256(b"hello world").hexdigest()
    store.put("l", b"")
    assert list((tmp_path / "store/.incoming").iterdir()) == []
    assert store.read_bytes("k") == b"hello world"


def test_a_writer_killed_while_it_sends_leaves_nothing(s3_url: str) -> None:
    patch = (
        "import io, traceback\n"
        "class Cut(io.BytesIO):\n"
        "    def read(self, n=-1):\n"
        "        # The request is signed over all of the body before any of it is sent.\n"
        "        return super().read(n) if self.tell() < 1 << 20 or not Cut.sending() else die()\n"
        "    @staticmethod\n"
        "    def sending(): return any(f.name == 'send' for f in traceback.extract_stack())\n"
        "c = store._client; whole = c.put_object\n"
        "c.put_object = lambda **k: whole(**{**k, 'Body': Cut(k['Body'].read())})"
    )
    kill_while_putting(s3_url, patch, content="b'x' * (4 << 20)")
    assert_nothing_was_left(s3_url)


@pytest.mark.parametrize("moment", ["upload_part", "complete_multipart_upload"])
def test_a_writer_killed_between_parts_leaves_nothing(s3_url: str, moment: str) -> None:
    patch = "import connectors.store.bucket as b; b.LARGE, b.PART = 1, 5 << 20\n"
    patch += f"c = store._client; n = [0]; whole = c.{moment}\n"
    patch += "def cut(**k):\n    n[0] += 1\n    return die() if n[0] == 2 or 'MultipartUpload' in k else whole(**k)\n"
    kill_while_putting(s3_url, f"{patch}c.{moment} = cut", content="b'x' * (11 << 20)")
    assert_nothing_was_left(s3_url)


def assert_nothing_was_left(url: str) -> None:
    store = open_store(url)
    assert store.keys() == []
    assert not store.exists("k")
    assert store.put("k", b"hello") == HELLO


def kill_while_putting(url: str, patch: str, content: str = "b'hello world'") -> None:
    script = (
        "import os, signal, sys; from connectors.store import open_store\n"
        "def die(): os.kill(os.getpid(), signal.SIGKILL)\n"
        f"store = open_store(sys.argv[1])\n{patch}\nstore.put('k', {content})\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", script, url], check=False, env=environment)
    assert killed.returncode == -signal.SIGKILL


# A store that fails


class Faults:
    """Calls of one S3 operation, answered as the test says: with an error code, lost, or as they are."""

    def __init__(self, store: Any, operation: str, answers: list[str]) -> None:
        self._whole, self._answers = getattr(store._client, operation), iter(answers)
        self._operation, self.calls = operation, 0
        setattr(store._client, operation, self)

    def __call__(self, **arguments: Any) -> Any:
        from botocore.exceptions import ClientError, ReadTimeoutError

        self.calls += 1
        answer = next(self._answers, "")
        if answer == "lost":
            self._whole(**arguments)
            # botocore would now send it again by itself; that second sending is what the store meets.
            return self._whole(**arguments)
        if answer == "timeout":
            raise ReadTimeoutError(endpoint_url="")
        if answer:
            raise ClientError({"Error": {"Code": answer, "Message": "CANARY"}}, self._operation)
        return self._whole(**arguments)


def test_a_write_whose_answer_was_lost_succeeds_once(s3_url: str) -> None:
    store = open_store(s3_url)
    Faults(store, "put_object", ["lost"])
    assert store.put("k", b"hello") == HELLO
    assert store.read_bytes("k") == b"hello"


def test_an_upload_that_met_another_is_begun_again(s3_url: str) -> None:
    store = open_store(s3_url)
    faults = Faults(store, "put_object", ["ConditionalRequestConflict"])
    assert store.put("k", b"hello") == HELLO
    assert faults.calls == 2


def test_an_upload_that_always_meets_another_is_given_up(s3_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.store.bucket.time.sleep", lambda _: None)
    store = open_store(s3_url)
    faults = Faults(store, "put_object", ["ConditionalRequestConflict"] * 99)
    with pytest.raises(StoreFailure, match="ConditionalRequestConflict"):
        store.put("k", b"hello")
    assert faults.calls == 5


def test_a_store_that_refuses_is_a_failure_and_not_an_empty_store(s3_url: str) -> None:
    store = open_store(s3_url)
    store.put("k", b"hello")
    refusals = ["AccessDenied", "timeout", "SlowDown"]
    for operation in ("put_object", "head_object", "get_object"):
        Faults(store, operation, refusals)
    for _ in refusals:
        for use in (lambda: store.put("l", b""), lambda: store.exists("k"), lambda: store.read_bytes("k")):
            with pytest.raises(StoreFailure) as caught:
                use()
            assert not isinstance(caught.value, Missing)
            assert "CANARY" not in str(caught.value)


def test_content_that_changed_in_the_store_is_found_when_it_is_read(s3_url: str, tmp_path: Path) -> None:
    store: Any = open_store(s3_url)
    store.put("k", b"hello")
    prefix = s3_url.removeprefix(f"s3://{services.BUCKET}/")
    store._client.put_object(Bucket=services.BUCKET, Key=f"{prefix}/k", Body=b"hellp", Metadata={"sha256": HELLO})
    with pytest.raises(StoreFailure, match="not what was stored"):
        store.read_bytes("k")
    with pytest.raises(StoreFailure, match="not what was stored"):
        store.fetch("k", tmp_path / "into")
    assert [path for path in (tmp_path / "into").rglob("*") if path.is_file()] == []


def test_content_damaged_on_the_way_is_refused_by_a_server_that_checks(
    seaweed_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", seaweed_server)
    for name, value in services.S3_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    store: Any = open_store(f"s3://{services.BUCKET}/damaged")
    whole = store._client.put_object
    store._client.put_object = lambda **arguments: whole(**{**arguments, "Body": b"hellp"})
    with pytest.raises(StoreFailure, match="k: cannot be stored"):
        store.put("k", b"hello")
    assert not store.exists("k")


def test_a_wrong_secret_is_refused(seaweed_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", seaweed_server)
    for name, value in {**services.S3_ENVIRONMENT, "AWS_SECRET_ACCESS_KEY": "another"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreFailure, match="SignatureDoesNotMatch"):
        open_store(f"s3://{services.BUCKET}/secret").put("k", b"hello")


@pytest.fixture(autouse=True)
def no_credentials_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))


def test_a_store_without_credentials_says_which_to_set(moto_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in services.S3_ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "AWS_ENDPOINT_URL": moto_server,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_REGION": "us-west-2",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UserError, match="set AWS_ACCESS_KEY_ID"):
        open_store(f"s3://{services.BUCKET}/nobody").put("k", b"hello")


@pytest.mark.parametrize(("times", "whole"), [(0, True), (3, True), (5, False)])
def test_a_download_that_breaks_off_in_the_middle_goes_on_where_it_stopped(
    times: int, whole: bool, moto_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in services.S3_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_server)
    url = f"s3://{services.BUCKET}/{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:16]}"
    open_store(url).put("large", LARGE)
    breaker = services.Breaker(moto_server, times=times, after=1 << 20)
    monkeypatch.setenv("AWS_ENDPOINT_URL", breaker.address)
    try:
        if whole:
            assert open_store(url).fetch("large", tmp_path / "into").read_bytes() == LARGE
        else:
            with pytest.raises(StoreFailure, match="broke off"):
                open_store(url).fetch("large", tmp_path / "into")
            assert [path for path in tmp_path.rglob("into/**/*") if path.is_file()] == []
        assert breaker.left == 0
    finally:
        breaker.close()
