"""A week of nightly runs: arrivals, a correction, a law that takes effect, a policy, a worker that is killed; and every
night what changed has one cause, nothing is filed twice, nothing is lost, and day two can be had again."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from time import time

import polars as pl
import pytest

from connectors.onboarding.certificate import Certificate, digest_county, write_certificate
from connectors.samples import write_sample
from flows.correcting import find_facts
from flows.past import find_in_force
from flows.statewide.causes import CAUSES
from flows.statewide.changing import CHANGED
from flows.statewide.comparing import as_text, compare_state, describe_difference
from flows.statewide.crew import Terms
from flows.statewide.following import OPEN
from flows.statewide.inbox import look_into
from flows.statewide.paging import read_state
from flows.statewide.replaying import find_runs, replay
from flows.statewide.summing import describe_state, sum_state
from flows.statewide.telling import as_text as say
from relief import database
from relief.correcting import Correction
from relief.database.packages import Doing
from relief.ledger import Step
from relief.outcomes.filing import lead_to_filing
from relief.outcomes.tasks import Kind
from tests.flows.statewide.conftest import State, killing_a_worker, make_state

COUNTIES = {"sierra": "SIERRA", "alpine": "ALPINE"}
LAW = date(2016, 11, 9)
"""Proposition 64 takes effect: the fourth night."""


def night(number: int) -> date:
    return date(2016, 11, 5 + number)


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[State, list[list[str]]]]:
    """The state after seven nights, and each night's packages."""
    with pytest.MonkeyPatch.context() as patch:
        state = make_state(tmp_path_factory.mktemp("week"), patch, list(COUNTIES))
        for file in state.inbox.rglob("*2020-06-30*"):
            file.rename(file.with_name(file.name.replace("2020-06-30", "2016-11-05")))
        filed = [_do(state, number) for number in range(1, 8)]
        yield state, filed


def _do(state: State, number: int) -> list[str]:
    """What happens on a day, the run of that night, and what is filed after it."""
    events = {2: _arrive, 3: _correct, 5: _elect, 6: _change}
    if number in events:
        events[number](state)
    if number == 6:
        with killing_a_worker(state) as killed:
            told = state.run(night(number), here=False, terms=Terms(hands=1, pauses=(0.1,)))
        assert killed.is_set()
    else:
        told = state.run(night(number))
    assert {told.counties[word].state for word in COUNTIES} == {"decided"}
    return [taken for word in COUNTIES for taken in _file(state, word, night(number))]


def _arrive(state: State) -> None:
    """People who were not there before, in Sierra."""
    more = state.inbox / "more.dat"
    write_sample(more, county="SIERRA", rows=150, seed=77)
    old = state.export("sierra").read_bytes()
    state.deliver("sierra", "doj_2016-11-07.dat", old + more.read_bytes())


def _correct(state: State) -> None:
    """A conviction of Alpine was of another section, as the docket shows."""
    past = find_in_force("alpine", state.workplace)
    decided = pl.read_parquet(past.bring("determinations.parquet")).filter(pl.col("outcome") != "out of scope")
    facts = find_facts(past, decided.select("source_file", "source_row"), ["charge_text"])
    fact = facts.filter(pl.col("parts") == 1).row(0, named=True)
    kept = ("record", "field", "source", "subject_id", "count_order", "part", "parts", "read")
    correction = Correction(
        **{name: fact[name] for name in kept}, shown=fact["reads"], becomes="459 PC", reason="The docket says so.",
        evidence="court docket", author="clerk.1", day=night(3),
    )  # fmt: skip
    engine = database.open_database(state.workplace.database)
    assert database.write_corrections(engine, county="alpine", corrections=[correction], at=datetime.now(UTC)) == 1
    engine.dispose()


def _elect(state: State) -> None:
    """Sierra elects otherwise, and is certified again."""
    file = state.counties / "sierra.yaml"
    file.write_text(file.read_text().replace("preset: self_service_2019", "preset: contra_costa_2019"))
    found = Certificate(
        certified=night(5), digest=digest_county("sierra"), checks=("fictional",), active_since=night(5)
    )
    write_certificate("sierra", found)


def _change(state: State) -> None:
    """What is known of Sierra's people changes: their convictions of 11357 were of 11359."""
    old = state.export("sierra")
    state.deliver("sierra", "doj_2016-11-11.dat", old.read_bytes().replace(b"11357(B) HS", b"11359 HS"))


def _file(state: State, word: str, day: date) -> list[str]:
    """Open a package of what is eligible and in none: the convictions that are taken."""
    engine = database.open_database(state.workplace.database)
    eligible = in_force(state, word).filter(pl.col("outcome") == "eligible")["conviction"]
    taken = database.read_package_rows(engine, county=word)["conviction"]
    new = eligible.filter(~eligible.is_in(taken.implode())).sort().to_list()
    if new:
        doing = Doing(county=word, actor="da.unit", day=day, at=datetime.now(UTC))
        run = database.read_in_force(engine)[word]
        database.open_package(engine, doing, county_name=COUNTIES[word], court="Courthouse", run=run, convictions=new)
    if word == "sierra" and day == night(4):
        # The court has all of them; what later nights find of them is a task.
        steps = list(lead_to_filing(Step.IDENTIFIED))
        rows = [(name, step.value, day, "da.unit", None) for name in new for step in steps]
        schema = {"conviction": pl.String, "step": pl.String, "day": pl.Date, "actor": pl.String, "paper": pl.String}
        database.record_steps(engine, county=word, steps=pl.DataFrame(rows, schema=schema, orient="row"))
    engine.dispose()
    return new


def in_force(state: State, word: str) -> pl.DataFrame:
    """``conviction`` and ``outcome`` of a county's determinations in force, as people act on them."""
    with sqlite3.connect(state.workplace.database.removeprefix("sqlite:///")) as connection:
        found = connection.execute("SELECT conviction, outcome FROM determination WHERE county = ?", (word,)).fetchall()
    connection.close()
    return pl.DataFrame(found, schema={"conviction": pl.String, "outcome": pl.String}, orient="row")


def test_every_change_of_the_week_has_one_cause_and_they_add_up(week: tuple[State, list[list[str]]]) -> None:
    state, _ = week
    told = {}
    for first in range(1, 7):
        found = compare_state(state.workplace, first, first + 1)
        told[first + 1] = describe_difference(found)
        assert found.changes.select("county", "conviction").is_unique().all()
        assert set(found.changes["cause"]) <= set(CAUSES)
        for counted in ("determinations", "people"):
            assert sum(told[first + 1]["by cause"][counted].values()) == told[first + 1]["changed"][counted]
        assert sum(told[first + 1]["became"].values()) == found.changes.height
        # What the run itself said when it ended, for each night's manager.
        said = describe_state(sum_state(read_state(state.workplace, first + 1), state.workplace))
        assert said[CHANGED] == told[first + 1]["by cause"]["people"]
        assert f"{sum(said[CHANGED].values()):,} people changed: " in say(said) or not said[CHANGED]
    assert describe_state(sum_state(read_state(state.workplace, 1), state.workplace))[CHANGED] is None
    causes = {night: told[night]["by cause"]["determinations"] for night in told}
    assert set(causes[2]) == {"new data"} and set(told[2]["by county"]) == {"sierra"}
    assert causes[3] == {"correction": 1} and set(told[3]["by county"]) == {"alpine"}
    assert set(causes[4]) == {"rule or law version"} and set(told[4]["by county"]) == set(COUNTIES)
    assert "policy" in causes[5] and set(causes[5]) <= {"policy", "passage of time"}
    assert "new data" in causes[6] and set(causes[6]) <= {"new data", "passage of time"}
    assert set(causes[7]) <= {"passage of time"}
    assert "because of rule or law version" in "\n".join(as_text(told[4]))


def test_nothing_is_filed_twice_and_nothing_is_lost(week: tuple[State, list[list[str]]]) -> None:
    state, filed = week
    everything = [conviction for taken in filed for conviction in taken]
    assert not filed[0] and filed[3], "nobody is eligible before the law takes effect"
    assert len(everything) == len(set(everything))
    engine = database.open_database(state.workplace.database)
    try:
        under_way = database.list_in_packages(engine, county="sierra")
        told = {"county_name": "SIERRA", "court": "Courthouse", "run": database.read_in_force(engine)["sierra"]}
        doing = Doing(county="sierra", actor="da.unit", day=night(7), at=datetime.now(UTC))
        with pytest.raises(database.Conflict):
            database.open_package(engine, doing, convictions=under_way.head(1).to_list(), **told)
        for word in COUNTIES:
            now = in_force(state, word).filter(pl.col("outcome") == "eligible")["conviction"]
            filed = database.list_standing(engine, county=word, steps=OPEN)
            assert set(database.list_in_packages(engine, county=word)) <= set(now) | set(filed)
            tasks = database.read_tasks(engine, county=word).filter(pl.col("kind") == Kind.FILED_WRONG.value)
            assert set(filed) - set(now) <= set(tasks["conviction"]) <= set(filed)
            assert bool(tasks.height) == (word == "sierra")
        followed = {word: set(database.name_followed(engine, county=word)) for word in COUNTIES}
        for number in range(1, 8):
            night_run = database.read_state_run(engine, number)
            assert night_run is not None
            rows = describe_state(sum_state(night_run, state.workplace))["rows"]
            assert rows["read"] == sum(rows["used"].values()) + sum(rows["set aside"].values())
    finally:
        engine.dispose()
    for word, known in followed.items():
        assert set(in_force(state, word)["conviction"]) <= known


def test_day_two_can_be_had_again_byte_for_byte(week: tuple[State, list[list[str]]]) -> None:
    state, _ = week
    runs = find_runs(state.workplace, "2")
    assert {word for word, _ in runs} >= set(COUNTIES)
    found = [replay(word, key, state.workplace) for word, key in runs]
    assert [each.differ for each in found] == [()] * len(found)
    assert sum(each.files for each in found) > 15
    assert look_into(str(state.inbox), "sierra", state.workplace, now=time()).exports, "the inbox is as it was"
