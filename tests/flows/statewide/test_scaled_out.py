"""The state on other engines: two Dask workers, PostgreSQL and S3 come to the bytes of a folder and SQLite, whatever breaks."""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.store import open_store
from flows.failures import is_passing
from flows.prefect_server import TemporaryServer
from flows.statewide.attempts import try_again
from flows.statewide.conduct import begun, settle
from flows.statewide.deciding import decide_share, prepare
from flows.statewide.handing_over import hand_over
from flows.steps.sharing import ROWS
from flows.workplace import Workplace
from relief.parts import decide_each
from tests import services
from tests.flows.statewide.cluster import Cluster, Unwell, dask_cluster
from tests.flows.statewide.conftest import DAY, WORDS, State
from tests.flows.whole_runs import hash_tree, surroundings

FAULTS = ("worker", "database", "store")
PROVE = os.environ.get("RELIEF_FAULTS") == "each"
"""Whether the cluster is started and broken: two minutes of processor time for each way, with ``make prove``."""
ROWS_AT_ONCE = "250"
"""So that the largest of the counties is decided in parts."""

NOON = datetime(2020, 7, 1, 12, tzinfo=UTC)

DRIVER = """
import os
import cloudpickle
from distributed import Client
submit = Client.submit
def noted(self, function, *given, **named):
    with open(os.environ["NOTED"], "ab") as file:
        body = cloudpickle.dumps((function, given, named))
        file.write(len(body).to_bytes(8, "big") + body)
    return submit(self, function, *given, **named)
Client.submit = noted
from flows.command_line import main
main()
"""
"""The command, which writes down what it hands to Dask."""


@pytest.mark.skipif(not PROVE, reason="minutes of processor time: make prove")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("faults", [(), *((fault,) for fault in FAULTS), FAULTS], ids="+".join)
def test_two_dask_workers_come_to_the_same_bytes_whatever_breaks(
    decided: State, prefect_server: TemporaryServer, seaweed_server: str, tmp_path: Path, faults: tuple[str, ...]
) -> None:
    run_scaled_out(decided, prefect_server, seaweed_server, tmp_path, faults)


def test_what_other_workers_decided_of_a_large_county_is_taken_and_comes_to_the_same_bytes(
    decided: State, moto_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**services.S3_ENVIRONMENT, "AWS_ENDPOINT_URL": moto_server, ROWS: ROWS_AT_ONCE}.items():
        monkeypatch.setenv(name, value)
    out, url = f"s3://{services.BUCKET}/shared-{tmp_path.name}", f"sqlite:///{tmp_path / 'relief.db'}"
    workplace = Workplace.choose(out, database=url)
    anew = list[int]()

    def noting(asked: Any, chosen: Any, *given: Any, **named: Any) -> Any:
        anew.extend(chosen)
        return decide_each(asked, chosen, *given, **named)

    monkeypatch.setattr(tempfile, "tempdir", make_folder(tmp_path / "driver"))
    with begun(str(decided.inbox), DAY, workplace, here=True) as underway:
        job = underway.jobs[0]
        hand_over(job.county, job.exports, workplace)
        monkeypatch.setattr(tempfile, "tempdir", make_folder(tmp_path / "worker"))
        prepare(job, workplace)
        chosen = sorted(part for share in range(job.shares) for part in decide_share(job, share, workplace))
        assert chosen == list(range(len(chosen))) and len(chosen) > 1
        monkeypatch.setattr("relief.parts.decide_each", noting)
        assert "failed" not in settle(underway.number, job, workplace)
    assert anew == []
    for key in open_store(out).keys(f"runs/{job.county}/"):
        open_store(out).fetch(key, tmp_path / "fetched")
    expected = hash_tree(decided.workplace.folder / "runs" / job.county)
    assert hash_tree(tmp_path / "fetched" / "runs" / job.county) == expected


def make_folder(path: Path) -> str:
    path.mkdir()
    return str(path)


def test_a_database_that_comes_back_is_waited_for_and_one_that_never_answered_is_not() -> None:
    from relief import database

    programs = services.find_postgresql()
    if programs is None:
        pytest.skip("PostgreSQL's server is not installed: apt-get install postgresql")
    with services.restartable_postgresql(programs) as server:
        engine = database.open_database(server.url)
        number = database.begin_state_run(engine, as_of=DAY, asked="everything", versions={}, at=NOON)
        server.stop()
        with pytest.raises(database.DatabaseAway) as raised:
            database.open_database(server.url.replace("/postgres", "/another"))
        assert is_passing(raised.value)
        starter = threading.Timer(1.0, server.start)
        starter.start()
        database.finish_state_run(engine, number, at=NOON)
        starter.join()
        told = database.read_state_run(engine, number)
        engine.dispose()
    assert told is not None and told.finished_at is not None


def test_a_county_is_tried_again_where_that_may_help_and_waited_for_where_somebody_else_has_it() -> None:
    passing, busy, done = {"failed": "read", "passing": True}, {"failed": "plan", "busy": True}, {"run": "key"}

    def end(*answers: dict[str, Any], **terms: Any) -> dict[str, Any]:
        return try_again(iter([*answers, done]).__next__, pauses=(0.0,), **terms)

    assert end(passing, passing) == {**done, "attempts": 3}
    assert end(passing, passing, passing) == {**passing, "attempts": 3}
    assert end(busy) == {**busy, "attempts": 1}
    assert end(busy, busy=0.05) == {**done, "attempts": 1}
    assert end({"failed": "read", "passing": False})["failed"] == "read"


def run_scaled_out(plain: State, prefect: TemporaryServer, s3: str, folder: Path, faults: tuple[str, ...]) -> None:
    programs = services.find_postgresql()
    if programs is None:
        pytest.skip("PostgreSQL's server is not installed: apt-get install postgresql")
    with ExitStack() as stack:
        postgres = stack.enter_context(services.restartable_postgresql(programs))
        unwell = Unwell(s3, one_in=10 if "store" in faults else 1_000_000)
        stack.callback(unwell.close)
        out = f"s3://{services.BUCKET}/scaled-{folder.name}"
        place = {
            **services.S3_ENVIRONMENT, "AWS_ENDPOINT_URL": unwell.address, "RELIEF_OUT": out,
            "RELIEF_DATABASE": postgres.url, "RELIEF_COUNTIES": str(plain.counties), ROWS: ROWS_AT_ONCE,
        }  # fmt: skip
        cluster = stack.enter_context(dask_cluster(folder, place))
        words = ("statewide", "run", "--as-of", "2020-07-01", "--inbox", plain.inbox, "--out", out, "--json")
        environment = surroundings(
            {
                **place,
                **prefect.client(),
                "RELIEF_DASK": cluster.address,
                "NOTED": str(folder / "noted"),
                "TMPDIR": str(folder),
            },
            home=folder / "home",
        )
        driver = subprocess.Popen(
            [sys.executable, "-P", "-c", DRIVER, *(str(word) for word in words), "--database", postgres.url],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        stack.callback(driver.kill)
        broken = break_things(cluster, postgres, faults, driver)
        out_text, error = driver.communicate(timeout=400)
        logs = "\n".join((each.folder / "log").read_text()[-2000:] for each in cluster.workers)
        assert driver.returncode == 0, f"{error}\n{logs}"
        assert broken == set(faults) - {"store"}
        assert unwell.refused > 5 if "store" in faults else not unwell.refused
        told = json.loads(out_text)
        assert {told["counties"][word]["state"] for word in WORDS} == {"decided"}, told["counties"]
        hold_to_be_the_same(plain, out, unwell.address, folder)
        hold_in_force(plain, postgres.url)
    hold_nothing_is_handed_over_but_keys(plain, folder / "noted")


def break_things(
    cluster: Cluster, postgres: services.Postgresql, faults: tuple[str, ...], driver: "subprocess.Popen[str]"
) -> set[str]:
    """Each in the middle of a worker's step; gives what was broken."""
    done = set[str]()
    while driver.poll() is None and done != set(faults) - {"store"}:
        time.sleep(0.01)
        if "database" in faults and "database" not in done and cluster.workers[1].is_midway():
            postgres.stop()
            time.sleep(2)
            postgres.start()
            done.add("database")
        if "worker" in faults and "worker" not in done and cluster.workers[0].is_midway():
            cluster.workers[0].kill()
            done.add("worker")
    return done


def hold_to_be_the_same(plain: State, out: str, address: str, folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**services.S3_ENVIRONMENT, "AWS_ENDPOINT_URL": address}.items():
            patch.setenv(name, value)
        store = open_store(out)
        for key in store.keys("runs/"):
            store.fetch(key, folder / "fetched")
        assert any(key.endswith("told.json") for key in store.keys("parts/"))
    expected = hash_tree(plain.workplace.folder / "runs")
    assert len(expected) > 30
    assert hash_tree(folder / "fetched" / "runs") == expected


def hold_in_force(plain: State, url: str) -> None:
    """The same runs are in force, each recorded once, with as many determinations."""
    from relief import database

    told = []
    for each in (plain.workplace.database, url):
        engine = database.open_database(each)
        told.append((database.read_in_force(engine), count_rows(engine)))
        database.verify_audit(engine)
        engine.dispose()
    assert told[0] == told[1]


def count_rows(engine: Any) -> dict[str, int]:
    from sqlalchemy import text

    with engine.connect() as connection:
        return {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("determination", "export", "ledgerstep")
        }


def hold_nothing_is_handed_over_but_keys(plain: State, noted: Path) -> None:
    """What went to the workers is small, and says nothing of anybody in any of the files."""
    content = noted.read_bytes()
    sizes, at = [], 0
    while at < len(content):
        size = int.from_bytes(content[at : at + 8], "big")
        sizes.append(size)
        at += 8 + size
    assert len(sizes) >= len(WORDS) + 3
    assert max(sizes) < 64_000
    words = set[bytes]()
    for word in WORDS:
        for line in plain.export(word).read_bytes().splitlines():
            words |= set(re.findall(rb"[A-Z0-9][A-Z0-9-]{6,}", line))
    assert len(words) > 300
    assert not [each for each in words if each in content]
