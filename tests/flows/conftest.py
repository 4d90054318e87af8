"""One sample, one whole run of it and one desk for all tests of this folder."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from connectors.samples import write_sample
from flows.past import find_in_force
from flows.prefect_server import TemporaryServer
from flows.workplace import Workplace
from tests.flows.whole_runs import AS_OF, ROWS, SEED, Ended, run, run_here

COUNTY = "los_angeles"


@dataclass(frozen=True, kw_only=True)
class WholeRun:
    """A run that nothing disturbed, on the defaults: a folder, SQLite, a temporary server."""

    out: Path
    export: Path
    home: Path
    ended: Ended


@pytest.fixture(scope="session")
def whole_run(made_once: Callable[[str, Callable[[Path], None]], Path]) -> WholeRun:
    """The sample's whole run."""
    folder = made_once("whole", _make_whole_run)
    told = [(folder / name).read_text(encoding="utf-8") for name in ("code", "out", "error")]
    ended = Ended(code=int(told[0]), out=told[1], error=told[2])
    return WholeRun(out=folder / "work", export=folder / "sample.dat", home=folder / "home", ended=ended)


def _make_whole_run(folder: Path) -> None:
    export = folder / "sample.dat"
    write_sample(export, rows=ROWS, seed=SEED)
    words = ("run", COUNTY, export, "--as-of", AS_OF, "--out", folder / "work")
    ended = run(*words, more={}, home=folder / "home")
    for name, told in (("code", ended.code), ("out", ended.out), ("error", ended.error)):
        (folder / name).write_text(str(told), encoding="utf-8")


class Desk:
    """A copy of the whole run's work folder, and the command in it."""

    def __init__(self, whole: WholeRun, server: TemporaryServer, folder: Path) -> None:
        self.server = server
        self.out, self.home, self.export = folder / "work", folder / "home", whole.export
        shutil.copytree(whole.out, self.out)

    def do(self, *words: object) -> Ended:
        return run_here(*words, "--out", self.out, server=self.server, home=self.home)

    def read(self) -> pl.DataFrame:
        past = find_in_force(COUNTY, Workplace.choose(str(self.out)))
        return pl.read_parquet(past.bring("determinations.parquet")).cast({pl.Enum: pl.String})


@pytest.fixture
def desk(whole_run: WholeRun, prefect_server: TemporaryServer, tmp_path: Path) -> Desk:
    return Desk(whole_run, prefect_server, tmp_path)
