"""Runs of the state: every active county, one failing alone, what waits, what is not done again, what a killed worker leaves."""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import time
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import polars as pl
import pytest

from connectors import load_county
from connectors.onboarding.twins import write_twins
from flows.certifying.canary import ANSWERS, keep
from flows.command_line import main
from flows.intake import write_down
from flows.prefect_server import TemporaryServer
from flows.shelf import describe, open_shelf
from flows.statewide.alerting import Alerts, find_alerts
from flows.statewide.crew import Terms
from flows.statewide.deciding import Job
from flows.statewide.handing_over import hand_over_all
from flows.statewide.inbox import look_into
from flows.statewide.pausing import set_paused
from flows.statewide.planning import Plan
from flows.statewide.replaying import find_runs, replay
from flows.statewide.saying import COUNTY_FAILED, RUN_FAILED, RUN_FINISHED
from flows.statewide.summing import describe_state, sum_state
from flows.statewide.telling import as_text
from flows.workplace import Workplace
from tests.flows.statewide.conftest import DAY, WORDS, State, copy_state, killing_a_worker, make_state
from tests.flows.whole_runs import hash_tree, run, surroundings


def states(told: object) -> dict[str, str]:
    return {word: each.state for word, each in told.counties.items()}  # type: ignore[attr-defined]  # StateTold


def test_every_active_county_is_decided_once_and_the_summary_adds_up(
    ran_once: tuple[Path, Any], decided: State
) -> None:
    state, first = decided, ran_once[1]
    assert {word: each for word, each in states(first).items() if word in WORDS} == dict.fromkeys(WORDS, "decided")
    # Counties that the program ships are not certified here.
    assert states(first)["los_angeles"] == "not certified"
    again = state.run()
    assert (first.number, again.number) == (1, 2)
    assert {states(again)[word] for word in WORDS} == {"unchanged"}
    told = describe_state(sum_state(again, state.workplace))
    rows = told["rows"]
    assert rows["read"] == sum(rows["used"].values()) + sum(rows["set aside"].values()) > 1_000
    assert sum(told["ledger"].values()) == told["convictions"]["in scope"] == sum(
        number for by in told["by"]["age"].values() for number in by.values()
    )  # fmt: skip
    assert f"{rows['read']:,} rows read" in as_text(told)


def test_a_county_that_fails_stops_no_other_and_is_decided_when_it_is_put_right(state: State) -> None:
    state.deliver("mono", "doj_2020-07-01.jsonl", b'{"no": "export"}\n')
    set_paused("sierra", state.workplace.out, None, paused=True, reason="the court moves", by="staff.1")
    told = state.run()
    assert {word: states(told)[word] for word in WORDS} == {"alpine": "decided", "mono": "failed", "sierra": "paused"}
    assert "doj_2020-07-01.jsonl" in told.counties["mono"].why and told.counties["sierra"].why == "the court moves"
    (state.inbox / "mono" / "doj_2020-07-01.jsonl").unlink()
    set_paused("sierra", state.workplace.out, None, paused=False, reason="", by="staff.1")
    told = state.run()
    assert {word: states(told)[word] for word in WORDS} == {
        "alpine": "unchanged",
        "mono": "decided",
        "sierra": "decided",
    }


def test_a_file_that_is_still_arriving_waits_and_the_newest_of_its_source_is_read(state: State) -> None:
    whole = state.export("alpine")
    newer = whole.with_name(whole.name.replace("2020-06-30", "2020-07-01"))
    newer.write_bytes(whole.read_bytes())
    now = time.time() + 5
    os.utime(newer, (now, now))
    look = look_into(str(state.inbox), "alpine", state.workplace, now=now)
    assert ([each.name for each in look.exports], look.waiting) == ([whole.name], 1)
    look = look_into(str(state.inbox), "alpine", state.workplace, now=now + 31)
    assert ([each.name for each in look.exports], look.waiting, look.older) == ([newer.name], 0, 1)
    (state.inbox / "alpine" / "late.txt.part").write_bytes(b"half")
    assert look_into(str(state.inbox), "alpine", state.workplace, now=now + 31) == look


def test_an_inbox_in_a_bucket_is_read_like_a_folder(state: State, s3_url: str) -> None:
    from connectors.store import open_store

    store = open_store(f"{s3_url}/inbox")
    store.put(f"alpine/{state.export('alpine').name}", state.export("alpine"))
    (one,) = look_into(f"{s3_url}/inbox", "alpine", state.workplace, now=time.time()).exports
    (other,) = look_into(str(state.inbox), "alpine", state.workplace, now=time.time()).exports
    assert (one.key, one.sha256) == (other.key, other.sha256)
    assert look_into(f"{s3_url}/inbox", "sierra", state.workplace, now=time.time()).exports == ()
    # The county sends the same name once more, and takes it back; a console shows its folder.
    key, more = f"alpine/{one.name}", state.export("alpine").read_bytes().splitlines(keepends=True)[:-1]
    bucket, _, prefix = s3_url.removeprefix("s3://").partition("/")
    client = boto3.client("s3")
    client.put_object(Bucket=bucket, Key=f"{prefix}/inbox/{key}", Body=b"".join(more))
    client.put_object(Bucket=bucket, Key=f"{prefix}/inbox/alpine/", Body=b"")
    (newer,) = look_into(f"{s3_url}/inbox", "alpine", state.workplace, now=time.time()).exports
    assert (newer.name, newer.sha256) == (one.name, hashlib.sha256(b"".join(more)).hexdigest())
    client.delete_object(Bucket=bucket, Key=f"{prefix}/inbox/{key}")
    assert look_into(f"{s3_url}/inbox", "alpine", state.workplace, now=time.time()).exports == ()


def test_a_store_keeps_the_last_note_and_a_folder_of_exports_leaves_the_run_in_force(
    state: State, s3_url: str, tmp_path: Path
) -> None:
    shelf = open_shelf(Workplace.choose(s3_url, database=state.workplace.database), "runs/alpine/first")
    assert shelf.read_note("made/alpine/former/a.json") is None
    for text in ("one", "two", "two", "three"):
        shelf.note("made/alpine/former/a.json", text)
        assert shelf.read_note("made/alpine/former/a.json") == text
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    away = Workplace.choose(s3_url, database=state.workplace.database)
    export = write_down("alpine", sheets, "a" * 64, "b" * 64, away)
    plan = Plan(as_of=DAY, jobs=[Job(county="alpine", exports=(export.key,), as_of=DAY)], settled=[], waiting={})
    (told,) = hand_over_all(plan, away, {"alpine": "run in force"}).settled
    assert (told.state, told.run) == ("failed", "run in force") and "archive" in told.why


def test_a_day_to_come_in_a_files_name_is_refused_and_hides_no_right_file_for_ever(state: State) -> None:
    mistyped = state.deliver("sierra", "doj_2062-07-01.dat", state.export("sierra").read_bytes())
    told = state.run().counties["sierra"]
    assert (told.state, "doj_2062-07-01.dat: the day in its name is yet to come" in told.why) == ("failed", True)
    past = look_into(str(state.inbox), "sierra", state.workplace, now=time.time(), on=DAY)
    assert mistyped.name not in {export.name for export in past.exports} and past.exports
    mistyped.unlink()
    assert state.run().counties["sierra"].state == "decided"


def test_a_copy_that_is_no_longer_what_the_store_holds_is_fetched_again(s3_url: str, tmp_path: Path) -> None:
    place = Workplace.choose(s3_url, database=f"sqlite:///{tmp_path}/ledger.db")
    made = tmp_path / "facts.parquet"
    made.write_bytes(b"as made")
    about = describe(made)
    open_shelf(place, "runs/alpine/first").keep(made, "facts.parquet")
    copy = place.folder / "runs/alpine/first/facts.parquet"
    for other in (b"AS MADE", b""):
        copy.write_bytes(other)
        shelf = open_shelf(place, "runs/alpine/first")
        assert shelf.holds("facts.parquet", about) and shelf.bring("facts.parquet")
        assert copy.read_bytes() == b"as made"


def test_papers_that_are_out_are_looked_at_although_the_worker_was_lost_before(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, lost = list[str](), list[str]()

    def follow(run: Any) -> dict[str, int]:
        if not lost:
            lost.append(run.word)
            raise RuntimeError
        looked.append(run.word)
        return {}

    monkeypatch.setattr("flows.statewide.deciding.follow_up", follow)
    told = state.run()
    assert (states(told)[lost[0]], sorted([*looked, *lost])) == ("failed", sorted(WORDS))
    assert states(state.run())[lost[0]] == "decided" and looked[-1] == lost[0]
    assert {states(state.run())[word] for word in WORDS} == {"unchanged"}


def test_what_cannot_be_looked_into_is_one_countys_failure(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(inbox: str, word: str, *given: Any, **named: Any) -> Any:
        if word == "mono":
            raise RuntimeError("NAME,SOMEBODY")
        return look_into(inbox, word, *given, **named)

    monkeypatch.setattr("flows.statewide.planning.look_into", look)
    told = state.run()
    assert {word: states(told)[word] for word in WORDS} == {"alpine": "decided", "mono": "failed", "sierra": "decided"}
    assert "RuntimeError" in told.counties["mono"].why and "SOMEBODY" not in told.counties["mono"].why


def test_a_twin_that_comes_out_otherwise_is_told_and_alerted_of_and_not_asked_every_night(
    state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = keep("alpine", write_twins(load_county("alpine"), tmp_path / "twins", rows=60), DAY) / ANSWERS
    assert state.run(asked="alpine").counties["alpine"].told["canary"] == []
    right = answers.read_text()
    answers.write_text(right.replace("eligible,", "ineligible,", 1))
    told = state.run(date(2020, 7, 2), asked="alpine")
    (line,) = told.counties["alpine"].told["canary"]
    assert line.startswith("ineligible (") and " is now eligible (" in line and line.endswith(": 1")
    found = sum_state(told, state.workplace)
    assert line in as_text(describe_state(found))
    assert [each.kind for each in find_alerts(found, None, Alerts()) if line in each.text] == ["quality"]
    monkeypatch.setattr("flows.certifying.canary.decide", None)
    assert state.run(date(2020, 7, 3), asked="alpine").counties["alpine"].told["canary"] == [line]
    answers.write_text(right + "\n")
    last = state.run(date(2020, 7, 4), asked="alpine").counties["alpine"]
    assert "cannot be decided any more: TypeError" in last.told["canary"][0]


def test_the_pages_of_a_countys_check_are_made_when_they_are_asked_for(
    state: State, capsys: pytest.CaptureFixture[str]
) -> None:
    files = state.files("alpine", state.run().counties["alpine"].run)
    assert (files / "checked.json").exists() and not (files / "data_docs").exists()
    made = list[dict[str, str]]()
    for _ in range(2):
        assert main(["report", "alpine", "--out", state.workplace.out]) == 0
        page = Path(capsys.readouterr().out.split("Report: ")[1].strip())
        assert page == files / "data_docs" / "index.html" and "validations/" in page.read_text()
        made.append(hash_tree(page.parent))
    assert made[0] == made[1] and not [path for path in files.iterdir() if path.name.startswith(".report")]


def test_a_step_of_which_the_same_was_asked_before_is_not_done_again(
    ran_once: tuple[Path, Any], decided: State
) -> None:
    state, first = decided, ran_once[1].counties["sierra"].run
    later = state.run(date(2020, 7, 2), asked="sierra").counties["sierra"].run
    assert first != later
    one, other = (state.files("sierra", key) for key in (first, later))
    assert (one / "records.parquet").samefile(other / "records.parquet")
    assert not (one / "determinations.parquet").samefile(other / "determinations.parquet")
    file = state.counties / "sierra.yaml"
    file.write_text(file.read_text().replace("preset: self_service_2019", "preset: los_angeles_2019"))
    assert states(state.run(date(2020, 7, 2)))["sierra"] == "not certified"


@pytest.mark.timeout(120)
def test_a_worker_that_is_killed_is_replaced_and_its_county_decided_to_the_same_bytes(
    state: State, ran_once: tuple[Path, Any]
) -> None:
    with killing_a_worker(state) as killed:
        told = state.run(here=False, terms=Terms(hands=1, pauses=(0.1,)))
    assert killed.is_set()
    assert {states(told)[word] for word in WORDS} == {"decided"}
    assert max(each.told.get("attempts", 1) for each in told.counties.values()) == 2
    quiet = hash_tree(ran_once[0] / "work" / "runs")
    assert quiet and hash_tree(state.workplace.folder / "runs") == quiet


def test_a_county_that_takes_too_long_is_given_up(state: State) -> None:
    told = state.run(here=False, asked="alpine", terms=Terms(hands=1, timeout=0.05))
    assert states(told) == {"alpine": "failed"} and "longer than" in told.counties["alpine"].why


def test_prefect_conducts_a_run_and_takes_the_schedules(
    state: State, prefect_server: TemporaryServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = {**prefect_server.client(), "RELIEF_COUNTIES": str(state.counties)}
    deployed = run("deploy", more=more, home=tmp_path / "home")
    assert (deployed.code, deployed.out.splitlines()) == (
        0,
        [
            "clear_state/nightly: 30 1 * * * America/Los_Angeles",
            "clear_state/weekly: 0 3 * * 0 America/Los_Angeles",
            "clear_state/county: when somebody asks",
        ],
    ), deployed.error
    words = ("--as-of", "2020-07-01", "--inbox", state.inbox, "--out", state.workplace.out, "--county", "alpine")
    ended = run("statewide", "run", *words, more=more, home=tmp_path / "home")
    assert ended.code == 0, ended.error
    for name, value in prefect_server.client().items():
        monkeypatch.setenv(name, value)
    told = asyncio.run(ask_prefect())
    assert told == (["county", "nightly", "weekly"], ["Completed"], {"alpine": "Completed"})
    assert version("sqlalchemy") < "2.1", "the lock has changed: pip install -r requirements.lock"
    assert asyncio.run(ask_scheduler()) == ({"asked", "as_of", "number"}, {(1, 30)})


SCHEDULED = """
import os
from datetime import date
from flows.statewide.clear_state import clear_state
try:
    clear_state(asked="alpine", as_of=date(2020, 7, 1))
except Exception:
    os.environ["RELIEF_INBOX"] = os.environ["INBOX"]
clear_state(asked="alpine", as_of=date(2020, 7, 1))
"""
"""A scheduled run as a worker begins it: first where nobody has said where the inbox is."""


def test_a_scheduled_run_says_in_its_log_what_alarms_count(
    state: State, prefect_server: TemporaryServer, tmp_path: Path
) -> None:
    state.deliver("alpine", "doj_2020-07-01.jsonl", b'{"no": "export"}\n')
    told = {"RELIEF_COUNTIES": str(state.counties), "RELIEF_OUT": state.workplace.out, "INBOX": str(state.inbox)}
    environment = surroundings({**told, **prefect_server.client()}, home=tmp_path / "home")
    ended = subprocess.run(
        [sys.executable, "-P", "-c", SCHEDULED], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [line["body"] for line in lines] == [RUN_FAILED, COUNTY_FAILED, RUN_FINISHED]
    assert lines[1]["attributes"] == {"county": "alpine", "state": "failed", "number": 1}


async def ask_prefect() -> tuple[list[str], list[str], dict[str, str]]:
    """Deployments, states of the flow's runs, and of its tasks as soon as all have ended: they are told late."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName
    from prefect.client.schemas.sorting import DeploymentSort, FlowRunSort, TaskRunSort

    of_ours = FlowFilter(name=FlowFilterName(any_=["clear_state"]))
    async with get_client() as client:
        found = await client.read_deployments(flow_filter=of_ours, limit=9, sort=DeploymentSort.NAME_ASC)
        flows = await client.read_flow_runs(flow_filter=of_ours, limit=9, sort=FlowRunSort.ID_DESC)
        for _ in range(50):
            tasks = await client.read_task_runs(flow_filter=of_ours, limit=9, sort=TaskRunSort.ID_DESC)
            if tasks and all(each.state and each.state.is_final() for each in tasks):
                break
            await asyncio.sleep(0.1)
    return (
        [each.name for each in found],
        [str(each.state_name) for each in flows],
        {each.name: str(each.state_name) for each in tasks},
    )


async def ask_scheduler() -> tuple[set[str], set[tuple[int, int]]]:
    """The parameters that a deployment takes, and when in California the nightly one is next begun: what the server's
    scheduler does at each look is asked of it now."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName
    from prefect.client.schemas.sorting import FlowRunSort

    here, named = ZoneInfo("America/Los_Angeles"), DeploymentFilter(name=DeploymentFilterName(any_=["nightly"]))
    async with get_client() as client:
        nightly = await client.read_deployment_by_name("clear_state/nightly")
        await client.request("POST", "/deployments/{id}/schedule", path_params={"id": nightly.id}, json={})
        runs = await client.read_flow_runs(deployment_filter=named, limit=99, sort=FlowRunSort.ID_DESC)
    begun = [each.expected_start_time.astimezone(here) for each in runs if each.expected_start_time]
    return set(nightly.parameter_openapi_schema["properties"]), {(each.hour, each.minute) for each in begun}


def test_who_changed_on_the_same_day_alone_is_decided_again_to_the_bytes_of_a_whole_run(
    decided: State, delivered: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = decided
    lines = state.export("mono").read_bytes().splitlines(keepends=True)
    changed = b"".join([*lines[:300], lines[300].replace(b"CONVICTED", b"DISMISSED"), *lines[301:-40]])
    state.deliver("mono", "doj_2020-07-01.jsonl", changed)
    again = state.run(asked="mono").counties["mono"].run
    assert not (state.files("mono", again) / "records.parquet").exists()
    fresh = copy_state(delivered, tmp_path_factory.mktemp("fresh"), monkeypatch)
    fresh.deliver("mono", "doj_2020-07-01.jsonl", changed)
    whole = fresh.run(asked="mono").counties["mono"].run
    for name in ("determinations.parquet", "facts.parquet", "tally.parquet"):
        assert (state.files("mono", again) / name).read_bytes() == (fresh.files("mono", whole) / name).read_bytes()
    counts = [
        json.loads((one.files("mono", key) / "steps/determine.json").read_text())["counts"]
        for one, key in ((state, again), (fresh, whole))
    ]
    assert counts[0] == counts[1]


def test_the_next_day_of_a_county_of_several_sources_is_answered_from_what_was_found_and_replays_from_its_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.flows.statewide.conftest.ROWS", 30_000)
    state = make_state(tmp_path, monkeypatch, ("sacramento",))
    state.run()
    with monkeypatch.context() as patch:
        patch.delattr("flows.steps.determine.decide_all")
        patch.delattr("flows.steps.check._check_whole")
        told = state.run(as_of=DAY + timedelta(1))
    assert states(told)["sacramento"] == "decided"
    (again,) = (replay(word, key, state.workplace) for word, key in find_runs(state.workplace, "2"))
    assert again.differ == () and pl.read_parquet(state.files("sacramento", again.run) / "matched.parquet").height
