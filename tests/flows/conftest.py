"""One sample, one whole run of it and one Prefect server for all tests of this folder that a worker does."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from connectors.samples import write_sample
from flows.prefect_server import TemporaryServer
from tests.flows.whole_runs import AS_OF, ROWS, SEED, Ended, run


@dataclass(frozen=True, kw_only=True)
class WholeRun:
    """A run that nothing disturbed, on the defaults: a folder, SQLite, a temporary server."""

    out: Path
    export: Path
    home: Path
    ended: Ended


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> WholeRun:
    """The sample's whole run."""
    folder = tmp_path_factory.mktemp("whole")
    export, out, home = folder / "sample.dat", folder / "work", folder / "home"
    write_sample(export, rows=ROWS, seed=SEED)
    ended = run("run", "los_angeles", export, "--as-of", AS_OF, "--out", out, more={}, home=home)
    return WholeRun(out=out, export=export, home=home, ended=ended)


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TemporaryServer]:
    """A server that runs already, as one who runs often has."""
    with TemporaryServer(tmp_path_factory.mktemp("prefect")) as server:
        server.wait()
        yield server
