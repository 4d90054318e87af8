"""The words of courts, as ``words.yaml`` declares them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from relief.declared import read_declared, read_yaml
from relief.errors import UserError
from relief.outcomes.returned import Outcome

_FILE = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True, kw_only=True)
class Words:
    """Our word to the courts' words for it."""

    columns: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    """Heads that say nothing which the filed row does not say."""
    outcomes: Mapping[str, tuple[str, ...]]
    days: tuple[str, ...]
    two_digit_years_until: int
    stamps: Mapping[str, tuple[str, ...]]

    def find_outcome(self, text: str) -> str | None:
        """Our word for an outcome; None where no vocabulary has it."""
        return _turn(self.outcomes).get(plain(text))

    def find_column(self, head: str) -> str | None:
        """Our name of a column; None where it is unknown, or ignored."""
        return _turn(self.columns).get(plain(head))

    def ignores(self, head: str) -> bool:
        """Whether a column is one of those that say nothing new."""
        return plain(head) in {plain(each) for each in self.ignored}


def plain(text: str) -> str:
    """Letters and digits in lower case, words apart by one space."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


@cache
def load_words() -> Words:
    """The words that are declared. UserError where one is declared twice, or means no outcome of ours."""
    words: Words = read_declared(Words, read_yaml(_FILE.read_text(encoding="utf-8"), _FILE.name), _FILE.name)
    for name in (*words.outcomes, *words.stamps):
        if name not in set(Outcome):
            raise UserError(f"{_FILE.name}: {name} is no outcome; there are {', '.join(Outcome)}")
    for spelled in (words.columns, words.outcomes):
        told = [plain(each) for spellings in spelled.values() for each in spellings]
        if twice := sorted({each for each in told if told.count(each) > 1}):
            raise UserError(f"{_FILE.name}: {', '.join(twice)}: declared twice")
    return words


def _turn(spelled: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {plain(each): word for word, spellings in spelled.items() for each in spellings}
