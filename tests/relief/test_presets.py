"""The policies of earlier programs, by name: each documented rule as a sentence, and what it decides."""

from pathlib import Path
from typing import Any

import pytest

from relief.errors import UserError
from relief.policy import Policy, read_policy
from relief.presets import list_presets, load_preset

DISMISSED = {
    "san_francisco_2018": {"11357", "11358", "11359", "11360"},
    "san_joaquin_2019": {"11357"},
    "contra_costa_2019": {"11357"},
    "los_angeles_2019": {"11357(a)", "11357(b)"},
    "self_service_2019": {"11357", "11358", "11359", "11360"},
}
LEFT = {
    "los_angeles_2019": {"11358", "11359", "11360"},
    "san_joaquin_2019": {"11358", "11359", "11360"},
    "contra_costa_2019": {"11358", "11359", "11360"},
}
YEARS = {"los_angeles_2019": 10, "sacramento_2019": 10, "san_joaquin_2019": 5, "contra_costa_2019": 5,
         "self_service_2019": 5}  # fmt: skip
NO_BARS = {"sacramento_2019", "san_joaquin_2019", "contra_costa_2019", "self_service_2019"}


def preset(name: str, **beside: Any) -> Policy:
    return read_policy({"preset": name, **beside}, source="a file")


def test_the_five_pilots_and_the_self_service_tool_have_one() -> None:
    pilots = {"contra_costa_2019", "los_angeles_2019", "sacramento_2019", "san_francisco_2018", "san_joaquin_2019"}
    assert set(list_presets()) == pilots | {"self_service_2019"}


@pytest.mark.parametrize("name", list_presets())
def test_a_preset_says_whose_it_is_and_where_it_differs(name: str) -> None:
    found = load_preset(name)
    assert found.program
    assert found.period
    assert found.differs
    assert all(each.endswith(".") for each in found.differs)


@pytest.mark.parametrize("name", list_presets())
def test_a_preset_elects_what_its_program_is_documented_to(name: str) -> None:
    policy = preset(name)
    assert {section for section, what in policy.felonies.items() if what == "dismiss"} == DISMISSED.get(name, set())
    assert policy.misdemeanors_and_infractions == ("review" if name == "los_angeles_2019" else "dismiss")
    assert {section for section, what in policy.felonies.items() if what == "review"} == LEFT.get(name, set())
    assert policy.further_relief.only_conviction == (
        name in {"sacramento_2019", "san_joaquin_2019", "contra_costa_2019"}
    )
    assert policy.further_relief.years_without_conviction == YEARS.get(name)
    bars = {policy.disqualifiers.super_strike, policy.disqualifiers.registration, policy.disqualifiers.two_priors}
    expected = (
        {"off"} if name in NO_BARS else {"any_time" if name.startswith("san_francisco") else "before_the_conviction"}
    )
    assert bars == expected


def test_los_angeles_asks_for_age_youth_and_death_as_well() -> None:
    further = preset("los_angeles_2019").further_relief
    assert (further.age, further.under_21_at_conviction, further.only_cannabis_convictions, further.deceased) == (
        50,
        True,
        True,
        True,
    )


def test_only_san_francisco_asks_for_the_weight() -> None:
    assert {name for name in list_presets() if preset(name).over_one_pound != "allow"} == {"san_francisco_2018"}


def test_what_stands_beside_the_name_wins_and_the_rest_stays() -> None:
    policy = preset("los_angeles_2019", further_relief={"age": 60}, disqualifiers={"two_priors": "review"})
    assert policy.further_relief.age == 60
    assert policy.further_relief.years_without_conviction == 10
    assert policy.disqualifiers.two_priors == "review"
    assert policy.disqualifiers.super_strike == "before_the_conviction"
    assert preset("los_angeles_2019").further_relief.age == 50


def test_a_name_that_there_is_none_of_stops_with_the_names_there_are() -> None:
    with pytest.raises(UserError, match=r"preset los_angles: there is none .* known here: contra_costa_2019, "):
        preset("los_angles")


def test_every_file_of_presets_is_yaml_that_is_read() -> None:
    folder = Path(__file__).parents[2] / "relief" / "presets"
    assert {path.stem for path in folder.glob("*.yaml")} == set(list_presets())
