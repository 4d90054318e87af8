"""``python -m tests.benchmarks.memory GIGABYTES ...``: the memory that reading an export takes does not grow with it, but for
what is kept of each line so that the next delivery can be held against it (``connectors.differences``).

Each size is read in a process of its own, from the file to the canonical records. The file is DOJ's sample over and over.
Prints lines of the benchmark's table; `make prove` reads ten gigabytes.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from connectors import load_county, read_exports
from connectors.samples.doj import write_sample

SIZES = (1, 4)
MOST_GROWTH = 1.15
"""Times the memory of the smallest size that the largest may take, beside what is kept of its lines."""
KEPT = 24
"""Bytes of a line: its hash, and its share of whose lines they are."""
_ROWS, _SEED = 200_000, 7


def write_large(path: Path, gigabytes: float) -> int:
    """An export of at least so many bytes; gives its rows."""
    part = path.with_suffix(".part")
    write_sample(part, rows=_ROWS, seed=_SEED)
    body, times = part.read_bytes(), 0
    with path.open("wb") as file:
        while file.tell() < gigabytes * 2**30:
            file.write(body)
            times += 1
    part.unlink()
    return _ROWS * times


def read_large(path: Path, out: Path) -> dict[str, float]:
    """Rows, seconds and peak memory of a reading in this process."""
    begun = time.perf_counter()
    reading = read_exports([path], load_county("los_angeles"), out)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"rows": reading.rows_out, "seconds": time.perf_counter() - begun, "peak": peak}


def measure_memory(scratch: Path, sizes: Sequence[float] = SIZES) -> Iterator[str]:
    """Lines of the table; RuntimeError where memory grows with the file."""
    yield "| export, GiB | rows | seconds | peak GiB |"
    yield "| ---: | ---: | ---: | ---: |"
    peaks = list[float]()
    for size in sizes:
        export, out = scratch / "large.dat", scratch / "large"
        written = write_large(export, size)
        command = [sys.executable, "-m", "tests.benchmarks.memory", "read", str(export), str(out)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        export.unlink()
        for file in out.iterdir():
            file.unlink()
        if found["rows"] != written:
            raise RuntimeError("a row of the sample was not read")
        peaks.append(found["peak"] - KEPT * written)
        yield f"| {size:g} | {written:,} | {found['seconds']:.1f} | {found['peak'] / 2**30:.2f} |"
    if max(peaks) > MOST_GROWTH * peaks[0]:
        told = [round(peak / 2**30, 2) for peak in peaks]
        raise RuntimeError(f"memory grew with the file: {told} GiB beside what is kept of its lines")


if __name__ == "__main__":
    if sys.argv[1:2] == ["read"]:
        print(json.dumps(read_large(Path(sys.argv[2]), Path(sys.argv[3]))))
    else:
        with tempfile.TemporaryDirectory() as place:
            for line in measure_memory(Path(place), [float(size) for size in sys.argv[1:]] or SIZES):
                print(line, flush=True)
