"""A column's heading as plain words, and which canonical column it names."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_CODED = frozenset(
    ["CODE", "TYPE", "STATUS", "LEVEL", "DISPOSITION", "RESULT", "EVENT", "COUNTY", "SENTENCE", "UNIT", "FM", "TOC"]
)
_PERSONAL = frozenset(
    [
        "NAME",
        "FIRST",
        "LAST",
        "MIDDLE",
        "ALIAS",
        "STREET",
        "ADDRESS",
        "IDENTIFIER",
        "NUMBER",
        "BIRTH",
        "JUDGE",
        "ATTORNEY",
        "COMMENT",
    ]
)
_NEUTRAL = frozenset(
    ["DEFENDANT", "CASE", "CHARGE", "OFFENSE", "COURT", "CODE", "DESCRIPTION", "DATE", "NUMBER", "CONVICTION"]
)
_EXACT, _NEUTRAL_WORD, _OTHER_WORD = 0.95, 0.04, 0.12


@cache
def _declared() -> dict[str, Any]:
    text = files("connectors").joinpath("onboarding", "synonyms.yaml").read_text(encoding="utf-8")
    declared: dict[str, Any] = yaml.safe_load(text)
    return declared


@cache
def _plain() -> Mapping[str, str]:
    """Every word and abbreviation that is known, to the plain word."""
    short: Mapping[str, Sequence[str]] = _declared()["short"]
    plain = {other: word for word, others in short.items() for other in others}
    phrases = [
        word for column in _declared()["columns"].values() for each in column["phrases"] for word in each.split()
    ]
    never = [word for column in _declared()["columns"].values() for word in column.get("never", [])]
    return {**{word: word for word in [*short, *phrases, *never]}, **plain}


@cache
def read_heading(heading: str) -> frozenset[str]:
    """``dfnDOB``, ``DFN_DOB`` and ``Dfn. D.O.B.`` are DEFENDANT and BIRTH; a word that is not known stays."""
    joined = re.sub(r"\b([A-Za-z])\.(?=[A-Za-z]\b)", r"\1", heading.replace("#", " No "))
    parts = [part.upper() for part in _PARTS.findall(joined)]
    return frozenset(word for part in parts for word in _take_apart(part))


def _take_apart(part: str) -> list[str]:
    """A run-on as DEFDOB into words that are known; as it is where that cannot be done."""
    plain = _plain()
    ways: list[list[str] | None] = [[]] + [None] * len(part)
    for end in range(1, len(part) + 1):
        found = [
            [*before, plain[part[start:end]]]
            for start in range(max(0, end - 14), end)
            if (before := ways[start]) is not None and part[start:end] in plain and end - start > 1
        ]
        ways[end] = min(found, key=len) if found else None
    return ways[-1] or [part]


def is_coded(heading: str) -> bool:
    """Whether the heading promises words of a closed list, and nothing of a person's."""
    words = read_heading(heading)
    return bool(words & _CODED) and not words & _PERSONAL


def name_columns(heading: str) -> dict[str, float]:
    """The canonical columns that the heading may name, each with how well, 0 to 1."""
    words = read_heading(heading)
    found: dict[str, float] = {}
    for column, declared in _declared()["columns"].items():
        if words & frozenset(declared.get("never", [])):
            continue
        scores = [_score(words, frozenset(phrase.split())) for phrase in declared["phrases"]]
        if max(scores) > 0:
            found[column] = max(scores)
    return found


def _score(words: frozenset[str], phrase: frozenset[str]) -> float:
    if not phrase <= words:
        return 0.0
    neutral = len((words - phrase) & _NEUTRAL)
    return _EXACT - _NEUTRAL_WORD * neutral - _OTHER_WORD * (len(words - phrase) - neutral)
