"""The declaration of an export's layout (``doj.yaml``), read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from connectors.vocabulary import Vocabulary


@dataclass(frozen=True, kw_only=True)
class Charge:
    """The columns of one way in which a row prints its charge."""

    source: str
    """A word of relief.records.CHARGE_SOURCE."""
    text: str
    level: str
    flags: str


@dataclass(frozen=True, kw_only=True)
class ChargeInComment:
    """Where the charge is when its own column only points to the comment."""

    column: str
    when: Sequence[str]
    """What the charge's column says then."""
    after: str
    """The mark after which the charge begins, if the comment has one."""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """When a file has so many bad records that it is refused as a whole."""

    share_set_aside: float
    at_least: int
    undecodable: int


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Canonical names on the left, the export's columns on the right."""

    text: Mapping[str, str]
    dates: Mapping[str, str]
    case_number: Sequence[str]
    sentence_length: str
    charge: Sequence[Charge]
    charge_in_comment: ChargeInComment
    attempt_flag: str
    blank_words: tuple[str, ...]
    words: Mapping[str, Vocabulary]
    refuse: Refusal
    seldom_repeated: frozenset[str]
    """Columns with about as many different cells as people or cases."""
    ignored: frozenset[str]

    @property
    def mapped(self) -> frozenset[str]:
        """Every column of the export that is read."""
        charges = [column for charge in self.charge for column in (charge.text, charge.level, charge.flags)]
        coded = [vocabulary.column for vocabulary in self.words.values() if vocabulary.column is not None]
        named = [self.sentence_length, self.charge_in_comment.column, *self.case_number]
        return frozenset([*self.text.values(), *self.dates.values(), *charges, *coded, *named])

    @property
    def free(self) -> frozenset[str]:
        """The columns that are read cell by cell: seldom do two hold the same, or to read one is no work."""
        return frozenset([*self.seldom_repeated, *self.dates.values()])


@cache
def load_layout(name: str) -> Layout:
    """The layout called ``name`` in a county's sources: all counties with DOJ bulk files share "doj"."""
    declared: dict[str, Any] = yaml.safe_load(files("connectors").joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
    return Layout(
        **{
            **declared,
            "charge": [Charge(**charge) for charge in declared["charge"]],
            "charge_in_comment": ChargeInComment(**declared["charge_in_comment"]),
            "words": {name: _vocabulary(words) for name, words in declared["words"].items()},
            "refuse": Refusal(**declared["refuse"]),
            "blank_words": tuple(declared["blank_words"]),
            "seldom_repeated": frozenset(declared["seldom_repeated"]),
            "ignored": frozenset(declared["ignored"]),
        }
    )


def _vocabulary(declared: Mapping[str, Any]) -> Vocabulary:
    return Vocabulary(**{"column": None, "exact": {}, "contains": {}, "starts": {}, **declared})
