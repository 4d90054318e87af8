"""What a package is called: ``LA-2026-0001``, the county's letters, the year and its place in that year.

The number is the batch number of the package's papers; with a row it is what a conviction is called on paper,
``LA-2026-0001-0012``.
"""

import re

from relief.counties import COUNTIES

LETTERS: dict[str, str] = dict(
    zip(
        COUNTIES,
        [
            "ALA",
            "ALP",
            "AMA",
            "BUT",
            "CAL",
            "COL",
            "CC",
            "DN",
            "ED",
            "FRE",
            "GLE",
            "HUM",
            "IMP",
            "INY",
            "KER",
            "KIN",
            "LAK",
            "LAS",
            "LA",
            "MAD",
            "MRN",
            "MPA",
            "MEN",
            "MER",
            "MOD",
            "MNO",
            "MON",
            "NAP",
            "NEV",
            "ORA",
            "PLA",
            "PLU",
            "RIV",
            "SAC",
            "SBT",
            "SBD",
            "SD",
            "SF",
            "SJ",
            "SLO",
            "SM",
            "SB",
            "SCL",
            "SCR",
            "SHA",
            "SIE",
            "SIS",
            "SOL",
            "SON",
            "STA",
            "SUT",
            "TEH",
            "TRI",
            "TUL",
            "TUO",
            "VEN",
            "YOL",
            "YUB",
        ],
        strict=True,
    )
)
"""County to its letters, those that the state's Department of Transportation writes beside its roads."""

_NUMBER = re.compile(r"([A-Z]{2,4})-(\d{4})-(\d{4,6})")


def name_package(county: str, year: int, ordinal: int) -> str:
    """The number of a county's package.

    Args:
        county: its name as one of ``relief.counties.COUNTIES``, in any case.
        year: of the package's day.
        ordinal: from 1 in each year.
    """
    return f"{LETTERS[county.upper()]}-{year}-{ordinal:04}"


def name_row(number: str, row: int) -> str:
    """A row of a package as papers, manifest and clerk call it."""
    return f"{number}-{row:04}"


def is_number(text: str) -> bool:
    """Whether a text is the number of a package."""
    return bool(_NUMBER.fullmatch(text))
