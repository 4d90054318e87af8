"""A rule set as a page that a lawyer reads: its numbers with the days they took effect, then rule after rule."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from relief.policy import Policy
from relief.presets import EVERYWHERE, Preset
from relief.rules.cases.settle import Settled
from relief.rules.condition import describe_condition
from relief.rules.paths import Path
from relief.rules.rule import Rule
from relief.rules.rule_sets import RuleSet, find_rule_set
from relief.rules.terms import Terms, read_terms

_WIDTH = 100


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is the law, and what a county elected of it, on one day."""

    rule_set: RuleSet
    terms: Terms
    rules: tuple[Rule, ...]
    """In the order in which they are asked."""
    preset: Preset | None = None
    """Whose elections these are, where they have a name."""

    @property
    def effective(self) -> date:
        """The day on which the rule set's law takes effect."""
        return self.terms.day("effective")

    @property
    def in_force(self) -> bool:
        """Whether the rule set's law has taken effect by then."""
        return self.terms.as_of >= self.effective


@dataclass(frozen=True, kw_only=True)
class Change:
    """One number of the law, and the day from which it is another."""

    day: date
    name: str
    value: Any
    before: Any
    """None: it had no value."""
    citation: str


def open_page(rule_set: str, policy: Policy, as_of: date, preset: Preset | None = None) -> Page:
    """The rule set on a day; UserError if there is none of this name."""
    found = find_rule_set(rule_set)
    terms = read_terms(rule_set, as_of)
    return Page(rule_set=found, terms=terms, rules=tuple(found.list_rules(policy, terms, as_of)), preset=preset)


def print_page(page: Page) -> Iterator[str]:
    """Lines: whether the law is in force, its numbers, and each rule with outcome, sentence, citation and facts."""
    yield f"Law as of {page.terms.as_of}: {'in force' if page.in_force else 'not yet in force'}"
    yield ""
    yield "Numbers"
    for term in page.terms.list_terms():
        since, value = term.on(page.terms.as_of)
        yield f"  {term.name} = {value}, from {since} ({term.citation})"
    yield ""
    for path in page.rule_set.paths:
        yield from _print_path(path)
    yield "Rules, of which the first that is true decides"
    for number, rule in enumerate(page.rules, 1):
        yield from _print_rule(number, rule, page.effective)
    if page.preset is not None:
        yield from _print_preset(page.preset)


def list_changes(rule_set: str, earlier: date, later: date) -> list[Change]:
    """What of the law's numbers took effect after ``earlier`` and by ``later``, and from what it changed."""
    changes = []
    for term in open_page(rule_set, Policy(), later).terms.list_terms():
        for day in (day for day in sorted(term.values) if earlier < day <= later):
            old = [term.values[known] for known in sorted(term.values) if known < day]
            before = old[-1] if old else None
            changes.append(
                Change(day=day, name=term.name, value=term.values[day], before=before, citation=term.citation)
            )
    return changes


def took_effect(rule_set: str, earlier: date, later: date) -> date | None:
    """The day on which the law as a whole took effect, if it lies after ``earlier`` and not after ``later``."""
    day = open_page(rule_set, Policy(), later).terms.day("effective")
    return day if earlier < day <= later else None


def print_changes(rule_set: str, earlier: date, later: date) -> Iterator[str]:
    """Lines: the day the law took effect, if it lies between, then each of ``list_changes``."""
    if (day := took_effect(rule_set, earlier, later)) is not None:
        yield f"the law took effect on {day}"
    for change in list_changes(rule_set, earlier, later):
        was = "" if change.before is None else f", was {change.before}"
        yield f"{change.day}: {change.name} is {change.value}{was} ({change.citation})"


def print_cases(settled: Sequence[Settled]) -> Iterator[str]:
    """Lines: each case's sentence and outcome as computed, by the file it stands in; then how many there are."""
    topic = ""
    for one in settled:
        if one.case.topic != topic:
            topic = one.case.topic
            yield from (f"{topic.replace('_', ' ')}", "")
        yield from textwrap.wrap(one.case.name, _WIDTH, initial_indent="  ", subsequent_indent="    ")
        yield from textwrap.wrap(describe_outcome(one), _WIDTH, initial_indent="      ", subsequent_indent="      ")
    yield f"{len(settled)} cases"


def describe_outcome(settled: Settled) -> str:
    """What came of a case: ``eligible: dismissal and sealing, by the rule age``."""
    row = settled.determination
    if row is None:
        return "nothing to decide"
    outcome = row["outcome"] if row["relief"] is None else f"{row['outcome']}: {row['relief']}"
    unknown = f" ({row['unknown_facts']})" if row["unknown_facts"] else ""
    later = row.get("eligible_on")
    day = f"; eligible on {later}" if later and later > row["as_of"] else ""
    return f"{outcome}, by: {row['rule']}{unknown}{day}"


def _print_path(path: Path) -> Iterator[str]:
    yield f"Path: {path.name} ({path.citation})"
    for line in (f"for {path.applies}", f"gives {'; '.join(path.remedies)}", f"who may object: {path.objects}",
                 f"grounds: {'; or '.join(path.grounds)}"):  # fmt: skip
        yield from textwrap.wrap(line, _WIDTH, initial_indent="  ", subsequent_indent="    ")
    yield ""


def _print_preset(preset: Preset) -> Iterator[str]:
    yield ""
    yield f"Elections of {preset.program}, {preset.period}; where they are decided otherwise than there"
    for each in (*preset.differs, *EVERYWHERE):
        yield from textwrap.wrap(each, _WIDTH, initial_indent="  - ", subsequent_indent="    ")


def tell_days(rule: Rule, effective: date) -> str:
    """From when a rule decides, or until when."""
    return f"until {rule.until}" if rule.until else f"from {rule.since or effective}"


def _print_rule(number: int, rule: Rule, effective: date) -> Iterator[str]:
    yield f"{number:>3}. {rule.name}: {rule.answer}"
    yield from textwrap.wrap(rule.reason, _WIDTH, initial_indent="     ", subsequent_indent="     ")
    yield f"     {rule.citation}; {tell_days(rule, effective)}"
    condition = f"when: {describe_condition(rule)}"
    yield from textwrap.wrap(condition, _WIDTH, initial_indent="     ", subsequent_indent="       ")
