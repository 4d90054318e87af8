"""``make benchmark``: the decision path and its floor on seeded exports of three sizes, and what orchestration adds.

Every figure is from a fresh process. The table is printed and written to ``tests/benchmarks/RESULTS.md``.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from connectors.samples.doj import write_sample
from tests.benchmarks.matching import measure_matching
from tests.benchmarks.memory import measure_memory
from tests.benchmarks.orchestration import measure_orchestration
from tests.benchmarks.papers import measure_papers
from tests.benchmarks.rap_sheets import measure_rap_sheets
from tests.benchmarks.readers import measure_readers
from tests.benchmarks.statewide import measure_statewide
from tests.benchmarks.workbooks import measure_workbooks

SIZES = (50_000, 500_000, 3_000_000)
SEED = 7
RESULTS = Path(__file__).parent / "RESULTS.md"
TARGETS = {"decide": 6.0, "check": 15.0}
"""Seconds that 3,000,000 rows may take on two cores."""
KINDS = {
    "floor": "floor: scan the used columns",
    "decide": "read, determine, write",
    "check": "the same with the whole suite",
}


def measure(kind: str, export: Path, folder: Path) -> dict[str, float]:
    """One fresh process's figures: see ``tests.benchmarks.decision``."""
    command = [sys.executable, "-m", "tests.benchmarks.decision", kind, str(export), str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def measure_size(rows: int, folder: Path, repeats: int) -> Iterator[str]:
    """Table lines of one size; the best of ``repeats`` runs, since other work only ever adds."""
    export = folder / f"export-{rows}.dat"
    write_sample(export, rows=rows, seed=SEED)
    floor = 0.0
    for kind, label in KINDS.items():
        runs = [measure(kind, export, folder / kind) for _ in range(repeats)]
        best = min(runs, key=lambda run: run["seconds"])
        floor = floor or best["seconds"]
        target = f"; target {TARGETS[kind]:.0f} s" if rows == SIZES[-1] and kind in TARGETS else ""
        steps = ", ".join(
            f"{step} {best[step]:.2f}" for step in ("imports", "read", "check", "determine", "write") if step in best
        )
        yield (
            f"| {rows:,} | {label}{target} | {best['seconds']:.2f} | {rows / best['seconds']:,.0f} "
            f"| {best['peak_bytes'] / 2**30:.2f} | {best['seconds'] / floor:.2f} | {steps} |"
        )
    export.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3, help="fresh processes a figure; the best is printed")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), help="rows of each export")
    parser.add_argument(
        "--state", type=int, default=0, help="rows of a whole state, for which 30,000,000 take half an hour"
    )
    wanted = parser.parse_args()
    lines = [
        "| rows | what | seconds | rows/s | peak GiB | to the floor | steps, seconds |",
        "| ---: | --- | ---: | ---: | ---: | ---: | --- |",
    ]
    with tempfile.TemporaryDirectory() as scratch:
        for rows in wanted.sizes:
            for line in measure_size(rows, Path(scratch), wanted.repeats):
                lines.append(line)
                print(line, flush=True)
        lines += ["", *measure_readers(Path(scratch), repeats=wanted.repeats)]
        lines += ["", *measure_rap_sheets(Path(scratch), repeats=wanted.repeats)]
        lines += ["", *measure_workbooks(Path(scratch), repeats=wanted.repeats)]
        lines += ["", *measure_papers()]
        lines += ["", *measure_memory(Path(scratch))]
        lines += ["", *measure_matching()]
        if wanted.state:
            lines += ["", *measure_statewide(Path(scratch) / "state", wanted.state)]
        lines += ["", *measure_orchestration(Path(scratch))]
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    head = ["# Benchmarks", "", f"Written by `make benchmark` ({machine}; seed {SEED}; best of {wanted.repeats}).", ""]
    RESULTS.write_text("\n".join([*head, *lines, ""]), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
