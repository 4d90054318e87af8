"""Automatic relief: every case as its sentence says, every rule on every side, days to come, and the month's notice."""

from collections import defaultdict
from datetime import date
from functools import cache

import pytest

from relief.automatic.decide import LAWS
from relief.policy import Policy
from relief.rules.cases import Case, read_cases
from relief.rules.cases.check import find_wrong
from relief.rules.cases.settle import Settled, settle
from relief.rules.page import open_page, print_changes

CASES = {law: read_cases(law) for law in LAWS}
NEVER_UNKNOWN = {"relief not yet in force", "identity in doubt", "relief already given"}
NEVER_YES = {"conviction of another county", "arrest in another county", "disposition in doubt"}
LAST = {"no way to relief, or not yet", "not yet, or no way to relief"}


@cache
def settled(law: str) -> list[Settled]:
    return settle(CASES[law], law)


ALL = [(law, number) for law in LAWS for number in range(len(CASES[law]))]


@pytest.mark.parametrize(("law", "number"), ALL, ids=[CASES[law][n].name for law, n in ALL])
def test_a_case_is_decided_as_its_sentence_says(law: str, number: int) -> None:
    case, found = CASES[law][number], settled(law)[number]
    row = found.determination
    assert find_wrong(found) is None, find_wrong(found)
    if row is None:
        return
    assert (row["relief"] is not None) == (row["outcome"] == "eligible")
    if row["outcome"] == "ineligible" and row["eligible_on"] is not None:
        assert row["eligible_on"] > case.as_of


@pytest.mark.parametrize("law", LAWS)
def test_every_rule_has_cases_on_both_sides_and_on_unknown(law: str) -> None:
    wanted: dict[str, set[bool | None]] = defaultdict(set)
    for case in CASES[law]:
        for rule, answer in case.answers.items():
            wanted[rule].add(answer)
    for rule in open_page(law, Policy(), CASES[law][0].as_of).rules:
        if rule.name in LAST:
            continue
        needed: set[bool | None] = {True, False, None}
        needed -= {None} if rule.name in NEVER_UNKNOWN else set()
        needed -= {True} if rule.name in NEVER_YES else set()
        assert needed <= wanted[rule.name], (rule.name, needed - wanted[rule.name])


@pytest.mark.parametrize("law", LAWS)
def test_on_the_day_it_names_a_conviction_that_was_not_yet_eligible_is(law: str) -> None:
    waiting = [
        (case, one.determination["eligible_on"])
        for case, one in zip(CASES[law], settled(law), strict=True)
        if one.determination and one.determination["outcome"] == "ineligible" and one.determination["eligible_on"]
    ]
    assert len(waiting) >= 4
    for case, day in waiting:
        later = Case(**{**vars(case), "as_of": day})
        found = settle([later], law)[0].determination
        assert found is not None
        assert found["outcome"] == "eligible", (case.name, found["rule"], found["unknown_facts"])
        assert found["eligible_on"] == day, case.name


def test_what_the_law_changed_between_two_days() -> None:
    said = list(print_changes("pc1203_425", date(2023, 1, 1), date(2024, 12, 31)))
    assert "2023-07-01: conviction.from is 1973-01-01, was 2021-01-01 (PC 1203.425(a)(1)(B)(iv); SB 731 (2022))" in said
    assert any(line.startswith("2024-10-01: other_felony.from is 1973-01-01, was 2005-01-01") for line in said)
