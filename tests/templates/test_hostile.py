"""A sample of the ten thousand hostile values that `make prove` tries in every field of every paper."""

import pytest

from relief.papers import Conviction
from templates.values import clean
from tests.templates.hostile import make_value, try_value


@pytest.mark.parametrize("seed", range(20))
def test_a_hostile_value_is_printed_as_it_stands_or_its_row_is_listed(seed: int) -> None:
    try_value(make_value(seed), everything=seed % 5 == 0)


@pytest.mark.parametrize(
    ("value", "end"),
    [
        ("\u200b\u2060", "blank_field"),
        ("JANE \U0001f600", "no_font"),
        ("", "no_case_number"),
        ("=cmd|' /C calc'!A0", "printed"),
        ("\u202eEVIL\u202c", "printed"),
        ("\u05d0\u05d1\u05d2 (1)", "printed"),
        ("\ufb01nal o\ufb03ce", "printed"),
        ("\\u{1F600} {{7*7}} " * 4, "printed"),
        ("M" * 90, "printed"),
        # Seed 9911: the typesetter ends no line beside a bracket, also at a space, so that all of it was one word.
        (("{{ agency }}+1+1" * 6)[:90], "printed"),
    ],
)
def test_where_a_value_ends(value: str, end: str) -> None:
    assert try_value(value) == end


def test_what_is_joined_is_printed_apart_and_what_has_no_shape_is_not_printed() -> None:
    assert clean("o\ufb03ce\u200b \u202eX\x00") == "office X"
    assert not {"birth_date", "cii_number"} & set(Conviction.__dataclass_fields__)
