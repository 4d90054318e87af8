"""``python -m tests.benchmarks.workbooks [ROWS]``: a workbook's cells as columns of text, and calamine's rows alone.

Prints lines of the benchmark's table.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

from connectors import load_county
from connectors.samples.twin import write_twin

PEOPLE_ROWS, SEED = 120_000, 1


def measure_floor(path: Path) -> float:
    """Seconds to have every row of the sheet as values."""
    begun = time.perf_counter()
    sum(1 for _ in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows())
    return time.perf_counter() - begun


def measure_workbooks(scratch: Path, rows: int = PEOPLE_ROWS, repeats: int = 3) -> Iterator[str]:
    """Lines of the table, the best of ``repeats`` runs; ``rows`` of the DOJ sample whose people are in the workbook."""
    layout = load_county("contra_costa").sources["court"].versions[0].layout
    path = scratch / "court.xlsx"
    written = write_twin(path, layout, county="CONTRA COSTA", rows=rows, seed=SEED)
    wanted = dict.fromkeys(sorted(layout.of_file), pl.String())
    floor = min(measure_floor(path) for _ in range(repeats))
    spent = []
    for _ in range(repeats):
        begun = time.perf_counter()
        read = sum(block.frame.height for block in layout.file.read(path, layout, wanted, scratch))
        spent.append(time.perf_counter() - begun)
        if read != written:
            raise RuntimeError("a row of the sample was not read")
    best = min(spent)
    yield "| workbook rows | what | seconds | rows/s | to the floor |"
    yield "| ---: | --- | ---: | ---: | ---: |"
    yield f"| {written:,} | calamine's rows alone | {floor:.2f} | {written / floor:,.0f} | 1.00 |"
    yield f"| {written:,} | to columns of text | {best:.2f} | {written / best:,.0f} | {best / floor:.2f} |"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print("\n".join(measure_workbooks(Path(place), *map(int, sys.argv[1:2]))))
