"""``python -m tests.benchmarks.readers [ROWS]``: each reader of text to columns of text, and its floor on the same file.

The floor is a Polars scan that touches the same cells, of nested records too: their lists drawn out to a row an item. None
looks for a fault, numbers a row or checks a total. Prints lines of the benchmark's table.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from connectors import load_county
from connectors.layouts import Layout, load_layout
from connectors.readers.fixed_width import FixedWidth
from connectors.samples.doj import write_sample
from connectors.samples.twin import write_twin
from tests.connectors.readers.nested_case import WANTED, nested_layout

ROWS, SEED = 500_000, 1
PEOPLE_ROWS = 60_000
"""Of the DOJ sample whose people's cases are written, and then over and over."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A file in a format."""

    name: str
    layout: Layout
    path: Path
    rows: int
    wanted: Sequence[str]
    floor: Callable[[Path, Sequence[str], Layout], object]

    def read(self, scratch: Path) -> float:
        """Seconds to have every wanted column as text."""
        wanted = dict.fromkeys(self.wanted, pl.String())
        begun = time.perf_counter()
        read = sum(block.frame.height for block in self.layout.file.read(self.path, self.layout, wanted, scratch))
        spent = time.perf_counter() - begun
        if read != self.rows:
            raise RuntimeError("a row of the sample was not read")
        return spent


def _measure(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def _scan_delimited(path: Path, wanted: Sequence[str], layout: Layout) -> object:
    file = layout.file
    scan = pl.scan_csv(
        path, has_header=False, skip_lines=int(file.header == "required"), separator=file.delimiter,  # type: ignore[attr-defined]
        schema=dict.fromkeys(layout.columns, pl.String), encoding="utf8-lossy", truncate_ragged_lines=True,
    )  # fmt: skip
    return scan.select(pl.col(wanted).str.len_bytes().sum()).collect(engine="streaming")


def _scan_fixed_width(path: Path, wanted: Sequence[str], layout: Layout) -> object:
    assert isinstance(layout.file, FixedWidth)
    scan = pl.scan_csv(path, has_header=False, separator="\x01", quote_char=None, schema={"line": pl.String})
    cells = [
        pl.col("line").str.slice(span.start, span.width).str.strip_chars().str.len_bytes().sum().alias(name)
        for name, span in layout.file.sheet.spans.items()
        if name in wanted
    ]
    return scan.select(cells).collect(engine="streaming")


def _scan_nested(path: Path, _wanted: Sequence[str], _layout: Layout) -> object:
    people = pl.scan_ndjson(path, infer_schema_length=100).explode("defendants").unnest("defendants")
    cells = people.explode("charges").unnest("charges").select("number", "id", "birth", "section", "result")
    return cells.select(pl.all().cast(pl.String).str.len_bytes().sum()).collect()


def _repeat(path: Path, rows: int, *, head: int, end: Callable[[int, bytes], str]) -> int:
    """A small file's records over and over, up to ``rows`` of them, with its heading and a trailer that agrees."""
    lines = path.read_bytes().splitlines(keepends=True)
    body = lines[head:-1]
    times = -(-rows // len(body))
    with path.open("wb") as file:
        file.write(b"".join(lines[:head]) + b"".join(body) * times)
        file.write(end(times, lines[-1]).encode())
    return len(body) * times


def _shape_court(
    county: str, folder: Path, rows: int, head: int, end: Callable[[int, bytes], str]
) -> tuple[Layout, Path, int]:
    declared = load_county(county)
    layout = declared.sources["court"].versions[0].layout
    path = folder / f"{county}_court.txt"
    write_twin(path, layout, county=declared.doj_name, rows=PEOPLE_ROWS, seed=SEED)
    return layout, path, _repeat(path, rows, head=head, end=end)


def _write_nested(path: Path, rows: int) -> int:
    """Cases of one or two defendants with two charges each."""
    charge = {"section": "11357(B) HS", "result": "CONVICTED", "notes": {"by": "clerk"}}
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for number in range(rows // 3):
            people = [
                {"id": f"P{number}{n}", "name": {"last": "INVENTED", "first": f"N{number % 997}"}, "birth": "1970-01-02",
                 "charges": [charge, charge | {"section": f"{number % 12_000} PC"}]}
                for n in range(1 + number % 2)
            ]  # fmt: skip
            record = {"number": number, "filed": None, "court": {"name": "FICTION"}, "defendants": people}
            file.write(json.dumps(record) + "\n")
            written += 2 * len(people)
    return written


def _list_shapes(folder: Path, rows: int) -> Iterator[Shape]:
    doj, doj_layout = folder / "doj.dat", load_layout("doj")
    write_sample(doj, rows=rows, seed=SEED)
    yield Shape(
        name="delimited, DOJ's 95 columns",
        layout=doj_layout,
        wanted=sorted(doj_layout.of_file),
        path=doj,
        rows=rows,
        floor=_scan_doj,
    )
    layout, path, count = _shape_court("sacramento", folder, rows, 1, lambda n, last: f"TRAILER|{n * int(last[8:])}\n")
    yield Shape(
        name="delimited, cp1252, with totals",
        layout=layout,
        wanted=sorted(layout.of_file),
        path=path,
        rows=count,
        floor=_scan_delimited,
    )
    layout, path, count = _shape_court(
        "san_joaquin", folder, rows, 1, lambda n, last: f"T{n * int(last[1:10]):09}{n * int(last[10:]):011}\n"
    )
    yield Shape(
        name="fixed width, with totals",
        layout=layout,
        wanted=sorted(layout.of_file),
        path=path,
        rows=count,
        floor=_scan_fixed_width,
    )
    nested = nested_layout({"format": "json_lines"})
    path = folder / "cases.jsonl"
    count = _write_nested(path, rows)
    yield Shape(
        name="JSON Lines, three levels", layout=nested, wanted=WANTED, path=path, rows=count, floor=_scan_nested
    )


def _scan_doj(path: Path, wanted: Sequence[str], layout: Layout) -> object:
    scan = pl.scan_csv(path, has_header=False, schema=dict.fromkeys(layout.columns, pl.String))
    return scan.select(pl.col(wanted).str.len_bytes().sum()).collect(engine="streaming")


def measure_readers(scratch: Path, rows: int = ROWS, repeats: int = 3) -> Iterator[str]:
    """Lines of the table, the best of ``repeats`` runs each; what is read was written here."""
    yield "| rows | what | floor, seconds | seconds | rows/s | to the floor; target 2 |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: |"
    for shape in _list_shapes(scratch, rows):
        floor = min(
            _measure(lambda shape=shape: shape.floor(shape.path, shape.wanted, shape.layout)) for _ in range(repeats)
        )
        spent = min(shape.read(scratch) for _ in range(repeats))
        yield (
            f"| {shape.rows:,} | {shape.name} | {floor:.2f} | {spent:.2f} | {shape.rows / spent:,.0f} | {spent / floor:.2f} |"
        )
        shape.path.unlink()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for line in measure_readers(Path(place), *map(int, sys.argv[1:2])):
            print(line, flush=True)
