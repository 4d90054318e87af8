"""The coverage map: how far each of California's counties is."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from connectors.county import read_text
from connectors.county_files import counties, find_file
from connectors.onboarding.certificate import digest_county, read_certificate
from connectors.questions import find_questions
from relief.declared import load_yaml

Standing = Literal["none", "begun", "not certified", "certified", "active", "certificate out of date"]


@dataclass(frozen=True, kw_only=True)
class Covered:
    """One county. ``about``: what is to be done next, or since when it is so."""

    word: str
    standing: Standing
    about: str = ""


def list_counties() -> dict[str, bool]:
    """The 58 counties' words (``contra_costa``), in the order of their numbers, and whether each has a file."""
    text = files("connectors").joinpath("onboarding", "california.yaml").read_text(encoding="utf-8")
    known = set(counties())
    return {word: word in known for word in (name.lower().replace(" ", "_") for name in load_yaml(text))}


def cover() -> Iterator[Covered]:
    """Each of the 58 counties in the order of their numbers, and how far it is."""
    return (cover_county(word) for word in list_counties())


def cover_county(word: str) -> Covered:
    """How far a county is."""
    file = find_file(word)
    if file is None:
        return Covered(word=word, standing="none")
    asked = find_questions(read_text(file))
    if asked:
        return Covered(word=word, standing="begun", about=f"{len(asked)} questions open")
    held = read_certificate(word)
    if held is None:
        return Covered(word=word, standing="not certified")
    if held.digest != digest_county(word):
        about = f"certified {held.certified}, its file has changed since"
        return Covered(word=word, standing="certificate out of date", about=about)
    if held.active_since is None:
        return Covered(word=word, standing="certified", about=f"{held.certified}")
    return Covered(word=word, standing="active", about=f"since {held.active_since}, certified {held.certified}")
