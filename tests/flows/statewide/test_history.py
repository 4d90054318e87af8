"""The state's history, by the command line: past days under the law of each, shared, gone on with, and never in force."""

import json
import os
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.command_line import main
from flows.prefect_server import TemporaryServer
from flows.statewide.backfilling import list_days
from flows.statewide.crew import Crew
from relief import database
from relief.errors import UserError
from tests.flows.statewide.conftest import State, make_state
from tests.flows.statewide.test_past_runs import gather
from tests.flows.whole_runs import command, run, surroundings

LAW = "2016-11-09"
"""Proposition 64 takes effect."""


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    return make_state(tmp_path, monkeypatch, ["alpine", "sierra"])


def relief(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    told = capsys.readouterr()
    return code, told.out, told.err


def history(state: State) -> dict[str, database.PastCountyTold]:
    """Sierra's days."""
    engine = database.open_database(state.workplace.database)
    try:
        told = database.read_history_of_state(engine)
        return {each.day.isoformat(): each for each in told if each.county == "sierra"}
    finally:
        engine.dispose()


def test_past_days_are_decided_once_under_their_own_law_and_files_and_nothing_is_in_force(
    state: State, prefect_server: TemporaryServer, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    # Sierra had sent a part before; the inbox still holds it. Of Alpine the one file there is.
    lines = state.export("sierra").read_bytes().splitlines(keepends=True)
    state.run()
    state.deliver("sierra", "doj_2018-06-30.dat", b"".join(lines[: len(lines) * 2 // 3]))
    before = gather(state)
    place = ("--inbox", state.inbox, "--out", state.workplace.out)
    words = ("statewide", "backfill", *place, "--at-once", 1, "--every", "year")
    begun = _note_begun(monkeypatch)

    assert relief(capsys, *words, "--from", "2016-11-08", "--to", "2017-12-31", "--no-prefect")[0] == 0
    assert [len(each) for each in begun] == [2, 2]
    code, out, error = relief(capsys, *words, "--from", "2016-11-08", "--to", "2020-12-31", "--no-prefect", "--json")
    assert (code, error) == (0, "") and [len(each) for each in begun] == [2, 2, 0, 0, 2, 2, 2]
    days: list[dict[str, Any]] = json.loads(out)
    assert gather(state) == before
    assert [each["day"] for each in days] == [f"{year}-11-08" for year in range(2016, 2021)]

    eligible = [each["by outcome"].get("eligible", 0) for each in days]
    assert eligible[0] == 0 < eligible[1]
    assert days[0]["changed people"] == {} and set(days[1]["changed people"]) == {"rule or law version"}
    assert days[4]["rows"] > days[3]["rows"] == days[0]["rows"] and "new data" in days[4]["changed people"]
    told = history(state)
    first, second, last = (state.files("sierra", str(told[f"{year}-11-08"].run)) for year in (2016, 2017, 2020))
    assert (first / "records.parquet").samefile(second / "records.parquet")
    assert not (second / "records.parquet").samefile(last / "records.parquet")

    # Each change is one determination's, and days compare like runs.
    out = relief(
        capsys, "statewide", "diff", "--days", "2016-11-08..2017-11-08", "--out", state.workplace.out, "--json"
    )[1]
    difference = json.loads(out)
    assert difference["by cause"]["people"] == days[1]["changed people"]
    assert sum(difference["by cause"]["determinations"].values()) == difference["changed"]["determinations"]
    assert relief(capsys, "statewide", "diff", "--out", state.workplace.out)[0] == 2
    out = relief(
        capsys, "statewide", "summary", "--history", "--out", state.workplace.out, "--csv", tmp_path / "days.csv"
    )[1]
    assert [line.split()[0] for line in out.splitlines()[1:]] == [each["day"] for each in days]
    assert (tmp_path / "days.csv").read_text().count("\n") == 6
    assert (
        "5 past days, 2016-11-08 to 2020-11-08"
        in relief(capsys, "statewide", "summary", "--out", state.workplace.out)[1]
    )

    # Shown by Prefect a day is a task; these are done, so that none is done again.
    more = {**prefect_server.client(), "RELIEF_COUNTIES": str(state.counties)}
    ended = run(*words, "--from", "2016-11-08", "--to", "2017-12-31", more=more, home=tmp_path / "home")
    assert ended.code == 0 and ended.out.count("2 ") >= 2, ended.error
    assert history(state) == told


def _note_begun(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The counties that a crew takes on, day by day."""
    begun, begin = list[list[str]](), Crew.begin

    def noting(self: Crew, jobs: Any) -> None:
        begun.append([job.county for job in jobs])
        begin(self, jobs)

    monkeypatch.setattr(Crew, "begin", noting)
    return begun


def test_a_county_that_fails_on_a_day_is_told_and_tried_again(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    old = state.deliver("alpine", "doj_2017-01-01.txt", b"")
    words = ("--inbox", state.inbox, "--out", state.workplace.out, "--at-once", 1, "--no-prefect")
    span = ("statewide", "backfill", "--from", LAW, "--to", LAW, "--county", "alpine")
    code, out, error = relief(capsys, *span, *words)
    assert code == 1 and f"relief: {LAW}: alpine: {old.name}" in error and f"{LAW}          0" in out
    old.unlink()
    code, out, error = relief(capsys, *span, *words)
    assert (code, error) == (0, "") and f"{LAW}          1" in out
    assert relief(capsys, "statewide", "backfill", "--from", LAW, "--to", "2016-01-01", *words)[0] == 2


@pytest.mark.skipif(not os.environ.get("RELIEF_DEPLOYED"), reason="half a minute of processor time: make prove")
def test_two_backfills_and_a_nightly_run_at_once_are_in_nobodys_way(state: State, tmp_path: Path) -> None:
    environment = surroundings({"RELIEF_COUNTIES": str(state.counties)}, home=tmp_path / "home")
    place = ("--inbox", state.inbox, "--out", state.workplace.out, "--no-prefect", "--at-once", 1)
    past = ("statewide", "backfill", "--from", "2016-11-08", "--to", "2018-12-01", "--every", "year", *place)
    begun = [
        subprocess.Popen(command(*words), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for words in (past, past, ("statewide", "run", "--as-of", "2020-07-01", *place))
    ]
    ended = [(process.communicate(timeout=240), process.returncode) for process in begun]
    assert [code for _, code in ended] == [0, 0, 0], ended
    assert ended[0][0] == ended[1][0] and len(history(state)) == 3
    engine = database.open_database(state.workplace.database)
    runs = database.read_status(engine).runs
    engine.dispose()
    assert sorted((each.past, each.in_force) for each in runs) == [(False, True)] * 2 + [(True, False)] * 6


def test_days_are_as_far_apart_as_is_said() -> None:
    assert list_days(date(2019, 12, 31), date(2020, 4, 30), "month") == [
        date(2019, 12, 31), date(2020, 1, 31), date(2020, 2, 29), date(2020, 3, 31), date(2020, 4, 30),
    ]  # fmt: skip
    assert len(list_days(date(2016, 11, 9), date(2026, 11, 1), "month")) == 120
    assert list_days(date(2020, 2, 29), date(2022, 3, 1), "year")[1:] == [date(2021, 2, 28), date(2022, 2, 28)]
    assert len(list_days(date(2020, 1, 1), date(2020, 1, 31), "week")) == 5
    with pytest.raises(UserError, match="past"):
        list_days(date(2020, 1, 1), date(9999, 1, 1), "year")
