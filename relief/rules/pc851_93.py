"""PC 851.93: the Department of Justice's own monthly relief for arrests that led to no conviction.

One row is one count of an arrest. Conditions read the facts of ``relief.automatic.arrests``.
"""

from datetime import date

import polars as pl

from relief.intervals import is_before
from relief.policy import Policy
from relief.rules.rule import Outcome, Relief, Rule
from relief.rules.terms import Terms

RULE_SET = "pc851_93"
NOT_YET = "not yet, or no way to relief"
_LAW = "PC 851.93(a)(2)"


def list_rules(_policy: Policy, terms: Terms, as_of: date) -> list[Rule]:
    """All rules on one day, in order; a county elects nothing of it. The last one's condition is always true."""
    return [*_scope_rules(terms, as_of), *_ways(), _last()]


def _scope_rules(terms: Terms, as_of: date) -> list[Rule]:
    return [
        Rule(
            name="arrest in another county",
            outcome=Outcome.OUT_OF_SCOPE,
            when=~pl.col("in_county"),
            citation="PC 851.93(b)",
            reason="The notice goes to the court of the county of the arrest.",
        ),
        Rule(
            name="relief not yet in force",
            outcome=Outcome.INELIGIBLE,
            when=pl.lit(as_of < terms.day("effective")),
            until=terms.day("effective"),
            citation="PC 851.93(a)(1)",
            reason="On the as-of day the monthly review had not begun.",
        ),
        Rule(
            name="arrest before the review's first day",
            outcome=Outcome.INELIGIBLE,
            when=is_before(pl.col("arrest_lo"), pl.col("arrest_hi"), terms.day("arrest.from")),
            citation=_LAW,
            reason="The arrest is older than the arrests that the law reads.",
            asks="day of the arrest",
        ),
        Rule(
            name="identity in doubt",
            outcome=Outcome.REVIEW,
            when=pl.col("two_identities"),
            citation=_LAW,
            reason="Different birth dates or CII numbers under one subject, or one CII number under several.",
        ),
        Rule(
            name="conviction from the arrest",
            outcome=Outcome.INELIGIBLE,
            when=pl.col("convicted"),
            citation=_LAW + "(B)",
            reason="A count of the same arrest ended in a conviction.",
        ),
        Rule(
            name="diversion",
            outcome=Outcome.REVIEW,
            when=pl.col("diverted"),
            citation=_LAW + "(C), (D); PC 851.87, 1000.5, 1001",
            reason="The record shows diversion and not whether it was completed.",
        ),
    ]


def _ways() -> list[Rule]:
    felony, silent = pl.col("is_felony"), ~pl.col("proceedings")
    return [
        _way(
            "acquitted",
            pl.col("acquitted"),
            _LAW + "(B)",
            "Every charge of the arrest that came to court ended in acquittal or dismissal, one in acquittal.",
        ),
        _way(
            "misdemeanor charge dismissed",
            ~felony & pl.col("dismissed"),
            _LAW + "(A)",
            "The arrest was for a misdemeanor and every charge was dismissed.",
        ),
        _way(
            "misdemeanor without proceedings",
            ~felony & silent & pl.col("misdemeanor_years"),
            _LAW + "(B)(ii)",
            "The arrest was for a misdemeanor, nothing followed, and a year has passed.",
        ),
        _way(
            "felony without proceedings",
            felony & silent & ((~pl.col("grave") & pl.col("felony_years")) | pl.col("grave_felony_years")),
            _LAW + "(B)(iii), (iv)",
            "The arrest was for a felony, nothing followed, and the years for its term have passed.",
        ),
    ]


def _way(name: str, when: pl.Expr, citation: str, reason: str) -> Rule:
    relief = Relief.ARREST_RELIEF
    return Rule(name=name, outcome=Outcome.ELIGIBLE, relief=relief, when=when, citation=citation, reason=reason)


def _last() -> Rule:
    return Rule(
        name=NOT_YET,
        outcome=Outcome.INELIGIBLE,
        when=pl.lit(True),
        citation=_LAW,
        reason="None of the law's conditions is met on the as-of day; eligible_on tells when one will be, if any.",
    )
