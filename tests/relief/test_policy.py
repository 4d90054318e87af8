"""A policy is read strictly: what a county may elect, and what stops it."""

import re
from typing import Any

import pytest
import yaml

from relief.errors import UserError
from relief.policy import FIXED_CHOICES, Policy, read_policy


def test_what_is_left_out_takes_the_default() -> None:
    assert read_policy({}, source="a file") == Policy()
    assert read_policy({"further_relief": {}}, source="a file") == Policy()


def test_a_whole_policy_is_read_back_from_its_own_mapping() -> None:
    policy = read_policy(
        {
            "felonies": {"11358": "dismiss"},
            "misdemeanors_and_infractions": "floor",
            "further_relief": {
                "years_since_conviction": 15,
                "years_without_conviction": 1,
                "age": 40,
                "deceased": True,
            },
            "disqualifiers": {"super_strike": "any_time", "two_priors": "off"},
            "records_due_for_destruction": "also_file",
        },
        source="a file",
    )
    assert read_policy(policy.as_mapping(), source="a file") == policy
    assert read_policy(yaml.safe_load(yaml.safe_dump(policy.as_mapping())), source="a file") == policy


def test_a_bare_off_and_a_bare_number_of_yaml_are_understood() -> None:
    written = "{disqualifiers: {super_strike: off, registration: 'off'}, felonies: {11357: dismiss}}"
    policy = read_policy(yaml.safe_load(written), source="a file")
    assert policy.disqualifiers.super_strike == policy.disqualifiers.registration == "off"
    assert policy.felonies["11357"] == "dismiss"


@pytest.mark.parametrize(
    ("mapping", "path", "allowed"),
    [
        ({"felony": {}}, "felony", "felonies"),
        ({"felonies": {"11361": "dismiss"}}, "felonies.11361", "11357"),
        ({"felonies": {"11357": "destroy"}}, "felonies.11357", "dismiss, redesignate"),
        ({"felonies": "dismiss"}, "felonies", "11357"),
        ({"misdemeanors_and_infractions": "all"}, "misdemeanors_and_infractions", "dismiss, floor"),
        ({"further_relief": {"years_since_conviction": 0}}, "further_relief.years_since_conviction", "1 to 15"),
        ({"further_relief": {"years_since_conviction": 16}}, "further_relief.years_since_conviction", "1 to 15"),
        ({"further_relief": {"years_without_conviction": "5"}}, "further_relief.years_without_conviction", "1 to 15"),
        ({"further_relief": {"years_without_conviction": 5.0}}, "further_relief.years_without_conviction", "1 to 15"),
        ({"further_relief": {"years_since_conviction": True}}, "further_relief.years_since_conviction", "1 to 15"),
        ({"further_relief": {"age": 39}}, "further_relief.age", "40 to 65"),
        ({"further_relief": {"age": 66}}, "further_relief.age", "40 to 65"),
        ({"further_relief": {"deceased": 1}}, "further_relief.deceased", "true, false"),
        ({"further_relief": {"deceased": "yes"}}, "further_relief.deceased", "true, false"),
        ({"disqualifiers": {"super_strike": "review"}}, "disqualifiers.super_strike", "off, any_time, before_the_offense"),
        ({"disqualifiers": {"super_strikes": "off"}}, "disqualifiers.super_strikes", "super_strike"),
        ({"disqualifiers": None}, "disqualifiers", "super_strike"),
        ({"records_due_for_destruction": True}, "records_due_for_destruction", "list_only, also_file"),
    ],
)  # fmt: skip
def test_an_unknown_key_or_value_stops_with_the_key_and_what_is_allowed(
    mapping: dict[str, Any], path: str, allowed: str
) -> None:
    with pytest.raises(UserError) as stopped:
        read_policy(mapping, source="policy.yaml")
    message = str(stopped.value)
    assert message.startswith("policy.yaml: ") and path in message and allowed in message


@pytest.mark.parametrize(("key", "lowest", "highest"), [
    ("years_since_conviction", 1, 15), ("years_without_conviction", 1, 15), ("age", 40, 65),
])  # fmt: skip
def test_the_ends_of_a_range_are_allowed(key: str, lowest: int, highest: int) -> None:
    for value in (lowest, highest, None):
        policy = read_policy({"further_relief": {key: value}}, source="a file")
        assert getattr(policy.further_relief, key) == value


def test_the_digest_changes_with_the_policy_and_only_with_it() -> None:
    one, same = read_policy({}, source="a"), read_policy({"misdemeanors_and_infractions": "dismiss"}, source="b")
    other = read_policy({"misdemeanors_and_infractions": "floor"}, source="a")
    assert one.digest() == same.digest() != other.digest()


def test_every_open_question_is_a_key_or_written_down_as_a_fixed_choice() -> None:
    led = [re.match(r"\d+(, \d+)*", choice) for choice in FIXED_CHOICES]
    numbers = {int(number) for each in led if each for number in each[0].split(", ")}
    keys, procedure = (
        {3, 4, 5, 7, 14, 26, 31},
        {22},
    )  # keys of the policy; how papers are delivered is a county's profile
    assert numbers | keys | procedure == set(range(1, 32))
    assert not numbers & (keys | procedure)
