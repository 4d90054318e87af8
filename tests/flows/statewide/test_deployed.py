"""Deployments as a server, its scheduler and a worker carry them out, each in a process of its own: ``make prove``."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest

from flows.statewide.paging import read_state
from flows.statewide.pausing import set_paused
from relief import database
from tests.flows.statewide.conftest import State, make_state
from tests.flows.whole_runs import run, surroundings
from tests.services import free_ports

PROVE = bool(os.environ.get("RELIEF_DEPLOYED"))
HERE = ZoneInfo("America/Los_Angeles")


@pytest.mark.skipif(not PROVE, reason="a minute of processor time: make prove")
@pytest.mark.timeout(600)
def test_a_worker_carries_out_what_is_asked_of_the_deployments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = make_state(tmp_path, monkeypatch, ["alpine", "sierra"])
    with _server(tmp_path) as address:
        more = {
            "PREFECT_API_URL": address, "RELIEF_COUNTIES": str(state.counties), "RELIEF_OUT": state.workplace.out,
            "RELIEF_INBOX": str(state.inbox),
        }  # fmt: skip
        monkeypatch.setenv("PREFECT_API_URL", address)
        deployed = run("deploy", more=more, home=tmp_path / "home")
        assert deployed.code == 0, deployed.error
        with _worker(tmp_path, more):
            _trigger("county", more, tmp_path, "-p", "asked=sierra")
            assert read_state(state.workplace, None).counties.keys() == {"sierra"}
            assert _in_force(state) == {"sierra"}
            set_paused("alpine", state.workplace.out, None, paused=True, reason="the court moves", by="staff.1")
            _trigger("nightly", more, tmp_path)
            told = read_state(state.workplace, None)
            assert (told.asked, told.counties["alpine"].state, told.counties["sierra"].state) == (
                "new files", "paused", "unchanged"
            )  # fmt: skip
            set_paused("alpine", state.workplace.out, None, paused=False, reason="", by="staff.1")
            _trigger("nightly", more, tmp_path)
            assert read_state(state.workplace, None).counties["alpine"].state == "decided"
            assert _in_force(state) == {"alpine", "sierra"}
        nights, weeks = (asyncio.run(_list_scheduled(name)) for name in ("nightly", "weekly"))
        assert {(each.hour, each.minute) for each in nights} == {(1, 30)} and len(nights) > 1
        assert {(each.weekday(), each.hour, each.minute) for each in weeks} == {(6, 3, 0)}


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """``prefect server start``, with its scheduler; gives its address when it answers."""
    port = free_ports(1)[0]
    environment = surroundings({"PREFECT_HOME": str(folder / "prefect"), "DO_NOT_TRACK": "1"}, home=folder / "home")
    words = ("server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui")
    with _program("server", words, environment, folder):
        give_up = time.monotonic() + 120
        while not _answers(port):
            assert time.monotonic() < give_up, (folder / "server.log").read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/api"


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/api/health", timeout=1) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


@contextmanager
def _worker(folder: Path, more: Mapping[str, str]) -> Iterator[None]:
    """``prefect worker start``, as ``infra/compose.yaml`` has it."""
    environment = surroundings({**more, "PREFECT_WORKER_QUERY_SECONDS": "1"}, home=folder / "home")
    with _program("worker", ("worker", "start", "--type", "process", "--pool", "relief"), environment, folder):
        yield


@contextmanager
def _program(name: str, words: tuple[str, ...], environment: Mapping[str, str], folder: Path) -> Iterator[None]:
    with (folder / f"{name}.log").open("wb") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "prefect", *words], env=environment, cwd=folder, stdout=log, stderr=log
        )
        try:
            yield
        finally:
            started.terminate()
            try:
                started.wait(timeout=30)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def _trigger(deployment: str, more: Mapping[str, str], folder: Path, *words: str) -> None:
    """``prefect deployment run``, as ``infra/operations.md`` has it, and wait until the worker has done it."""
    command = [sys.executable, "-m", "prefect", "deployment", "run", f"clear_state/{deployment}", "--watch", *words]
    done = subprocess.run(
        command, env=surroundings(more, home=folder / "home"), capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode == 0 and "Completed" in done.stdout, (
        f"{done.stdout}{done.stderr}{(folder / 'worker.log').read_text()}"
    )


def _in_force(state: State) -> set[str]:
    engine = database.open_database(state.workplace.database)
    try:
        return set(database.read_in_force(engine))
    finally:
        engine.dispose()


async def _list_scheduled(deployment: str) -> list[datetime]:
    """When the server's scheduler will begin a deployment next, by the clock of California."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterName,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.sorting import FlowRunSort

    waiting = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])))
    named = DeploymentFilter(name=DeploymentFilterName(any_=[deployment]))
    async with get_client() as client:
        found = await client.read_flow_runs(
            flow_run_filter=waiting, deployment_filter=named, limit=50, sort=FlowRunSort.EXPECTED_START_TIME_ASC
        )
    moments = [each.expected_start_time for each in found if each.expected_start_time is not None]
    assert all(moment > datetime.now(UTC) for moment in moments)
    return [moment.astimezone(HERE) for moment in moments]
