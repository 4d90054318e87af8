"""What a paper's words say of the law, held against what the rules stand on."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from relief.declared import load_yaml
from relief.papers.convictions import MONTHS
from relief.rules.support import Support
from templates.linting.finding import Finding, find_line
from templates.prose import Source

_NUMBER = r"\d{2,5}(?:\.\d+)?[a-z]?"
_AND = r"(?:,? (?:and|or|to|through) |, )"
_CITED = re.compile(
    rf"(?:\bsections?|§§?|\b(?:HS|PC)) ({_NUMBER}(?:\([a-z0-9]+\))*(?:{_AND}{_NUMBER}(?:\([a-z0-9]+\))*)*)"
)
_PART = re.compile(rf"({_NUMBER})((?:\([a-z0-9]+\))*)")
_SUBDIVISION = re.compile(r"\bsubdivisions? ((?:\([a-z]\)(?:,? (?:and|or) |, )?)+)")
_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
_COUNT = rf"(\d+(?:\.\d+)?|(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_WORDS[1:10])}))?|{'|'.join(reversed(_WORDS))})"
_STATED = re.compile(
    rf"\b{_COUNT}[ -](?:(?:or more|full) )?(years?|days?|months?|grams?|ounces?|pounds?|plants?|(?:prior|earlier|previous) convictions?)\b",
    re.IGNORECASE,
)  # fmt: skip
_DAY = re.compile(rf"\b({'|'.join(MONTHS)}) (\d{{1,2}}), (\d{{4}})\b")


def check_statements(texts: Sequence[str], sources: tuple[Source, ...], support: Support) -> Iterator[Finding]:
    """Sections, subdivisions, numbers and days in an author's own words that the rules do not stand on.

    ``texts`` are the paper's blocks without its values, in their order.
    """
    section = ""
    for text in texts:
        yield from _numbers(text, sources, support)
        yield from _days(text, sources, support)
        for found in re.finditer(rf"{_CITED.pattern}|{_SUBDIVISION.pattern}", text):
            if found.group(1):
                for number, parts in _PART.findall(found.group(1)):
                    section = number
                    yield from _section(number, parts, sources, support)
            else:
                for letter in re.findall(r"\(([a-z])\)", found.group(2)):
                    yield from _letter(section, letter, sources, support)


def _section(number: str, parts: str, sources: tuple[Source, ...], support: Support) -> Iterator[Finding]:
    if number not in support.sections and number not in _told()["sections"]:
        says = f"section {number} is in no rule, and not in law_of_papers.yaml: what it says is not decided here"
        yield Finding(place=find_line(sources, number), says=says)
    elif parts:
        yield from _letter(number, parts[1], sources, support)


def _letter(section: str, letter: str, sources: tuple[Source, ...], support: Support) -> Iterator[Finding]:
    known = support.subdivisions.get(section)
    if known is not None and letter not in known:
        says = f"section {section} has no subdivision ({letter}) in the rules' law"
        yield Finding(place=find_line(sources, f"({letter})"), says=says)


def _numbers(text: str, sources: tuple[Source, ...], support: Support) -> Iterator[Finding]:
    for found in _STATED.finditer(text):
        count, unit = _as_number(found.group(1)), found.group(2).lower().rstrip("s")
        allowed = _allowed(unit, text, support)
        if count not in allowed:
            known = ", ".join(sorted(allowed)) or "none"
            says = f"{found.group(0)!r}: the rules' number is {known}; a paper may state no other"
            yield Finding(place=find_line(sources, found.group(0)), says=says)


def _allowed(unit: str, text: str, support: Support) -> set[str]:
    if unit == "year":
        # Ages and years of the cannabis law and of the county's policy; another law's beside its own section.
        laws = [
            "prop64",
            "policy",
            *(name for name in support.years if name.removeprefix("pc").replace("_", ".") in text),
        ]
        return {str(number) for law in laws for number in support.years[law]}
    if unit == "day":
        return {str(support.report_days)}
    if unit.endswith("conviction"):
        return {str(number) for number in support.priors}
    return set(_told()["amounts"].get(f"{unit}s", []))


def _days(text: str, sources: tuple[Source, ...], support: Support) -> Iterator[Finding]:
    for found in _DAY.finditer(text):
        month, day, year = found.groups()
        try:
            told = date(int(year), MONTHS.index(month) + 1, int(day))
        except ValueError:
            yield Finding(place=find_line(sources, found.group(0)), says=f"{found.group(0)} is no day")
            continue
        # A day next to the words of an order of the court is the court's; a day of the law is one of the rules'.
        if told not in support.days and not re.search(r"[Oo]rder|[Rr]ule|[Ss]tipulat", text):
            says = f"{found.group(0)} is no day of the rules; name the order or rule of court that it belongs to"
            yield Finding(place=find_line(sources, found.group(0)), says=says)


def _as_number(told: str) -> str:
    words = told.lower().split("-")
    if words[0].replace(".", "").isdigit():
        return told
    if words[0] in _TENS:
        return str(_TENS[words[0]] + (_WORDS.index(words[1]) if len(words) > 1 else 0))
    return str(_WORDS.index(words[0]))


@cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = load_yaml((Path(__file__).parent / "law_of_papers.yaml").read_text(encoding="utf-8"))
    return told
