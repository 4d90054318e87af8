"""How the rows of a state fall on its counties: as its residents do."""

from functools import cache
from importlib.resources import files

from relief.counties import COUNTIES
from relief.declared import load_yaml

FEWEST = 25
"""Rows that the smallest county has at least: a person or two."""


@cache
def residents() -> dict[str, int]:
    """County's word to its residents, in the order of the counties' numbers."""
    text = files("connectors.samples.state").joinpath("population.yaml").read_text(encoding="utf-8")
    words = (county.lower().replace(" ", "_") for county in COUNTIES)
    return dict(zip(words, load_yaml(text), strict=True))


def share_rows(rows: int) -> dict[str, int]:
    """County's word to its rows, the largest first; they add up to ``rows`` where that leaves each its fewest."""
    people = residents()
    whole = sum(people.values())
    shares = {word: max(FEWEST, rows * number // whole) for word, number in people.items()}
    largest = max(people, key=lambda word: people[word])
    shares[largest] = max(FEWEST, shares[largest] + rows - sum(shares.values()))
    return dict(sorted(shares.items(), key=lambda share: (-share[1], share[0])))
