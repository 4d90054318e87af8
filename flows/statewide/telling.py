"""A run of the state in words, for the terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from flows.statewide.changing import CHANGED, say_changed

NOT_DONE = ("failed", "busy", "past", "not certified", "paused", "nothing came")
"""States of a county that somebody should hear of, the worst first."""


def as_text(told: Mapping[str, Any]) -> str:
    """The summary (``flows.statewide.summing.describe_state``) as lines."""
    return "\n".join(_lines(told))


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    states = told["states"]
    yield f"Run {told['run']} of the state, as of {told['as_of']}: {told['asked']}"
    yield "Counties"
    yield from _numbers({name: states[name] for name in sorted(states, key=lambda name: -states[name])})
    for state in NOT_DONE[:4]:
        for word, each in told["counties"].items():
            if each["state"] == state:
                yield f"  {word}: {state}: {each['why']}" + ("; nothing was put in force" if state == "past" else "")
    for word, each in told["counties"].items():
        for changed in each.get("quality", {}).get("canary", ()):
            yield f"  {word}: its twin comes out otherwise than when it was certified: {changed}"
    if told[CHANGED] is not None:
        yield f"{say_changed(told[CHANGED])}, since the run of each county that was in force before"
    yield "Convictions"
    yield from _numbers({"in scope": told["convictions"]["in scope"], **told["convictions"]["by outcome"]})
    yield "People"
    yield from _numbers({name.replace("_", " "): number for name, number in told["impact"].items()})
    if told["ledger"]:
        yield "Ledger, by last step"
        yield from _numbers(told["ledger"])
    rows = told["rows"]
    used, aside = sum(rows["used"].values()), sum(rows["set aside"].values())
    yield f"{rows['read']:,} rows read = {used:,} used + {aside:,} set aside"


def _numbers(named: Mapping[str, int]) -> Iterator[str]:
    for name, number in named.items():
        yield f"  {name:<42}{number:>14,}"
