"""California's 58 counties, and which of them a record means when it is told badly.

A county's number is its place in the alphabet, 01 to 58: in DOJ's files and, after ``CA0``, in every agency
identifier (ORI).
"""

import re

COUNTIES: tuple[str, ...] = (
    "ALAMEDA", "ALPINE", "AMADOR", "BUTTE", "CALAVERAS", "COLUSA", "CONTRA COSTA", "DEL NORTE", "EL DORADO", "FRESNO",
    "GLENN", "HUMBOLDT", "IMPERIAL", "INYO", "KERN", "KINGS", "LAKE", "LASSEN", "LOS ANGELES", "MADERA", "MARIN",
    "MARIPOSA", "MENDOCINO", "MERCED", "MODOC", "MONO", "MONTEREY", "NAPA", "NEVADA", "ORANGE", "PLACER", "PLUMAS",
    "RIVERSIDE", "SACRAMENTO", "SAN BENITO", "SAN BERNARDINO", "SAN DIEGO", "SAN FRANCISCO", "SAN JOAQUIN",
    "SAN LUIS OBISPO", "SAN MATEO", "SANTA BARBARA", "SANTA CLARA", "SANTA CRUZ", "SHASTA", "SIERRA", "SISKIYOU",
    "SOLANO", "SONOMA", "STANISLAUS", "SUTTER", "TEHAMA", "TRINITY", "TULARE", "TUOLUMNE", "VENTURA", "YOLO", "YUBA",
)  # fmt: skip
"""In upper case, as the canonical record spells them; a county's number is its position, from 1."""

OUTSIDE = "OUTSIDE CALIFORNIA"
"""Stands for a place that is no county of California for certain."""

SEAT = 5
"""Characters at the start of an ORI that say where the agency sits: state and county number."""

_SPELLINGS = {county.replace(" ", ""): county for county in COUNTIES}
_FILLERS = {"CITY", "AND", "COUNTY", "CNTY", "CO", "OF"}


def name_county(printed: str | None, seat: str | None) -> str | None:
    """One of ``COUNTIES``, ``OUTSIDE``, or None where the record does not say for certain.

    Args:
        printed: the county's name, or what stands in its place.
        seat: the agency's ORI, or its first ``SEAT`` characters.

    A name that is none of the 58 gives way to the ORI. A name and an ORI of different places contradict each
    other, and then neither is believed: one of them would lose a conviction from sight.
    """
    named, seated = _read_name(printed), _read_seat(seat)
    if named is None and printed and _is_of_another_state(seat):
        return OUTSIDE
    if seated is None:
        return None if _is_of_another_state(seat) else named
    return seated if named in (None, seated) else None


def _read_name(printed: str | None) -> str | None:
    words = [word for word in re.split(r"[^A-Z]+", (printed or "").upper()) if word not in _FILLERS]
    return _SPELLINGS.get("".join(words))


def _read_seat(seat: str | None) -> str | None:
    found = re.match(r"CA0([0-9]{2})", (seat or "").strip().upper())
    number = int(found[1]) if found else 0
    return COUNTIES[number - 1] if 1 <= number <= len(COUNTIES) else None


def _is_of_another_state(seat: str | None) -> bool:
    return bool(re.match(r"(?!CA)[A-Z]{2}[0-9]{3}", (seat or "").strip().upper()))
