"""Which county a record means."""

import pytest

from relief.counties import COUNTIES, OUTSIDE, name_county


@pytest.mark.parametrize(("number", "county"), list(enumerate(COUNTIES, 1)))
def test_each_county_is_known_by_its_name_and_by_its_agencies(number: int, county: str) -> None:
    assert name_county(county, None) == name_county(None, f"CA0{number:02}0000") == county
    assert name_county(f" {county.title().replace(' ', '_')}  County", f"CA0{number:02}") == county


def test_there_are_58_in_the_order_of_their_numbers() -> None:
    assert len(COUNTIES) == 58
    assert list(COUNTIES) == sorted(COUNTIES)
    # Samples that law.md has from public files.
    for county, ori in (("ALAMEDA", "CA0010900"), ("CONTRA COSTA", "CA0070200"), ("SAN DIEGO", "CA0371100")):
        assert name_county("", ori) == county


@pytest.mark.parametrize(
    ("printed", "ori", "meant"),
    [
        ("LOSANGELES", None, "LOS ANGELES"),
        ("CITY AND COUNTY OF SAN FRANCISCO", None, "SAN FRANCISCO"),
        ("LOS ANGLES", None, None),
        ("LOS ANGLES", "CA0194200", "LOS ANGELES"),
        ("LOS ANGELES", "CA0150000", None),
        ("LOS ANGELES", "NV0020100", None),
        ("LOS ANGELES", "19", "LOS ANGELES"),
        ("CLARK", "NV0020100", OUTSIDE),
        ("", "NV0020100", None),
        (None, "CA0590000", None),
        (None, "CA9990000", None),
        (None, None, None),
        ("", "", None),
    ],
)
def test_a_county_told_badly_is_found_or_unknown(printed: str | None, ori: str | None, meant: str | None) -> None:
    assert name_county(printed, ori) == meant
