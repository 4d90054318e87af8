"""Which of California's counties have a file."""

from importlib.resources import files

import yaml

from connectors.county_files import counties


def list_counties() -> dict[str, bool]:
    """The 58 counties' words (``contra_costa``), in the order of their numbers, and whether each has a file."""
    text = files("connectors").joinpath("onboarding", "california.yaml").read_text(encoding="utf-8")
    known = set(counties())
    return {word: word in known for word in (name.lower().replace(" ", "_") for name in yaml.safe_load(text))}
