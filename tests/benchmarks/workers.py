"""A run of the state by one Dask worker and by two, on the same PostgreSQL and S3: how much faster the second makes it.

An S3 server on the same cores takes as much of them as the counties do; ``--store folder`` has them to the workers alone.

``python -m tests.benchmarks.workers --rows 3000000 --folder DIR`` keeps the sample in DIR for the next time. Seconds are of the
wall, from the run's beginning in the database to its end, so starting Python, Prefect and Dask is not in them; each worker
computes with as many threads as it is given cores (``--threads``), so that one does not use the other's. Wanted: 1.7.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from flows.prefect_server import TemporaryServer
from tests import services
from tests.flows.statewide.cluster import dask_cluster
from tests.flows.whole_runs import command, surroundings

WANTED = 1.7


def measure_workers(folder: Path, rows: int, threads: int, store: str) -> Iterator[str]:
    """Lines of a Markdown table."""
    if not (folder / "inbox").exists():
        words = ("statewide", "sample", "--rows", rows, "--seed", 1, "--out", folder / "inbox")
        environment = surroundings({"RELIEF_COUNTIES": str(folder / "counties")}, home=folder / "home")
        subprocess.run(command(*words), env=environment, check=True, stdout=subprocess.DEVNULL)
    yield "| rows | Dask workers | store | seconds | counties' CPU seconds | counties decided | to one worker |"
    yield "| ---: | ---: | --- | ---: | ---: | ---: | ---: |"
    alone = 0.0
    for workers in (1, 2):
        took, cpu, decided = time_run(folder, workers, threads, store)
        alone = alone or took
        wanted = f" (wanted: {WANTED})" if workers > 1 else ""
        yield f"| {rows:,} | {workers} | {store} | {took:.1f} | {cpu:.1f} | {decided} | {alone / took:.2f}{wanted} |"


def time_run(folder: Path, workers: int, threads: int, store: str) -> tuple[float, float, int]:
    """Wall seconds of a cold run, processor seconds of its counties, and how many were decided."""
    programs = services.find_postgresql()
    if programs is None:
        sys.exit("PostgreSQL's server is not installed: apt-get install postgresql")
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(TemporaryServer(scratch / "prefect"))
        server.wait()
        place = {
            **_open_store(store, scratch, stack),
            "RELIEF_DATABASE": stack.enter_context(services.postgresql(programs)),
            "RELIEF_COUNTIES": str(folder / "counties"), "POLARS_MAX_THREADS": str(threads),
        }  # fmt: skip
        cluster = stack.enter_context(dask_cluster(scratch, place, workers))
        more = {**place, **server.client(), "RELIEF_DASK": cluster.address, "TMPDIR": str(scratch)}
        words = ("statewide", "run", "--as-of", "2026-10-31", "--inbox", folder / "inbox", "--json")
        environment = surroundings(more, home=scratch / "home")
        done = subprocess.run(command(*words), env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stderr)
        return _read(json.loads(done.stdout))


def _open_store(store: str, scratch: Path, stack: ExitStack) -> dict[str, str]:
    """What names the place of the runs' files to every worker."""
    if store == "folder":
        return {"RELIEF_OUT": str(scratch / "work")}
    endpoint = stack.enter_context(services.seaweed())
    return {**services.S3_ENVIRONMENT, "AWS_ENDPOINT_URL": endpoint, "RELIEF_OUT": f"s3://{services.BUCKET}/workers"}


def _read(told: dict[str, object]) -> tuple[float, float, int]:
    cost: dict[str, float] = told["cost"]  # type: ignore[assignment]  # as the summary has it
    states: dict[str, int] = told["states"]  # type: ignore[assignment]  # as the summary has it
    return cost["seconds"], cost["cpu seconds"], states["decided"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=3_000_000)
    parser.add_argument("--folder", type=Path, help="keep the sample here")
    parser.add_argument("--threads", type=int, default=max(1, (os.cpu_count() or 2) // 2), help="of a worker")
    parser.add_argument("--store", choices=("s3", "folder"), default="s3")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = wanted.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for line in measure_workers(folder, wanted.rows, wanted.threads, wanted.store):
            print(line, flush=True)


if __name__ == "__main__":
    main()
