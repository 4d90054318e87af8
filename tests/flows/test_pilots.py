"""The pilot counties, end to end: every source they declare, from the exports to the papers."""

import json
from pathlib import Path

import pytest

from connectors import load_county
from flows.command_line import main
from flows.prefect_server import TemporaryServer
from tests.flows.whole_runs import AS_OF, run_here

FILES = {"doj": "doj.dat", "court": "court_cms.txt", "weights": "weights.csv", "rap_sheets": "rap_sheets.zip"}


@pytest.mark.parametrize("county", ["contra_costa", "sacramento", "san_francisco", "san_joaquin"])
def test_a_pilot_county_runs_from_all_its_sources_to_its_papers(
    county: str, prefect_server: TemporaryServer, tmp_path: Path
) -> None:
    sources, exports = load_county(county).sources, []
    for source in sources:
        exports.append(tmp_path / FILES[source])
        assert main(["sample", county, "--source", source, "--rows", "1200", "--out", str(exports[-1])]) == 0
    words = ["run", county, *exports, "--as-of", AS_OF, "--out", tmp_path / "out"]
    ended = run_here(*words, server=prefect_server, home=tmp_path / "home")
    assert ended.code == 0, ended.error
    [folder] = (tmp_path / "out" / "runs" / county).iterdir()
    summary = json.loads((folder / "summary.json").read_text())
    rows = summary["rows"]
    assert rows["read"] == sum(rows["used"].values()) + sum(rows["set aside"].values()) > 1200
    assert sum(summary["sources"]["links"].values()) > 50
    assert ("weight" in rows["used"]) == ("weights" in sources)
    assert summary["papers"]["printed"] > 5
    told = (folder / "summary.md").read_text()
    assert set(summary["read by"]) == {FILES[source] for source in sources}
    assert all(f"{file}: {layout}" in told for file, layout in summary["read by"].items())
