"""``python -m tests.benchmarks.rap_sheets [SHEETS]``: RAP sheets to canonical records, and pdfium's text alone.

Both with as many processes as there are cores, in one run, each from a fresh start of its processes. Prints lines of the
benchmark's table.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pypdfium2

from connectors import load_county, read_exports
from connectors.samples.rap_sheets import write_rap_sheets

SHEETS, SEED = 1_000, 1
TARGET = 30.0
"""Seconds that 1,000 sheets may take on two cores."""


def extract(path: str) -> int:
    """Pages of a sheet, the text of each taken out."""
    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_range()
    return len(document)


def measure_floor(folder: Path) -> float:
    """Seconds to take the text out of every sheet."""
    begun = time.perf_counter()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        sum(pool.map(extract, map(str, sorted(folder.iterdir())), chunksize=64))
    return time.perf_counter() - begun


def measure_reading(folder: Path, out: Path) -> float:
    """Seconds to read them into records."""
    begun = time.perf_counter()
    reading = read_exports([folder], load_county("los_angeles"), out)
    if reading.rows_set_aside:
        raise RuntimeError("a sheet of the sample was set aside")
    return time.perf_counter() - begun


def measure_rap_sheets(scratch: Path, sheets: int = SHEETS, repeats: int = 3) -> Iterator[str]:
    """Lines of the table, the best of ``repeats`` runs."""
    folder = scratch / "rap_sheets"
    write_rap_sheets(folder, county="LOS ANGELES", rows=sheets * 25, seed=SEED, sheets=sheets)
    floor = min(measure_floor(folder) for _ in range(repeats))
    spent = min(measure_reading(folder, scratch / f"out-{turn}") for turn in range(repeats))
    target = f" ({TARGET:.0f} s are allowed)" if sheets == SHEETS else ""
    yield "| RAP sheets | what | seconds | sheets/s | to the floor |"
    yield "| ---: | --- | ---: | ---: | ---: |"
    yield f"| {sheets:,} | pdfium's text alone | {floor:.2f} | {sheets / floor:,.0f} | 1.00 |"
    yield f"| {sheets:,} | to records{target} | {spent:.2f} | {sheets / spent:,.0f} | {spent / floor:.2f} |"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print("\n".join(measure_rap_sheets(Path(place), *map(int, sys.argv[1:2]))))
