"""A column's heading as plain words, and which canonical column it names."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from relief.declared import load_yaml

_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|#")
_EXACT, _WEAKER, _NEUTRAL_WORD, _OTHER_WORD = 0.95, 0.06, 0.04, 0.12
_READINGS = 8
"""Ways to read a heading with abbreviations of several words that are looked at."""

Words = frozenset[str]


@cache
def _declared() -> dict[str, Any]:
    text = files("connectors").joinpath("onboarding", "synonyms.yaml").read_text(encoding="utf-8")
    declared: dict[str, Any] = load_yaml(text)
    return declared


@cache
def _kind(kind: str) -> Words:
    """The words of a kind: coded, personal, neutral, fillers."""
    return frozenset(_declared()[kind])


@cache
def _plain() -> Mapping[str, tuple[str, ...]]:
    """Every word and abbreviation that is known, to the plain word or words that it may be."""
    short: Mapping[str, Sequence[str]] = _declared()["short"]
    columns = _declared()["columns"].values()
    phrases = [word for each in columns for phrase in _phrases(each) for word in phrase]
    known = {*short, *phrases, *(word for each in columns for word in each.get("never", []))}
    plain: dict[str, tuple[str, ...]] = {word: (word,) for word in known}
    for word, others in short.items():
        for other in others:
            plain[other] = (*plain.get(other, ()), word)
    return plain


def _phrases(declared: Mapping[str, Any]) -> list[Words]:
    return [frozenset(phrase.split()) for phrase in [*declared["phrases"], *declared.get("weaker", [])]]


@cache
def read_heading(heading: str) -> tuple[Words, ...]:
    """``dfnDOB``, ``DFN_DOB`` and ``Dfn. D.O.B.`` are DEFENDANT and BIRTH; a word that is not known stays.

    Gives every reading, where an abbreviation has several.
    """
    joined = re.sub(r"\b([A-Za-z])[./_](?=[A-Za-z]\b)", r"\1", heading)
    parts = [part.upper() for part in _PARTS.findall(joined)]
    choices = [choice for part in parts for choice in _take_apart(part)]
    return tuple(dict.fromkeys(frozenset(each) for each, _ in zip(product(*choices), range(_READINGS), strict=False)))


def _take_apart(part: str) -> list[tuple[str, ...]]:
    """A run-on as DEFDOB into words that are known; as it is where that cannot be done."""
    found = _split(part)
    if found is None and len(part) > 4:  # one letter in front that says whose it is: VSECT, DCODE
        found = _split(part[1:])
    return found or [(part,)]


def _split(part: str) -> list[tuple[str, ...]] | None:
    ways: list[list[tuple[str, ...]] | None] = [[]] + [None] * len(part)
    for end in range(1, len(part) + 1):
        found = [
            [*before, word]
            for start in range(max(0, end - 16), end)
            if (before := ways[start]) is not None
            and (end - start > 1 or part == "#")
            and (word := _look_up(part[start:end])) is not None
        ]
        ways[end] = min(found, key=len) if found else None
    return ways[-1]


def _look_up(word: str) -> tuple[str, ...] | None:
    """The plain words that it may be; a plural is its singular."""
    plain = _plain()
    return plain.get(word) or (plain.get(word[:-1]) if len(word) > 4 and word.endswith("S") else None)


def is_coded(heading: str) -> bool:
    """Whether the heading promises words of a closed list, and nothing of a person's."""
    return any(words & _kind("coded") and not words & _kind("personal") for words in read_heading(_last(heading)))


def name_columns(heading: str) -> dict[str, float]:
    """The canonical columns that the heading may name, each with how well, 0 to 1."""
    found: dict[str, float] = {}
    around = frozenset[str]().union(*read_heading(_before(heading)))
    for last in read_heading(_last(heading)):
        for column, declared in _declared()["columns"].items():
            score = _score_column(last, around, declared)
            if score > found.get(column, 0.0):
                found[column] = score
    return found


def forbids(heading: str, column: str) -> bool:
    """Whether a word of the heading says that it is not this column."""
    never = frozenset(_declared()["columns"].get(column, {}).get("never", []))
    return all(words & never for words in read_heading(_last(heading)))


def share_outcome(outcome: str, day: str) -> bool:
    """Whether a day's heading says the word that heads the outcome: ``finding`` and ``findingOn``."""
    known = frozenset[str]().union(*_phrases(_declared()["columns"]["disposition_text"])) - _kind("neutral")
    words = [frozenset[str]().union(*read_heading(_last(each))) for each in (outcome, day)]
    return bool(words[0] & words[1] & known)


def is_of_hearing(heading: str) -> bool:
    """Whether a day's heading is of a hearing or of court, and not of a judgment or a conviction."""
    declared = _declared()["columns"]["event_date"]
    weaker = [frozenset(each.split()) for each in declared["weaker"]]
    strong = [frozenset(each.split()) for each in declared["phrases"]]
    readings = read_heading(_last(heading))
    return any(w <= words for words in readings for w in weaker) and not any(
        s <= words for words in readings for s in strong
    )


def _last(heading: str) -> str:
    """Of a path in nested objects its last key."""
    return heading.rpartition(".")[2] if _is_path(heading) else heading


def _before(heading: str) -> str:
    return heading.rpartition(".")[0] if _is_path(heading) else ""


def _is_path(heading: str) -> bool:
    return re.fullmatch(r"[\w\[\]-]{2,}(\.[\w\[\]-]{2,})+", heading) is not None


def _score_column(last: Words, around: Words, declared: Mapping[str, Any]) -> float:
    if last & frozenset(declared.get("never", [])):
        return 0.0
    scores = [_score(last, around, frozenset(phrase.split())) for phrase in declared["phrases"]]
    weaker = [_score(last, around, frozenset(each.split())) - _WEAKER for each in declared.get("weaker", [])]
    return max([*scores, *weaker])


def _score(last: Words, around: Words, phrase: Words) -> float:
    """How well the words are a phrase; what stands around a key may complete it, and takes nothing away."""
    if not phrase <= last | around or not phrase & last:
        return 0.0
    further = last - phrase - _kind("fillers")
    neutral = len(further & _kind("neutral"))
    return _EXACT - _NEUTRAL_WORD * neutral - _OTHER_WORD * (len(further) - neutral)
