"""What the rules stand for when a paper says what the law is: sections, their subdivisions, numbers and days."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from relief.outcomes.doj import DAYS
from relief.policy import Policy
from relief.rules.law_table import read_law_table
from relief.rules.rule_sets import RULE_SETS
from relief.rules.terms import read_terms

PAGES = {"1.1": "11361.8", "2": "11361.9", "3.1": "1203.425", "3.2": "851.93"}
"""A section of the law's page that ``law_table.yaml`` names, to the section of the code that it is about."""
_SECTION = re.compile(r"(?<![\d.(])(\d{3,5}(?:\.\d+)?[a-z]?)(?![\d%])")
_NO_SECTION = re.compile(r"\d+ Cal\.\S+ \d+|\(\d{4}\)|\b(?:AB|SB|CR|JV)[ -]\d+")
# Terms that are bounds of ours and no law: how long a sentence can last where the record does not say.
_OURS = "longest_sentence_years"


@dataclass(frozen=True, kw_only=True)
class Support:
    """What a paper may say of the law on a day."""

    sections: frozenset[str]
    """Numbers of sections, as ``11361.8``, that some rule, term or list stands on."""
    subdivisions: Mapping[str, frozenset[str]]
    """Section to its subdivisions' letters, where every one of them is in the law's table."""
    years: Mapping[str, frozenset[int]]
    """Rule set to its ages and numbers of years; under ``policy`` those that the county elects."""
    priors: frozenset[int]
    """How many earlier convictions keep a felony."""
    report_days: int
    """Within how many days DOJ is told."""
    days: frozenset[date]
    """Days that the law names, such as the one on which it took effect."""


def list_support(policy: Policy, as_of: date) -> Support:
    """What the rule sets and the county's policy support on a day."""
    terms = {name: read_terms(name, as_of).list_terms() for name in RULE_SETS}
    numbers = {name: [(each.name, each.on(as_of)[1]) for each in listed] for name, listed in terms.items()}
    cited = [each.citation for listed in terms.values() for each in listed]
    cited += [
        rule.citation
        for each in RULE_SETS.values()
        for rule in each.list_rules(policy, read_terms(each.name, as_of), as_of)
    ]
    cited += [str(section) for name in RULE_SETS for section in _list_sections(name, as_of)]
    return Support(
        sections=_sections(cited) | _of_table(),
        subdivisions=_subdivisions(),
        years={name: _years(told) for name, told in numbers.items()} | {"policy": frozenset(_whole_numbers(policy))},
        priors=frozenset(value for name, value in numbers["prop64"] if name == "two_priors.at_least"),
        report_days=DAYS,
        days=frozenset(value for told in numbers.values() for _, value in told if isinstance(value, date)),
    )


def _sections(texts: Iterable[str]) -> frozenset[str]:
    # What is no section: the volume and page of a case, a bill, a form.
    return frozenset(found for text in texts for found in _SECTION.findall(_NO_SECTION.sub("", text)))


@cache
def _of_table() -> frozenset[str]:
    sentences = [sentence.law for sentence in read_law_table()]
    named = {section for page, section in PAGES.items() if any(law.split("(")[0] == page for law in sentences)}
    return _sections(law.partition(" ")[2] for law in sentences) | named


@cache
def _subdivisions() -> Mapping[str, frozenset[str]]:
    letters = [(law.split("(")[0], re.findall(r"\(([a-z])\)", law)) for law in (each.law for each in read_law_table())]
    held = {
        section: {letter for law, found in letters if law == page for letter in found}
        for page, section in PAGES.items()
    }
    return {section: frozenset(found) for section, found in held.items() if found}


def _list_sections(rule_set: str, as_of: date) -> list[Any]:
    terms = read_terms(rule_set, as_of)
    return [section for path in terms.list_lists() for section in terms.sections(*path.split("."))]


def _years(told: Iterable[tuple[str, Any]]) -> frozenset[int]:
    aged = ("years", "age")
    return frozenset(
        value for name, value in told if name.endswith(aged) and not name.startswith(_OURS) and isinstance(value, int)
    )


def _whole_numbers(value: Any) -> list[int]:
    if is_dataclass(value):
        return [number for each in fields(value) for number in _whole_numbers(getattr(value, each.name))]
    return [value] if type(value) is int else []
