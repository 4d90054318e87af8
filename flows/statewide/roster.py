"""Which counties take part in the runs of the state, and why the others do not."""

from dataclasses import dataclass

from connectors.county_files import counties
from connectors.onboarding.certificate import digest_county, read_certificate


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A county that has a file."""

    county: str
    active: bool
    why: str = ""
    """Why it takes no part."""


def call_roll() -> list[Standing]:
    """Every county that has a file: active are those whose certificate is of their file as it stands, once activated."""
    return [_stand(word) for word in counties()]


def _stand(word: str) -> Standing:
    held = read_certificate(word)
    if held is None:
        return Standing(county=word, active=False, why="certify it: relief county certify")
    if held.active_since is None:
        return Standing(county=word, active=False, why="it is certified and not active: relief county activate")
    if held.digest != digest_county(word):
        return Standing(county=word, active=False, why="its file has changed since it was certified: certify it again")
    return Standing(county=word, active=True)
