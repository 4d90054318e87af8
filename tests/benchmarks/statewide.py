"""Runs of the state: cold, the same again, the next day's, after every county sent a delivery in which 1 % of the people
changed, and after one county in ten sent anew; against a scan of its files.

``python -m tests.benchmarks.statewide --rows 300000 --folder DIR`` keeps the sample in DIR for the next time. Seconds are of
the wall, and of the processors for all processes together; memory is the largest worker's, times how many there are.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_COMMAND = [sys.executable, "-P", "-m", "flows.command_line", "statewide"]
_ROOT = Path(__file__).resolve().parents[2]


def measure_statewide(folder: Path, rows: int) -> Iterator[str]:
    """Lines of a Markdown table."""
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "RELIEF_COUNTIES": str(folder / "counties")}
    inbox, out = folder / "inbox", folder / "work"
    if not inbox.exists():
        _time([*_COMMAND, "sample", "--rows", str(rows), "--seed", "1", "--out", str(inbox)], environment)
    yield "| rows | run of the state | seconds | CPU seconds | counties decided | peak GiB | to the floor |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: | ---: |"
    floor = _time([sys.executable, "-m", "tests.benchmarks.statewide", "--floor", str(inbox)], environment)
    yield f"| {rows:,} | floor: scan the used columns of DOJ's files | {floor[0]:.1f} | {floor[1]:.1f} |  |  | 1.00 |"
    run = [*_COMMAND, "run", "--inbox", str(inbox), "--out", str(out), "--no-prefect", "--json", "--as-of"]
    for what, day in (("cold", "2026-10-31"), ("nothing changed", "2026-10-31"), ("the next day", "2026-11-01")):
        yield _tell(rows, what, _time([*run, day], environment), floor)
    _time([*_COMMAND, "sample", "--changed", "0.01", "--day", "2026-11-01", "--out", str(inbox)], environment)
    yield _tell(rows, "1 % of the people changed", _time([*run, "2026-11-01"], environment), floor)
    for word in sorted(path.name for path in inbox.iterdir())[::10]:
        _send_anew(inbox / word)
    yield _tell(rows, "one county in ten sent anew", _time([*run, "2026-11-01"], environment), floor)


def _tell(rows: int, what: str, took: tuple[float, float, str], floor: tuple[float, float, str]) -> str:
    told = json.loads(took[2])
    workers = os.cpu_count() or 1
    peak = told["cost"]["peak bytes of a worker"] * workers / 2**30
    decided = told["states"].get("decided", 0)
    return f"| {rows:,} | {what} | {took[0]:.1f} | {took[1]:.1f} | {decided} | {peak:.2f} | {took[1] / floor[1]:.2f} |"


def _send_anew(county: Path) -> None:
    """The county's newest files once more, a day later: the same people, other bytes."""
    for path in [path for path in county.iterdir() if "2026-11-01" in path.name and path.suffix in (".dat", ".txt")]:
        later = path.with_name(path.name.replace("2026-11-01", "2026-11-02"))
        later.write_bytes(path.read_bytes().replace(b"11357(B) HS", b"11359 HS", 50))
    (county / "_COMPLETE").touch()


def _time(command: list[str], environment: dict[str, str]) -> tuple[float, float, str]:
    """Wall and processor seconds of a command and all of its processes, and what it printed."""
    begun, spent = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, cwd=_ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - spent.ru_utime - spent.ru_stime
    return time.perf_counter() - begun, cpu, done.stdout


def scan(inbox: Path) -> None:
    """The floor: the used columns of every DOJ file, as text."""
    from tests.benchmarks.decision import scan_floor

    for path in sorted(inbox.glob("*/*.dat")):
        scan_floor(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--folder", type=Path, help="keep the sample here")
    parser.add_argument("--floor", type=Path, help="only scan this inbox")
    wanted = parser.parse_args()
    if wanted.floor:
        scan(wanted.floor)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = wanted.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for line in measure_statewide(folder, wanted.rows):
            print(line, flush=True)


if __name__ == "__main__":
    main()
