"""Signatures, and decisions beside the rules."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relief.agencies import Agency, route
from relief.eligibility import DETERMINATIONS
from relief.reviewing import (
    DECISION,
    DISAGREEMENT,
    Signature,
    apply_decisions,
    digest,
    find_in_force,
    is_waiting,
    tabulate,
)


def signature(signer: str, outcome: str = "ineligible", **changed: str) -> Signature:
    told = {"conviction": "c", "relief": None, "reason": "read", "against": "attorney review/", **changed}
    return Signature(signer=signer, outcome=outcome, day=date(2020, 7, 1), **told)  # type: ignore[arg-type]


def test_a_second_signature_is_another_persons_for_the_same_answer() -> None:
    one, two, other = signature("a"), signature("b"), signature("b", "already relieved")
    assert find_in_force([one], 1) is one
    assert find_in_force([one], 2) is None and is_waiting([one], 2)
    assert find_in_force([one, signature("a")], 2) is None
    assert find_in_force([one, two], 2) is two and not is_waiting([one, two], 2)
    assert find_in_force([one, other], 2) is None and is_waiting([one, other], 2)
    # A decision stands until another is as complete as it was.
    assert find_in_force([one, two, other], 2) is two and is_waiting([one, two, other], 2)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["ineligible", "already relieved"])), max_size=8))
def test_no_decision_comes_into_force_with_fewer_people_than_asked_for(words: list[tuple[str, str]]) -> None:
    told = [signature(*word) for word in words]
    found = find_in_force(told, 2)
    if found is not None:
        assert len({each.signer for each in told if each.outcome == found.outcome}) >= 2


def determined(outcome: str, rule: str = "rule") -> pl.DataFrame:
    blank = dict.fromkeys(DETERMINATIONS) | {"outcome": outcome, "rule": rule, "unknown_facts": "age"}
    return pl.DataFrame([blank], schema=DETERMINATIONS)


@pytest.mark.parametrize(
    ("rules_say", "decided", "against", "outcome", "rule"),
    [
        ("attorney review", "ineligible", "attorney review/", "ineligible", DECISION),
        ("ineligible", "ineligible", "attorney review/", "ineligible", DECISION),
        # The rules have come to an answer of their own since: an attorney looks again.
        ("already relieved", "ineligible", "attorney review/", "attorney review", DISAGREEMENT),
        # Decided again, with that answer in view: it stands.
        ("already relieved", "ineligible", "already relieved/", "ineligible", DECISION),
        ("out of scope", "ineligible", "attorney review/", "out of scope", "rule"),
    ],
)
def test_a_decision_stands_until_the_rules_answer_otherwise(
    rules_say: str, decided: str, against: str, outcome: str, rule: str
) -> None:
    frame = determined(rules_say)
    words = tabulate([signature("a", decided, against=against)])
    found = apply_decisions(frame, pl.Series("conviction", ["c"]), words)
    assert found.schema == frame.schema
    assert (found["outcome"][0], found["rule"][0]) == (outcome, rule)


def test_without_a_decision_nothing_changes() -> None:
    frame = determined("attorney review")
    words = tabulate([signature("a")])
    assert apply_decisions(frame, pl.Series("conviction", ["another"]), words).equals(frame)
    assert digest(tabulate([])) == "" != digest(words)


def test_a_misdemeanor_is_the_city_attorneys_by_court_or_ori_and_a_felony_never() -> None:
    city = Agency(name="city", courts=("CAMC METRO",), oris=("CA1",))
    frame = pl.DataFrame(
        {
            "court": ["CAMC METRO", "CASC", "CAMC METRO", "CAMC METRO", None],
            "ori": [None, "CA1", "CA1", None, None],
            "level": ["misdemeanor", "infraction", "felony", None, "misdemeanor"],
        }
    )
    assert frame.select(route([city], "district")).to_series().to_list() == [
        "city", "city", "district", "district", "district",
    ]  # fmt: skip
