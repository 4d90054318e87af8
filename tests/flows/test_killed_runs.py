import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from flows.prefect_server import TemporaryServer
from flows.run import Run, plan_run
from flows.step import Step, do, read_counts
from flows.workplace import Workplace
from tests.flows.conftest import WholeRun
from tests.flows.whole_runs import AS_OF, command, hash_tree, run_here, surroundings

KILLS = int(os.environ.get("RELIEF_KILLS", "3"))
"""More of them with ``make prove``."""


@pytest.mark.timeout(600 + 30 * KILLS)
def test_a_run_that_is_killed_at_random_moments_comes_to_the_same_bytes(
    whole_run: WholeRun, prefect_server: TemporaryServer, tmp_path: Path
) -> None:
    words = ["run", "los_angeles", whole_run.export, "--as-of", AS_OF, "--out", tmp_path / "work"]
    environment = surroundings(prefect_server.client(), home=tmp_path / "home")
    moments = [random.uniform(1, 9) for _ in range(KILLS)]
    for seconds in moments:
        process = subprocess.Popen(
            command(*words), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
    ended = run_here(*words, server=prefect_server, home=tmp_path / "home")
    assert ended.code == 0, (moments, ended.error)
    assert hash_tree(tmp_path / "work" / "runs") == hash_tree(whole_run.out / "runs"), moments
    status = run_here("status", "--out", tmp_path / "work", server=prefect_server, home=tmp_path / "home")
    assert "finished, in force" in status.out


def write_files(_run: Run, out: Path) -> dict[str, Any]:
    """A step that makes a few files, and a folder."""
    for name in ("a.txt", "b.txt", "below/c.txt"):
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(f"content of {name}")
    return {"rows": 3}


STEP = Step(name="example", work=write_files)


def plan_empty(out: Path) -> Run:
    return plan_run("los_angeles", [], date(2020, 7, 1), Workplace.choose(str(out)))


def die_at(number: int, work: Callable[[], object]) -> bool:
    """Do ``work`` in a child that is killed at its ``number``-th durable call; say whether it was."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    left = [number]

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*given: Any, **named: Any) -> Any:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*given, **named)

        return instead

    os.replace, os.fsync, os.rmdir = counted(os.replace), counted(os.fsync), counted(os.rmdir)  # type: ignore[assignment]  # in a child that is about to die
    try:
        work()
    finally:
        os._exit(0)


def test_a_step_that_is_killed_at_any_durable_call_comes_to_the_same_bytes(tmp_path: Path) -> None:
    whole = plan_empty(tmp_path / "whole")
    do(STEP, whole)
    expected = hash_tree(whole.folder)
    assert len(expected) == 4
    number = 1
    while die_at(number, partial(do, STEP, plan_empty(tmp_path / f"broken{number}"))):
        broken = plan_empty(tmp_path / f"broken{number}")
        left = {name: told for name, told in hash_tree(broken.folder).items() if not name.startswith(".half")}
        assert left.items() <= expected.items()
        do(STEP, broken)
        assert hash_tree(broken.folder) == expected
        number += 1
    assert number > 10


def test_a_step_is_done_once_and_again_when_a_file_of_it_is_gone_or_changed(tmp_path: Path) -> None:
    run = plan_empty(tmp_path)
    assert not do(STEP, run).again
    assert do(STEP, run).again
    assert read_counts(STEP, run) == {"rows": 3}
    (run.folder / "a.txt").write_text("content of x.txt")
    assert not do(STEP, run).again
    (run.folder / "below" / "c.txt").unlink()
    assert not do(STEP, run).again
    assert (run.folder / "a.txt").read_text() == "content of a.txt"
