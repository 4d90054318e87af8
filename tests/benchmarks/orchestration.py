"""What Prefect adds to a run: the whole job on a small export, without it, with a server already running, and with
the temporary one that a run starts for itself.

``python -m tests.benchmarks.orchestration OUT EXPORT`` does the steps as plain functions and prints their seconds.
"""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from connectors.samples.doj import write_sample

ROWS = 20_000
_RUN = [sys.executable, "-P", "-m", "flows.command_line", "run", "los_angeles"]


def measure_orchestration(folder: Path) -> list[str]:
    """Lines of a Markdown table: seconds of the whole process for each way."""
    from flows.prefect_server import TemporaryServer

    export = folder / "small.dat"
    write_sample(export, rows=ROWS, seed=7)
    seconds = {"no Prefect, the steps as plain functions": _measure_plain(folder / "plain", export)}
    with TemporaryServer(folder / "server") as server:
        server.wait()
        seconds["a server already running"] = _measure_run(folder / "running", export, server.client())
    seconds["a temporary server, its database to be migrated"] = _measure_run(folder / "first", export, {})
    seconds["a temporary server, later runs"] = _measure_run(folder / "later", export, {})
    seconds["the same again, all steps done"] = _measure_run(folder / "later", export, {})
    return [
        f"The whole job on {ROWS:,} rows, papers and database included, one process:",
        "",
        "| orchestration | seconds |",
        "| --- | ---: |",
        *(f"| {way} | {taken:.1f} |" for way, taken in seconds.items()),
    ]


def _measure_run(out: Path, export: Path, environment: dict[str, str]) -> float:
    begun = time.perf_counter()
    command = [*_RUN, str(export), "--as-of", "2020-07-01", "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})
    return time.perf_counter() - begun


def _measure_plain(out: Path, export: Path) -> float:
    begun = time.perf_counter()
    command = [sys.executable, "-m", "tests.benchmarks.orchestration", str(out), str(export)]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def do_plain(out: Path, export: Path) -> None:
    """Every step, in order, without a flow; what the database would be told is not written."""
    from flows import steps
    from flows.intake import take_in
    from flows.progress import do_aloud
    from flows.run import plan_run
    from flows.workplace import Workplace, make_folder

    workplace = Workplace.choose(str(out))
    make_folder(workplace.folder)
    with workplace.entered():
        run = plan_run("los_angeles", take_in("los_angeles", [export], workplace), date(2020, 7, 1), workplace)
        for step in steps.STEPS:
            do_aloud(step, run)


if __name__ == "__main__":
    do_plain(Path(sys.argv[1]), Path(sys.argv[2]))
