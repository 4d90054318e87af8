"""Two runs of one county at the same moment."""

import json
import subprocess
from pathlib import Path

from flows.prefect_server import TemporaryServer
from tests.flows.conftest import WholeRun
from tests.flows.whole_runs import AS_OF, command, hash_tree, run_here, surroundings


def test_two_runs_of_one_county_at_once_come_to_one_result(
    whole_run: WholeRun, prefect_server: TemporaryServer, tmp_path: Path
) -> None:
    words = ["run", "los_angeles", whole_run.export, "--as-of", AS_OF, "--out", tmp_path / "work"]
    environment = surroundings(prefect_server.client(), home=tmp_path / "home")
    started = [
        subprocess.Popen(command(*words), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ended = [(process.communicate(timeout=240)[1], process.returncode) for process in started]
    codes = sorted(code for _, code in ended)
    assert codes in ([0, 0], [0, 2]), ended
    for error, code in ended:
        assert "Traceback" not in error
        # Who comes second waits for nobody, and says why.
        assert code == 0 or "another run" in error, error
    assert hash_tree(tmp_path / "work" / "runs") == hash_tree(whole_run.out / "runs")
    told = run_here("status", "--out", tmp_path / "work", "--json", server=prefect_server, home=tmp_path / "home")
    alone = run_here("status", "--out", whole_run.out, "--json", server=prefect_server, home=tmp_path / "home")
    mine, theirs = json.loads(told.out), json.loads(alone.out)
    assert len([each for each in mine["runs"] if each["in_force"]]) == 1
    assert len(mine["runs"]) == 1
    assert mine["outcomes"] == theirs["outcomes"]
