"""A rule set as a page that a lawyer reads: its numbers with the days they took effect, then rule after rule."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from relief.errors import UserError
from relief.policy import Policy
from relief.rules import prop64
from relief.rules.rule import Rule
from relief.rules.terms import Terms, read_terms

RULE_SETS = (prop64.RULE_SET,)
_WIDTH = 100


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is the law, and what a county elected of it, on one day."""

    terms: Terms
    rules: tuple[Rule, ...]
    """In the order in which they are asked."""

    @property
    def in_force(self) -> bool:
        """Whether the rule set's law has taken effect by then."""
        return self.terms.as_of >= self.terms.day("effective")


def open_page(rule_set: str, policy: Policy, as_of: date) -> Page:
    """The rule set on a day; UserError if there is none of this name."""
    if rule_set not in RULE_SETS:
        raise UserError(f"rule set {rule_set}: there is none of this name; known here: {', '.join(RULE_SETS)}")
    terms = read_terms(rule_set, as_of)
    return Page(terms=terms, rules=tuple(prop64.list_rules(policy, terms, as_of)))


def print_page(page: Page) -> Iterator[str]:
    """Lines: whether the law is in force, its numbers, and each rule with outcome, sentence, citation and facts."""
    yield f"Law as of {page.terms.as_of}: {'in force' if page.in_force else 'not yet in force'}"
    yield ""
    yield "Numbers"
    for term in page.terms.list_terms():
        since, value = term.on(page.terms.as_of)
        yield f"  {term.name} = {value}, from {since} ({term.citation})"
    yield ""
    yield "Rules, of which the first that is true decides"
    for number, rule in enumerate(page.rules, 1):
        yield from _print_rule(number, rule)


def print_changes(rule_set: str, earlier: date, later: date) -> Iterator[str]:
    """Lines: what of the law's numbers took effect after ``earlier`` and by ``later``, and from what it changed."""
    before, after = (open_page(rule_set, Policy(), day) for day in (earlier, later))
    if before.in_force != after.in_force:
        yield f"the law took effect on {after.terms.day('effective')}"
    for term in after.terms.list_terms():
        for day in (day for day in sorted(term.values) if earlier < day <= later):
            old = [term.values[known] for known in sorted(term.values) if known < day]
            yield f"{day}: {term.name} is {term.values[day]}{f', was {old[-1]}' if old else ''} ({term.citation})"


def _print_rule(number: int, rule: Rule) -> Iterator[str]:
    answer = rule.outcome if rule.relief is None else f"{rule.outcome}: {rule.relief}"
    yield f"{number:>3}. {rule.name}: {answer}"
    yield from textwrap.wrap(rule.reason, _WIDTH, initial_indent="     ", subsequent_indent="     ")
    yield f"     {rule.citation}"
    if rule.facts:
        facts = f"asks: {', '.join(rule.facts)}"
        yield from textwrap.wrap(facts, _WIDTH, initial_indent="     ", subsequent_indent="       ")
