"""Chance that comes out the same on every machine and every Python: only ``random()`` is drawn from."""

from collections.abc import Sequence
from math import log
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


class Dice:
    """A seeded source of chance; equal words give equal throws."""

    def __init__(self, words: str) -> None:
        self.throw = Random(words).random

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of the things, each as likely as the others."""
        return things[int(self.throw() * len(things))]

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.throw() * (high - low + 1))

    def happens(self, share: float) -> bool:
        """True in that share of throws."""
        return self.throw() < share

    def count(self, mean: float, most: int) -> int:
        """A number from 0 to most, exponentially distributed about the mean."""
        return min(most, int(-log(1.0 - self.throw()) * mean + 0.5))
