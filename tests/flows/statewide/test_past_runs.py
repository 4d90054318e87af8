"""Runs of the past: written down, and nothing follows of them. Who wants to go back says so."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.lease import held
from flows.precedence import Past, list_older
from flows.prefect_server import TemporaryServer
from flows.run import plan_run
from flows.statewide.alerting import Alerts, find_alerts
from flows.statewide.replaying import find_runs, replay
from flows.statewide.summing import describe_state, sum_state
from flows.statewide.telling import as_text
from relief import database
from relief.database.packages import Doing
from relief.ledger import Step
from relief.outcomes.filing import lead_to_filing
from tests.flows.conftest import WholeRun
from tests.flows.statewide.conftest import DAY, State, make_state
from tests.flows.statewide.test_week import in_force
from tests.flows.whole_runs import AS_OF, run_here

BEFORE_THE_LAW = date(2016, 11, 8)
SIERRA = "sierra"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    """Sierra as of ``DAY``, with a package of all that is eligible, of which one conviction is filed."""
    with pytest.MonkeyPatch.context() as patch:
        state = make_state(tmp_path_factory.mktemp("past"), patch, [SIERRA])
        state.run()
        eligible = in_force(state, SIERRA).filter(pl.col("outcome") == "eligible")["conviction"].sort()
        doing = Doing(county=SIERRA, actor="da.unit", day=DAY, at=datetime.now(UTC))
        engine = database.open_database(state.workplace.database)
        key = database.read_in_force(engine)[SIERRA]
        database.open_package(
            engine, doing, county_name="SIERRA", court="Courthouse", run=key, convictions=eligible.to_list()
        )
        schema = {"conviction": pl.String, "step": pl.String, "day": pl.Date, "actor": pl.String, "paper": pl.String}
        steps = [(eligible[0], step.value, DAY, "da.unit", None) for step in lead_to_filing(Step.IDENTIFIED)]
        database.record_steps(engine, county=SIERRA, steps=pl.DataFrame(steps, schema=schema, orient="row"))
        engine.dispose()
        yield state


def gather(state: State) -> dict[str, Any]:
    """All of a county that a run could move."""
    engine = database.open_database(state.workplace.database)
    try:
        return {
            "in force": database.read_in_force(engine)[SIERRA],
            "determinations": in_force(state, SIERRA).rows(),
            "package": database.read_package_rows(engine, county=SIERRA).rows(),
            "tasks": database.read_tasks(engine, county=SIERRA).rows(),
            "lives": database.read_lives(engine, county=SIERRA).rows(),
            "delivered": database.read_deliveries(engine, county=SIERRA),
        }
    finally:
        engine.dispose()


def test_a_run_of_an_earlier_day_moves_nothing_and_says_so(state: State) -> None:
    before = gather(state)
    assert before["package"] and before["lives"]
    told = state.run(BEFORE_THE_LAW)
    county = told.counties[SIERRA]
    assert gather(state) == before
    assert (county.state, county.run) == ("past", before["in force"])
    assert county.why == "it is as of 2016-11-08, and the run in force as of 2020-07-01"
    # The summary is of the county as it stands; the run itself is there, of nobody eligible, and can be had again.
    found = sum_state(told, state.workplace)
    assert describe_state(found)["convictions"]["by outcome"]["eligible"] > 1
    assert "sierra: past: it is as of 2016-11-08" in as_text(describe_state(found))
    assert [each.kind for each in find_alerts(found, None, Alerts(set_aside_percent=99))] == ["failure"]
    key = county.told["past run"]
    assert "eligible" not in pl.read_parquet(state.files(SIERRA, key) / "determinations.parquet")["outcome"].cast(str)
    engine = database.open_database(state.workplace.database)
    (of_past,) = [each for each in database.read_status(engine, county=SIERRA).runs if each.past]
    engine.dispose()
    assert (of_past.key, of_past.status, of_past.in_force) == (key, "finished", False)
    assert [replay(*each, state.workplace).differ for each in find_runs(state.workplace, key)] == [()]


def test_a_run_of_the_past_waits_for_nobody_and_keeps_nobody_waiting(state: State) -> None:
    engine = database.open_database(state.workplace.database)
    told = {"county": SIERRA, "as_of": DAY, "exports": [], "owner": "elsewhere 1 1 1", "at": datetime.now(UTC)}
    claim = database.begin_run(engine, key="f" * 64, **told)
    assert state.run(date(2016, 11, 7)).counties[SIERRA].state == "past"
    database.renew_lease(engine, claim, at=datetime.now(UTC))
    database.fail_run(engine, claim, at=datetime.now(UTC))
    engine.dispose()


def test_a_run_that_another_overtakes_before_it_has_the_county_is_of_the_past(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = plan_run(SIERRA, [], date(2021, 1, 1), state.workplace)
    answers = iter(["", "another was there first"])
    monkeypatch.setattr("flows.lease.find_why_past", lambda _run: next(answers))
    with held(asked) as claim:
        assert isinstance(claim, Past) and claim.why == "another was there first"
    with held(plan_run(SIERRA, [], date(2021, 1, 2), state.workplace), "never") as claim:
        assert isinstance(claim, Past)


def test_newer_files_of_one_day_go_before_older_ones_and_who_goes_back_says_so(state: State) -> None:
    first, old = gather(state)["in force"], state.export(SIERRA)
    newer = state.deliver(SIERRA, "doj_2020-07-01.dat", old.read_bytes().replace(b"11357(B) HS", b"11359 HS"))
    assert state.run().counties[SIERRA].state == "decided"
    second = gather(state)
    assert second["in force"] != first
    # The newest file is taken away again: older ones do not take its place by themselves, on no day.
    newer.unlink()
    for day in (DAY, date(2020, 7, 2)):
        told = state.run(day).counties[SIERRA]
        assert (told.state, told.why) == ("past", f"{old.name} is older than what the run in force has read")
    assert gather(state) == second
    assert state.run(force="always").counties[SIERRA].state == "decided"
    assert gather(state)["in force"] == first
    engine = database.open_database(state.workplace.database)
    assert [each["subject"] for each in database.read_audit(engine, most=9, event="county.put.back")] == [first]
    engine.dispose()


def test_what_becomes_wrong_anew_is_raised_again_though_a_person_has_closed_it(state: State) -> None:
    right = state.export(SIERRA).read_bytes()
    wrong = right.replace(b"11357(B) HS", b"11359 HS")
    assert [raised for raised, _ in _rerun(state, date(2020, 8, 1), wrong)] == ["open"]
    engine = database.open_database(state.workplace.database)
    (task,) = database.read_tasks(engine, county=SIERRA)["task"]
    told = {"county": SIERRA, "task": task, "actor": "da.unit", "day": date(2020, 8, 1), "at": datetime.now(UTC)}
    database.move_task(engine, state="closed", owner=None, note="the court was told", **told)
    assert _rerun(state, date(2020, 8, 2), wrong) == [("closed", "the court was told")]
    assert _rerun(state, date(2020, 8, 3), right) == [("closed", "a later rerun does not find it")]
    assert _rerun(state, date(2020, 8, 4), right) == [("closed", "a later rerun does not find it")]
    assert _rerun(state, date(2020, 8, 5), wrong) == [("open", "a later rerun finds it anew")]
    database.verify_audit(engine)
    engine.dispose()


def _rerun(state: State, day: date, export: bytes) -> list[tuple[str, str]]:
    """State and note of each task after a run of that day's file."""
    state.deliver(SIERRA, f"doj_{day}.dat", export)
    assert state.run(day).counties[SIERRA].state == "decided"
    engine = database.open_database(state.workplace.database)
    found = database.read_tasks(engine, county=SIERRA).select("state", "note").rows()
    engine.dispose()
    return found


@pytest.mark.parametrize(
    ("names", "others", "older"),
    [
        (["doj_2020-06-30.dat"], ["doj_2020-07-01.dat"], ["doj_2020-06-30.dat"]),
        (["doj_2020-07-01.dat"], ["doj_2020-07-01.dat"], []),
        (["doj_20200801.dat", "court_20200601.csv"], ["doj_20200701.dat", "court_20200701.csv"], ["court_20200601.csv"]),
        (["doj_20200801.dat"], ["doj_20200701.dat", "court_20200901.csv"], []),
        (["extract 2019-01-01.txt"], ["doj_20200701.dat"], ["extract 2019-01-01.txt"]),
        (["doj.dat"], ["doj_20200701.dat"], []),
    ],
)  # fmt: skip
def test_a_file_is_older_than_another_of_its_series(names: list[str], others: list[str], older: list[str]) -> None:
    assert list_older(names, others) == older


def test_the_job_for_one_county_on_an_earlier_day_says_so_and_goes_back_only_where_it_is_told_to(
    whole_run: WholeRun, prefect_server: TemporaryServer, tmp_path: Path
) -> None:
    out = tmp_path / "work"
    shutil.copytree(whole_run.out, out)
    words = ("run", "los_angeles", whole_run.export, "--as-of", BEFORE_THE_LAW, "--out", out)
    here: dict[str, Any] = {"server": prefect_server, "home": tmp_path / "home"}
    ended = run_here(*words, **here)
    assert ended.code == 0, ended.error
    assert f"it is as of 2016-11-08, and the run in force as of {AS_OF}. File none of its papers" in ended.error
    told = run_here("status", "--out", out, **here).out
    assert "as of 2016-11-08  finished, of the past" in told and f"as of {AS_OF}  finished, in force" in told
    ended = run_here(*words, "--put-in-force", **here)
    assert ended.code == 0 and "of the past" not in ended.error, ended.error
    told = run_here("status", "--out", out, **here).out
    assert "as of 2016-11-08  finished, in force" in told
