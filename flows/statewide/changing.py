"""Who changed with a county's new run, and why: counted by the one who decided it, while its files are at hand."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from flows.run import Run
from flows.shelf import open_shelf
from flows.steps.determine import DETERMINATIONS
from relief.errors import UserError

CHANGED = "changed people"
"""Cause to people, in what is told of a county; not there where there was no run to compare with."""


def count_changed(run: Run, since: str | None) -> dict[str, dict[str, int]]:
    """``CHANGED`` since an earlier run of the county; empty where there is none, or its files are gone."""
    from flows.statewide.comparing import compare_county, count_people

    if since is None or since == run.key:
        return {}
    if _hash_determinations(run, since) == _hash_determinations(run, run.key):
        return {CHANGED: {}}
    try:
        return {CHANGED: count_people(compare_county(run.word, run.workplace, since, run.key))}
    except UserError:
        return {}


def _hash_determinations(run: Run, key: str) -> str | None:
    text = open_shelf(run.workplace, f"runs/{run.word}/{key[:16]}").read("steps/determine.json")
    return str(json.loads(text)["files"][DETERMINATIONS]["sha256"]) if text else None


def add_up_changed(told: Iterable[Mapping[str, Any]]) -> dict[str, int] | None:
    """People by cause of several counties, the most first; None where nothing was compared. A person is of one county."""
    counted = [each[CHANGED] for each in told if CHANGED in each]
    found: Counter[str] = Counter()
    for each in counted:
        found.update(each)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))) if counted else None


def say_changed(changed: Mapping[str, int]) -> str:
    """In words, as ``412 people changed: 397 because of passage of time, 15 because of new data``."""
    if not changed:
        return "Nobody changed"
    because = ", ".join(f"{number:,} because of {cause}" for cause, number in changed.items())
    return f"{sum(changed.values()):,} people changed: {because}"
