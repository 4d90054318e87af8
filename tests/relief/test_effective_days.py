"""Every rule on the day before and on the day it took effect; a number of a future day changes nothing before it."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from relief.policy import Policy, read_policy
from relief.rules import terms as terms_module
from relief.rules.cases import read_cases
from relief.rules.cases.settle import Settled, settle
from relief.rules.prop64 import RULE_SET, list_rules
from relief.rules.rule_sets import RULE_SETS
from relief.rules.terms import read_terms

EVE, DAY, FUTURE = date(2016, 11, 8), date(2016, 11, 9), date(2030, 1, 1)
CASES = read_cases(RULE_SET)
NAMES = [
    rule.name
    for rule in list_rules(read_policy({"over_one_pound": "review"}, source="a test"), read_terms(RULE_SET, DAY), DAY)
]
NEVER_YES = {"disposition in doubt", "conviction of another county"}
"""Their "yes" is nowhere determined: see tests/relief/test_rules.py."""
NEEDS_WEIGHTS = {"over one pound"}
"""No case has a laboratory's weights: tests/relief/test_several_sources.py has them."""


@cache
def on_day(day: date) -> list[Settled]:
    return settle([replace(case, as_of=day) for case in CASES])


@pytest.mark.parametrize("rule", [name for name in NAMES if name not in NEVER_YES | NEEDS_WEIGHTS])
def test_a_rule_answers_on_its_first_day_and_gives_nothing_on_the_eve(rule: str) -> None:
    if rule == "relief not yet in force":
        assert all(one.answers.get(rule) is not False for one in on_day(EVE))
        assert all(one.answers.get(rule) is not True for one in on_day(DAY))
        return
    true = [n for n, one in enumerate(on_day(DAY)) if one.answers.get(rule)]
    assert true, f"no case in which {rule} is true on {DAY}"
    for n in true:
        before = on_day(EVE)[n].determination
        assert before is None or before["relief"] is None, CASES[n].name
        assert before is None or before["outcome"] != "eligible", CASES[n].name


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
