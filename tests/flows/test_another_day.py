"""A run of another day, under another policy or with decisions, answers from what an earlier run found: the same bytes."""

import itertools
import random
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from connectors.samples import write_sample
from flows.run import Run
from flows.statewide.causes import DATA, TIME
from flows.statewide.comparing import compare_county
from flows.steps import check, determine
from flows.steps.sharing import ROWS
from flows.steps.whole import RECORDS, bring_records
from relief.database import name_convictions
from relief.reviewing import DECIDED
from relief.rules import terms
from tests.flows.differing import Compared, compare, deliver, edit, go_through, read_answers, read_lines, write_lines

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS_READ = 4_000
LAW = date(2023, 7, 1)
"""A day from which the law is another one."""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    write_sample(tmp_path / "export_2020-01-01.dat", rows=ROWS_READ, seed=11)
    return tmp_path / "export_2020-01-01.dat"


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done from the records: "checked" or "decided"."""
    done: list[str] = []

    def note(module: object, name: str, word: str) -> None:
        work: Callable[..., object] = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *args, **named: (done.append(word), work(*args, **named))[1])

    note(check, "_check_whole", "checked")
    note(determine, "decide_all", "decided")
    return done


def compare_days(export: Path, tmp_path: Path, anew: list[str], days: list[date]) -> list[list[str]]:
    """Run days one after the other, each held against a run of that day alone; gives what each did anew."""
    ways = []
    for number, day in enumerate(days):
        anew.clear()
        run = deliver(export, tmp_path / "nightly", as_of=day)
        ways.append(list(anew))
        assert compare(run, deliver(export, tmp_path / f"alone{number}", as_of=day)).differ == (), day
    return ways


def list_turning_days(run: Run) -> list[date]:
    """Days on which an answer or a count can be another one: ends of sentences, and years after judgments and births."""
    facts = pl.read_parquet(run.folder / "facts.parquet")
    ends = [*facts["sentence_end_lo"], *facts["sentence_end_hi"]]
    dated = {"judgment_hi": (2, 5, 7, 10), "last_conviction_hi": (5, 10), "stands_until": (7,), "birth_hi": (50,)}
    years = [
        day.replace(year=day.year + some, day=min(day.day, 28))
        for name, numbers in dated.items()
        for day in facts[name].drop_nulls()
        if 1900 < day.year < 2020
        for some in numbers
    ]
    return sorted({day for day in [*ends, *years] if day and date(2016, 12, 1) < day < date(2023, 6, 1)})


def test_days_on_which_something_turns_and_those_around_them_come_out_as_from_the_records(
    export: Path, tmp_path: Path, anew: list[str]
) -> None:
    turning = list_turning_days(deliver(export, tmp_path / "first"))
    assert len(turning) > 100
    dice = random.Random(5)
    days = [date(2020, 7, 1)]
    for turn in sorted(day for day in dice.sample(turning, 20) if day > days[0])[:5]:
        days += [turn + timedelta(dice.choice([-1, 0])), turn + timedelta(dice.choice([1, 2]))]
    days = sorted(set(days))
    ways = compare_days(export, tmp_path, anew, days)
    assert ways[0] == ["checked", "decided"] and not any(ways[1:])
    answers = [read_answers(deliver(export, tmp_path / "nightly", as_of=day)).drop("as_of") for day in days]
    assert any(not one.equals(other) for one, other in itertools.pairwise(answers))


def test_another_law_is_found_in_the_records_and_so_are_days_on_which_other_rows_are_set_aside(
    export: Path, tmp_path: Path, anew: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event more than a year ahead is set aside: on a day long past, many are, and later they are not."""
    held = deepcopy(terms._load("prop64"))
    held["terms"]["legal_age"]["values"][LAW] = 25
    monkeypatch.setattr(terms, "_load", lambda _: held)
    days = [date(2020, 7, 1), LAW - timedelta(1), LAW, LAW + timedelta(1), date(2018, 1, 1), date(2018, 1, 2)]
    ways = compare_days(export, tmp_path, anew, days)
    whole = ["checked", "decided"]
    assert ways == [whole, [], ["decided"], [], whole, []]


@pytest.mark.parametrize("parts", [None, 1_500])
def test_another_policy_and_decisions_of_persons_come_out_as_from_the_records(
    export: Path, tmp_path: Path, anew: list[str], monkeypatch: pytest.MonkeyPatch, parts: int | None
) -> None:
    if parts:
        monkeypatch.setenv(ROWS, str(parts))
    policy = tmp_path / "policy.yaml"
    policy.write_text('felonies: {"11359": dismiss}\n', encoding="utf-8")
    first = deliver(export, tmp_path / "nightly")
    decided = decide_some(first)
    before = read_answers(first)
    for name, elected, persons in (
        ("p", policy, None),
        ("pd", policy, decided),
        ("d", None, decided),
        ("n", None, None),
    ):
        anew.clear()
        run, alone = (
            _deliver_decided(export, tmp_path / out, elected, persons, name) for out in ("nightly", f"alone-{name}")
        )
        assert anew == ["checked", "decided"], "only the run alone"
        assert compare(run, alone).differ == ()
        assert read_answers(run).equals(before) == (name == "n")


def decide_some(run: Run) -> pl.DataFrame:
    """``relief.reviewing.DECIDED``: of what the rules left to an attorney every third was denied, the others granted."""
    orders = pl.read_parquet(run.folder / "orders.parquet")
    answers = pl.concat([pl.read_parquet(run.folder / "determinations.parquet"), orders], how="horizontal")
    names = name_convictions(answers).to_list()
    chosen = [name for name, outcome in zip(names, answers["outcome"], strict=True) if outcome == "attorney review"]
    rows = [
        {"conviction": name, "outcome": "eligible" if n % 3 else "ineligible", "relief": "dismissal and sealing" if n % 3 else None,
         "rule": "attorney's decision", "reason": "The attorney has seen the file.", "against": ""}
        for n, name in enumerate(chosen)
    ]  # fmt: skip
    return pl.DataFrame([{name: row.get(name) for name in DECIDED} for row in rows], schema=DECIDED)


def _deliver_decided(export: Path, out: Path, policy: Path | None, decided: pl.DataFrame | None, name: str) -> Run:
    run = deliver(export, out, (), policy=policy)
    if decided is not None:
        run = replace(run, decided=decided, key=(name.encode().hex() * 40)[:64])
    return go_through(run)


def test_new_deliveries_on_new_days_go_by_their_differences_and_come_out_as_they_do_whole(
    export: Path, tmp_path: Path
) -> None:
    dice = random.Random(8)
    lines, day, ways = read_lines(export), date(2020, 7, 1), []
    deliver(export, tmp_path / "nightly", as_of=day)
    for night in range(2, 7):
        lines, day = edit(lines, dice, 2), day + timedelta(dice.choice([1, 7, 90]))
        later = write_lines(tmp_path / f"export_2020-01-{night:02}.dat", lines)
        found = compare(*(deliver(later, tmp_path / out, as_of=day) for out in ("nightly", f"alone{night}")))
        assert found.differ == ()
        ways.append(found.by_difference)
        if night == 4:  # and the same file once more, the day after
            day += timedelta(1)
            again = compare(*(deliver(later, tmp_path / out, as_of=day) for out in ("nightly", f"alone{night}-again")))
            assert again == Compared(by_difference=True, differ=())
    assert sum(ways) >= 4


def test_why_people_changed_between_such_nights_is_told_from_the_difference_as_from_everybodys_records(
    export: Path, tmp_path: Path
) -> None:
    dice = random.Random(21)
    lines, day, later = read_lines(export), date(2020, 7, 1), export
    before, causes, short = deliver(export, tmp_path / "nightly", as_of=day), list[pl.DataFrame](), 0
    for night in range(2, 9):
        day += timedelta(dice.choice([30, 90]))
        if night != 5:  # on which the same file is run again, a later day
            lines = edit(lines, dice, 2)
            later = write_lines(tmp_path / f"export_2020-01-{night:02}.dat", lines)
        after = deliver(later, tmp_path / "nightly", as_of=day)
        records = [run.folder / RECORDS for run in (before, after)]
        there = [path.exists() for path in records]
        told = compare_county(after.word, after.workplace, before.key, after.key)
        if not there[1] and [path.exists() for path in records] == there:
            short += 1
            # Once the records are there, everybody's are asked.
            for run in (before, after):
                bring_records(run)
            assert_frame_equal(told, compare_county(after.word, after.workplace, before.key, after.key))
        causes.append(told)
        before = after
    found = pl.concat(causes)
    assert short == 7 and {DATA, TIME} <= set(found["cause"])


def test_a_past_day_goes_by_past_days_and_is_in_no_nights_way(export: Path, tmp_path: Path, anew: list[str]) -> None:
    days = [date(2022, 7, 1), date(2021, 7, 1), date(2021, 8, 1), date(2022, 7, 2)]
    assert compare_days(export, tmp_path, anew, days) == [["checked", "decided"], ["checked", "decided"], [], []]
