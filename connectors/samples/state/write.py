"""Writes a fictional state: its counties' files, and an inbox with the exports of each."""

import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from connectors.county import load_county
from connectors.layouts import Layout, load_layout
from connectors.readers.delimited import Delimited
from connectors.readers.workbook import Workbook
from connectors.samples.doj import write_sample
from connectors.samples.state.change import can_change, change_export
from connectors.samples.state.declared import variant_of, write_county_files
from connectors.samples.state.shares import share_rows
from connectors.samples.state.variants import VARIANTS, rewrite
from connectors.samples.twin import write_twin
from connectors.sources import Source, choose, day_of
from relief.counties import COUNTIES
from relief.errors import UserError


@dataclass(frozen=True, kw_only=True)
class Written:
    """An export that was written."""

    county: str
    path: Path
    rows: int


def write_state(
    inbox: Path, *, rows: int, seed: int, day: date, words: Sequence[str] = (), processes: int | None = None
) -> list[Written]:
    """Write the counties' files into the folder of the user's own and their exports below ``inbox``.

    Args:
        inbox: ``<county>/<source>_<day>.<suffix>`` below it.
        rows: DOJ records of the whole state; what courts hold of the same people comes on top.
        seed: the same rows, seed and day give the same bytes.
        day: in the files' names.
        words: counties; none: all 58. Each is the same with or without the others.
        processes: None: as many as there are cores.

    Raises:
        UserError: a county that is not fictional is in the way, or a word is no county.
    """
    shares = share_rows(rows)
    if unknown := sorted(set(words) - shares.keys()):
        raise UserError(f"{', '.join(unknown)}: none of California's 58 counties, as los_angeles")
    chosen = {word: number for word, number in shares.items() if not words or word in words}
    write_county_files(sorted(chosen))
    jobs = [(inbox, word, number, seed, day) for word, number in chosen.items()]
    if processes == 1 or len(jobs) == 1:
        return [one for job in jobs for one in _write_county(*job)]
    with ProcessPoolExecutor(processes or os.cpu_count() or 1, mp_context=get_context("spawn")) as pool:
        return [one for written in pool.map(_write_county, *zip(*jobs, strict=True)) for one in written]


def change_state(inbox: Path, *, share: float, seed: int, day: date, words: Sequence[str] = ()) -> list[Written]:
    """Write the next delivery of every county in an inbox that ``write_state`` made: whole exports, of another day.

    Args:
        inbox: where each county's files of the newest day before ``day`` are the delivery before.
        share: of the people, who have other rows; files of which a line is no record come again as they were.
        seed: chooses who changes.
        day: in the new files' names.
        words: counties; none: all that are there.

    Raises:
        UserError: nothing was delivered before.
    """
    found = [word for word in share_rows(1) if (inbox / word).is_dir() and (not words or word in words)]
    if not found:
        raise UserError(f"{inbox}: nothing was delivered there before; make that first, without --changed")
    jobs = [(inbox, word, share, seed, day) for word in found]
    if len(jobs) == 1:
        return _change_county(*jobs[0])
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("spawn")) as pool:
        return [one for written in pool.map(_change_county, *zip(*jobs, strict=True)) for one in written]


def _change_county(inbox: Path, word: str, share: float, seed: int, day: date) -> list[Written]:
    county, found = load_county(word), list[Written]()
    files = [path for path in (inbox / word).iterdir() if (of := day_of(path.name)) is not None and of < day]
    newest = max((of for path in files if (of := day_of(path.name))), default=None)
    for path in sorted(path for path in files if day_of(path.name) == newest):
        later = path.with_name(path.name.replace(str(newest), day.isoformat()))
        layout = choose(path, county.sources).version.layout
        if can_change(layout):
            found.append(
                Written(county=word, path=later, rows=change_export(path, later, layout, share=share, seed=seed))
            )
        else:
            shutil.copyfile(path, later)
            found.append(Written(county=word, path=later, rows=0))
    (inbox / word / "_COMPLETE").touch()
    return found


def _write_county(inbox: Path, word: str, rows: int, seed: int, day: date) -> list[Written]:
    county = load_county(word)
    (inbox / word).mkdir(parents=True, exist_ok=True)
    own = seed * 100 + COUNTIES.index(county.doj_name) + 1
    found = []
    for name, source in county.sources.items():
        layout = source.versions[-1].layout
        suffix = _suffix(word, layout)
        if suffix is not None:
            path = inbox / word / f"{_stem(name, source)}_{day.isoformat()}.{suffix}"
            found.append(Written(county=word, path=path, rows=_write(path, layout, county.doj_name, rows, own, word)))
    (inbox / word / "_COMPLETE").touch()
    return found


def _stem(name: str, source: Source) -> str:
    """What a file of the source begins with: the fixed part of the first pattern that it must fit."""
    fixed = source.files[0].strip("*") if source.files else ""
    return fixed if fixed and not fixed.startswith(".") else name


def _suffix(word: str, layout: Layout) -> str | None:
    """None: files of this format are not made up here."""
    variant = variant_of(word)
    if layout == load_layout("doj"):
        return "dat"
    if _is_twin(layout):
        return "xlsx" if isinstance(layout.file, Workbook) else "txt" if isinstance(layout.file, Delimited) else None
    return VARIANTS[variant].suffix if variant else None


def _is_twin(layout: Layout) -> bool:
    """Whether it is a court's export or a list of weights, and not the whole histories that DOJ has."""
    return "event" in layout.constants or layout.weights is not None


def _write(path: Path, layout: Layout, county: str, rows: int, seed: int, word: str) -> int:
    """Under its name only when it is whole."""
    part = path.with_name(f".{path.name}")
    variant = variant_of(word)
    if layout == load_layout("doj"):
        written = write_sample(part, county=county, rows=rows, seed=seed)
    elif _is_twin(layout):
        written = write_twin(part, layout, county=county, rows=rows, seed=seed)
    else:
        assert variant is not None
        with TemporaryDirectory(dir=path.parent) as scratch:
            written = write_sample(Path(scratch) / "doj.dat", county=county, rows=rows, seed=seed)
            rewrite(Path(scratch) / "doj.dat", VARIANTS[variant], part)
    os.replace(part, path)
    return written
