"""Every rule on the day before and on the day it took effect; a number of a future day changes nothing before it."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from relief.policy import Policy, read_policy
from relief.rules import terms as terms_module
from relief.rules.cases import read_cases
from relief.rules.cases.settle import Settled, settle
from relief.rules.page import open_page
from relief.rules.prop64 import RULE_SET, list_rules
from relief.rules.rule_sets import RULE_SETS
from relief.rules.terms import read_terms

DAY, FUTURE = date(2016, 11, 9), date(2030, 1, 1)
EVE = date(2016, 11, 8)
EVERYTHING = read_policy({
    "over_one_pound": "review", "felonies": {"11358": "review", "11359": "always_review"},
    "misdemeanors_and_infractions": "review",
}, source="a test")  # fmt: skip
"""Elections under which every rule is there."""
NEVER_YES = {"disposition in doubt", "conviction of another county", "arrest in another county"}
"""Their "yes" is nowhere determined: see tests/relief/test_rules.py."""
NEEDS_WEIGHTS = {"over one pound"}
"""No case has a laboratory's weights: tests/relief/test_several_sources.py has them."""


def _first_days() -> Iterator[tuple[str, str, date]]:
    """Every rule of every rule set with the day from which it decides, or until which."""
    for law in RULE_SETS:
        page = open_page(law, EVERYTHING, date(2025, 1, 1))
        yield from ((law, rule.name, rule.since or page.effective) for rule in page.rules)


RULES = [(law, name, day) for law, name, day in _first_days() if name not in NEVER_YES | NEEDS_WEIGHTS]


@cache
def on_day(day: date, law: str = RULE_SET) -> list[Settled]:
    return settle([replace(case, as_of=day) for case in read_cases(law)], law)


@pytest.mark.parametrize(("law", "rule", "first"), RULES)
def test_a_rule_answers_on_its_first_day_and_gives_nothing_on_the_eve(law: str, rule: str, first: date) -> None:
    before, after = on_day(first - timedelta(1), law), on_day(first, law)
    if rule == "relief not yet in force":
        assert all(one.answers.get(rule) is not False for one in before)
        assert all(one.answers.get(rule) is not True for one in after)
        return
    true = [n for n, one in enumerate(after) if one.answers.get(rule)]
    assert true, f"no case in which {rule} is true on {first}"
    for n in true:
        row = before[n].determination
        # On the eve of a rule set's law nobody gets anything; on the eve of a later rule, nobody by that rule.
        own = row is not None and (first == open_page(law, EVERYTHING, first).effective or row["rule"] == rule)
        assert not own or row is None or row["outcome"] != "eligible", before[n].case.name


def test_on_the_eve_nobody_gets_anything() -> None:
    assert not [one for one in on_day(EVE) if one.determination and one.determination["outcome"] == "eligible"]
    assert len([one for one in on_day(DAY) if one.determination and one.determination["outcome"] == "eligible"]) > 40


TERMS = [(law, term.name) for law in RULE_SETS for term in read_terms(law, DAY).list_terms()]
DAYS = {"the last day before": date(2029, 12, 31), "the day itself": FUTURE}


def _outcomes(law: str, which: str) -> list[object]:
    told = settle([replace(case, as_of=DAYS[which]) for case in read_cases(law)], law)
    return [None if one.determination is None else dict(one.determination) for one in told]


@cache
def _unchanged(law: str, which: str) -> list[object]:
    return _outcomes(law, which)


@pytest.mark.parametrize(("law", "name"), TERMS)
def test_a_number_of_a_future_day_changes_nothing_before_it(
    law: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, load = {which: _unchanged(law, which) for which in DAYS}, terms_module._load
    data: dict[str, Any] = deepcopy(load(law))
    values = data["terms"][name]["values"]
    old = values[max(values)]
    values[FUTURE] = old + 40 if isinstance(old, int) else date(2040, 1, 1)
    monkeypatch.setattr(terms_module, "_load", lambda rule_set: data if rule_set == law else load(rule_set))
    assert _outcomes(law, "the last day before") == before["the last day before"]
    assert _outcomes(law, "the day itself") != before["the day itself"], f"{name} decides nothing"


def test_the_default_policy_is_the_floor_on_both_days() -> None:
    assert [rule.name for rule in list_rules(Policy(), read_terms(RULE_SET, EVE), EVE)] == [
        rule.name for rule in list_rules(Policy(), read_terms(RULE_SET, DAY), DAY)
    ]
