"""Watching inboxes: a look that finds nothing numbers no run, one that does runs what is new."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.statewide.paging import read_state
from flows.verbs.statewide import watch
from tests.flows.statewide.conftest import State


def test_a_look_runs_what_is_new_and_nothing_else(
    ran_once: tuple[Path, Any], decided: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.verbs.statewide.watch.today", lambda: date(2020, 7, 1))
    monkeypatch.setattr("flows.verbs.options.today", lambda: date(2020, 7, 1))
    state, first = decided, ran_once[1]
    assert watch.act(state.workplace.out, str(state.inbox), every=0, looks=2, no_prefect=True) == 0
    assert read_state(state.workplace, None).number == first.number
    old = state.export("alpine")
    newer = state.deliver(
        "alpine", "doj_2020-07-01.txt", old.read_bytes() + old.read_bytes().splitlines(keepends=True)[-1]
    )
    assert watch.act(state.workplace.out, str(state.inbox), every=0, looks=1, no_prefect=True) == 0
    told = read_state(state.workplace, None)
    assert (told.number, told.counties["alpine"].state, told.counties["sierra"].state) == (2, "decided", "unchanged")
    # The newest file is taken away: the older one is looked at once, is of the past, and is no news at the next look.
    newer.unlink()
    monkeypatch.setattr("flows.verbs.statewide.watch.today", lambda: date(2020, 7, 2))
    monkeypatch.setattr("flows.verbs.options.today", lambda: date(2020, 7, 2))
    assert watch.act(state.workplace.out, str(state.inbox), every=0, looks=2, no_prefect=True) == 0
    told = read_state(state.workplace, None)
    assert (told.number, told.counties["alpine"].state) == (3, "past")
    assert told.counties["alpine"].run == read_state(state.workplace, 2).counties["alpine"].run
