"""``python -m tests.benchmarks.papers [ORDERS]``: papers rendered and read back, by threads and by processes, and their floor.

The floor is the typesetter alone on the same words, one after the other. Each figure is from a fresh process. Prints lines of
the benchmark's table.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from relief.papers import Paper, draft
from relief.papers.kinds import Kind
from templates import rendering
from templates.compiling import compile_layout
from templates.rendering import render_all
from templates.typeset import STANDARDS, layout_data
from tests.fictional_batch import AS_OF, FILING, determination, determinations

ORDERS, LISTED = 5_000, 10_000
STATE = 144_000
"""Orders of single cases, as many as a state has."""


def draft_orders(number: int, kinds: tuple[Kind, ...] = ("case order",)) -> Iterator[Paper]:
    """Orders of two pages, one a case."""
    rows = determinations([determination(n) for n in range(1, number + 1)])
    return draft(rows, replace(FILING, kinds=kinds), batch="B7", as_of=AS_OF)


def set_alone(number: int) -> int:
    """The floor: what the typesetter takes for the same words."""
    papers = list(islice(draft_orders(number), number))
    told = [layout_data(paper, "los_angeles") for paper in papers]
    begun = time.perf_counter()
    for paper, words in zip(papers, told, strict=True):
        compile_layout("main.typ", words, paper, "pdf", pdf_standards=STANDARDS)
    _report(time.perf_counter() - begun, number, 2 * number)
    return number


def render_orders(number: int, how: str) -> None:
    """Orders as a run renders them, each read back."""
    if how == "threads":
        rendering.FEW = number + 1
    begun = time.perf_counter()
    written = render_all(draft_orders(number), "los_angeles", lambda _name, _pdf: None)
    _report(time.perf_counter() - begun, len(written), sum(each.pages for each in written))


def render_list(number: int) -> None:
    """Motion, order and Exhibit A over one long list."""
    begun = time.perf_counter()
    written = render_all(draft_orders(number, ("motion", "order", "exhibit")), "los_angeles", lambda _name, _pdf: None)
    _report(time.perf_counter() - begun, len(written), sum(each.pages for each in written))


def _report(seconds: float, papers: int, pages: int) -> None:
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {
        "seconds": seconds,
        "papers": papers,
        "pages": pages,
        "cpu": mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime,
        "peak": _read_peak(),
        "worker": theirs.ru_maxrss * 1024,
    }
    print(json.dumps(told))


def _read_peak() -> int:
    """Bytes that this process took at most; what ``getrusage`` says is its parent's where that is larger."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


def _measure(what: str, number: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.papers", what, str(number)], check=True, capture_output=True, text=True
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def measure_papers(orders: int = ORDERS) -> Iterator[str]:
    """Lines of the table. What a state takes is reckoned from two numbers of orders, whose memory is also compared."""
    floor = _measure("floor", max(200, orders // 10))
    a_paper = floor["seconds"] / floor["papers"]
    yield "| papers of two pages | how, conforming and each read back | seconds | papers/s | CPU ms each | peak MB, workers' | to the floor |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: | ---: |"
    yield _line(floor, "floor: the typesetter alone, one after the other", a_paper)
    yield _line(_measure("threads", orders // 5), "two threads", a_paper)
    some, more = _measure("processes", orders // 5), _measure("processes", orders)
    yield _line(some, "two processes", a_paper)
    yield _line(more, "two processes; target 100 papers/s", a_paper)
    slope = (more["seconds"] - some["seconds"]) / (more["papers"] - some["papers"])
    grown = (more["peak"] - some["peak"]) / (more["papers"] - some["papers"])
    whole = more["seconds"] + slope * (STATE - more["papers"])
    memory = (more["peak"] + grown * (STATE - more["papers"]) + 2 * more["worker"]) / 1e6
    yield f"| {STATE:,} | reckoned from the last two; target 30 minutes, 1,000 MB | {whole:,.0f} | {STATE / whole:.0f} | | {memory:,.0f} | |"
    listed = _measure("list", LISTED)
    yield f"| {listed['papers']:.0f} | motion, order, Exhibit A of {LISTED:,}; {listed['pages']:.0f} pages; target 30 s | {listed['seconds']:.1f} | | | {listed['peak'] / 1e6:.0f} | |"


def _line(told: dict[str, float], how: str, a_paper: float) -> str:
    each = told["seconds"] / told["papers"]
    memory = f"{told['peak'] / 1e6:.0f}, {told['worker'] / 1e6:.0f}"
    return (
        f"| {told['papers']:,.0f} | {how} | {told['seconds']:.1f} | {1 / each:.0f} | {1000 * told['cpu'] / told['papers']:.1f} "
        f"| {memory} | {each / a_paper:.2f} |"
    )


_WHAT = {
    "floor": set_alone,
    "threads": lambda number: render_orders(number, "threads"),
    "processes": lambda number: render_orders(number, "processes"),
    "list": render_list,
}


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _WHAT[sys.argv[1]](int(sys.argv[2]))
    else:
        print("\n".join(measure_papers(*map(int, sys.argv[1:2]))))
