"""The steps of a conviction's relief."""

import itertools

import pytest

from relief.ledger import NEXT, RELIEVED, Step, may_follow, standing

ROAD = [
    Step.IDENTIFIED,
    Step.REVIEWED,
    Step.NOT_CHALLENGED,
    Step.FILED,
    Step.ACCEPTED,
    Step.GRANTED,
    Step.ENTERED,
    Step.REPORTED,
    Step.CONFIRMED,
]


def test_the_straight_road_can_be_walked_from_end_to_end() -> None:
    for previous, following in itertools.pairwise([None, *ROAD]):
        assert following is not None
        assert may_follow(previous, following), f"{following} should follow {previous}"


def test_no_step_of_the_road_can_be_left_out_or_walked_backwards() -> None:
    for i, previous in enumerate(ROAD):
        for j, following in enumerate(ROAD):
            # An unfiled conviction may be reviewed once more; nothing else goes back.
            reconsidered = (previous, following) == (Step.NOT_CHALLENGED, Step.REVIEWED)
            assert may_follow(previous, following) == (j == i + 1 or reconsidered), f"{previous} -> {following}"


@pytest.mark.parametrize(
    ("previous", "following", "allowed"),
    [
        (Step.REVIEWED, Step.CHALLENGED, True),
        (Step.CHALLENGED, Step.DEFENDER_NOTIFIED, True),
        (Step.CHALLENGED, Step.FILED, False),
        (Step.DEFENDER_NOTIFIED, Step.HEARD, True),
        (Step.HEARD, Step.GRANTED, True),
        (Step.FILED, Step.REJECTED, True),
        (Step.REJECTED, Step.FILED, True),
        (Step.ACCEPTED, Step.DEFERRED, True),
        (Step.DEFERRED, Step.GRANTED, True),
        (Step.FILED, Step.GRANTED, False),
        (Step.GRANTED, Step.DENIED, False),
        (Step.GRANTED, Step.ALREADY_RELIEVED, False),
        (Step.NOT_ELIGIBLE, Step.FILED, False),
        (Step.FILED, Step.NO_COURT_CASE, True),
        (None, Step.REVIEWED, False),
    ],
)
def test_what_may_follow_what(previous: Step | None, following: Step, allowed: bool) -> None:
    assert may_follow(previous, following) is allowed


def test_every_step_is_reached_from_the_start_and_says_what_follows() -> None:
    assert set(NEXT) == {None, *Step}
    reached: set[Step] = set()
    edge = set(NEXT[None])
    while edge:
        reached |= edge
        edge = {following for step in edge for following in NEXT[step]} - reached
    assert reached == set(Step)


def test_only_a_deferral_may_come_twice_in_a_row() -> None:
    assert [step for step in Step if may_follow(step, step)] == [Step.DEFERRED]


def test_once_granted_nothing_leads_back_to_the_court_but_a_reversal() -> None:
    reversal = {Step.QUESTIONED, Step.REVERSAL_NOTICED, Step.REVERSAL_HEARD, Step.UPHELD, Step.REINSTATED}
    after, edge = set(), {Step.GRANTED}
    while edge:
        after |= edge
        edge = {following for step in edge for following in NEXT[step]} - after - reversal
    assert after == {Step.GRANTED, Step.ENTERED, Step.REPORTED, Step.CONFIRMED}


def test_nothing_is_reinstated_without_notice_and_hearing() -> None:
    assert [step for step in Step if Step.REINSTATED in NEXT[step]] == [Step.REVERSAL_HEARD]
    assert [step for step in Step if Step.REVERSAL_HEARD in NEXT[step]] == [Step.REVERSAL_NOTICED]
    assert {step for step in Step if Step.QUESTIONED in NEXT[step]} == set(RELIEVED)


@pytest.mark.parametrize("relieved", RELIEVED)
def test_relief_that_was_upheld_stands_where_it_stood(relieved: Step) -> None:
    once = [Step.ACCEPTED, relieved, Step.QUESTIONED, Step.UPHELD]
    assert standing(once) is relieved
    assert standing([*once, Step.QUESTIONED, Step.REVERSAL_NOTICED, Step.UPHELD]) is relieved
    assert standing([*once, Step.QUESTIONED]) is Step.QUESTIONED
    assert standing([]) is None
