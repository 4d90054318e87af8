"""Who is in a sample, settled before the first row is written.

A pool of histories is drawn and laid out once; a person is a use of one of them, with all its days
moved a little. Every fifth person is a hard case, in turn; the others are drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.samples.agencies import Geography, locate
from connectors.samples.dice import Dice
from connectors.samples.hard_people import thousand_rows
from connectors.samples.history import History
from connectors.samples.ordinary import draw
from connectors.samples.people import Description, describe
from connectors.samples.rows import Row, lay_out
from connectors.samples.scenarios import scenarios

_STRETCH = 2_000
"""People put together at once: some forty thousand rows."""
_EVERY = 5
"""Every fifth person is a hard case."""
_POOL = 4_000
"""The most everyday histories that are drawn."""
_LONG = 5_000
"""A sample of so many rows or more begins with the person who has about a thousand."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """One use of a history: who in the file, where their rows and file numbers start, and the shift of days."""

    serial: int
    history: int
    shift: int
    first_number: int


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What is settled before the first row is written: the pool of histories and its rows."""

    rows: int
    seed: int
    geography: Geography
    histories: tuple[History, ...]
    layouts: tuple[tuple[Row, ...], ...]
    hard: int
    """The first so many histories are the hard cases; the very first has about a thousand rows."""
    looks: Description

    @classmethod
    def plan(cls, *, county: str, rows: int, seed: int, courts: list[str] | None) -> "Sample":
        """Draw the pool: larger for larger samples, up to 4,000 everyday histories."""
        geography = locate(county, courts)
        dice = Dice(f"pool {seed}")
        hard = [thousand_rows(), *scenarios()]
        everyday = [draw(dice) for _ in range(min(_POOL, 60 + rows // 25))]
        histories = (*hard, *everyday)
        layouts = tuple(tuple(lay_out(history, geography)) for history in histories)
        return cls(
            rows=rows,
            seed=seed,
            geography=geography,
            histories=histories,
            layouts=layouts,
            hard=len(hard),
            looks=describe(dice),
        )

    def stretches(self) -> Iterator[list[Person]]:
        """The people of the file, in order, until their rows are exactly as many as asked for."""
        left, serial, number, stretch = self.rows, 0, 0, 0
        while left:
            dice = Dice(f"people {self.seed} {stretch}")
            people: list[Person] = []
            while left and len(people) < _STRETCH:
                history = self._choose(dice, serial, left)
                slack = self.histories[history].slack
                shift = dice.between(-slack, slack)
                people.append(Person(serial=serial, history=history, shift=shift, first_number=number))
                left -= len(self.layouts[history])
                number += sum(len(cycle.steps) for cycle in self.histories[history].cycles)
                serial += 1
            yield people
            stretch += 1

    def _choose(self, dice: Dice, serial: int, left: int) -> int:
        if serial == 0 and self.rows >= _LONG:
            return 0
        hard = 1 + serial // _EVERY % (self.hard - 1)
        drawn = self.hard + int(dice.throw() * (len(self.histories) - self.hard))
        chosen = hard if serial % _EVERY == 1 else drawn
        if len(self.layouts[chosen]) <= left:
            return chosen
        return max(range(len(self.layouts)), key=lambda at: (len(self.layouts[at]) <= left) * len(self.layouts[at]))
