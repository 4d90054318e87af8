"""PC 1203.425: the Department of Justice's own monthly relief for convictions, without a petition.

Conditions read the facts of ``relief.automatic.convictions``. Not yet eligible is ineligible with a day to come.
"""

from datetime import date

import polars as pl

from relief.intervals import is_after, is_before
from relief.policy import Policy
from relief.rules.rule import Outcome, Relief, Rule
from relief.rules.terms import Terms

RULE_SET = "pc1203_425"
NOT_YET = "no way to relief, or not yet"
RUNNING = "a sentence still running"
_LAW = "PC 1203.425(a)(1)(B)"


def list_rules(_policy: Policy, terms: Terms, as_of: date) -> list[Rule]:
    """All rules on one day, in order; a county elects nothing of it. The last one's condition is always true."""
    return [*_scope_rules(terms, as_of), *_bar_rules(as_of), *_ways(), *_felony_rules(terms, as_of), _last()]


def _scope_rules(terms: Terms, as_of: date) -> list[Rule]:
    judgment = pl.col("judgment_lo"), pl.col("judgment_hi")
    return [
        Rule(
            name="conviction of another county",
            outcome=Outcome.OUT_OF_SCOPE,
            when=~pl.col("in_county"),
            citation="PC 1203.425(a)(2)",
            reason="The notice goes to the court that entered the conviction.",
        ),
        Rule(
            name="relief not yet in force",
            outcome=Outcome.INELIGIBLE,
            when=pl.lit(as_of < terms.day("effective")),
            until=terms.day("effective"),
            citation="PC 1203.425(a)(1)(A)",
            reason="On the as-of day the monthly review had not begun.",
        ),
        Rule(
            name="conviction before the review's first day",
            outcome=Outcome.INELIGIBLE,
            when=is_before(*judgment, terms.day("conviction.from")),
            citation=_LAW + "(iv)",
            reason="The conviction is older than the convictions that the law reads on the as-of day.",
            asks="day of the conviction",
        ),
        Rule(
            name="disposition in doubt",
            outcome=Outcome.REVIEW,
            when=~pl.col("conviction_certain"),
            citation=_LAW,
            reason="The record does not show for certain that this count ended in a conviction.",
        ),
        Rule(
            name="identity in doubt",
            outcome=Outcome.REVIEW,
            when=pl.col("two_identities"),
            citation=_LAW,
            reason="Different birth dates or CII numbers under one subject, or one CII number under several.",
        ),
        Rule(
            name="relief already given",
            outcome=Outcome.ALREADY_RELIEVED,
            when=pl.col("relieved_before") | pl.col("dismissed_under_1203_4"),
            citation="PC 1203.4, 1203.425; HS 11361.8",
            reason="The record shows that the conviction was set aside or relieved.",
        ),
    ]


def _bar_rules(as_of: date) -> list[Rule]:
    return [
        Rule(
            name="duty to register",
            outcome=Outcome.INELIGIBLE,
            when=pl.col("registration_at_any_time"),
            citation=_LAW + "(i)",
            reason="The person has to register under PC 290.",
        ),
        Rule(
            name=RUNNING,
            outcome=Outcome.INELIGIBLE,
            when=is_after(pl.col("free_lo"), pl.col("free_hi"), as_of),
            citation=_LAW + "(ii), (iii)",
            reason="The person serves a sentence or is under supervision for some conviction.",
            asks="day the last sentence ends",
        ),
        Rule(
            name="charge that may be pending",
            outcome=Outcome.REVIEW,
            when=pl.col("open_charge"),
            citation=_LAW + "(iii)",
            reason="A charge or a recent arrest on the record has no disposition.",
        ),
    ]


def _ways() -> list[Rule]:
    felony, probation = pl.col("is_felony"), pl.col("probation")
    return [
        Rule(
            name="probation completed",
            outcome=Outcome.ELIGIBLE,
            relief=Relief.CONVICTION_RELIEF,
            when=probation & ~pl.col("probation_revoked") & ~pl.col("prison"),
            citation=_LAW + "(iv)(I)",
            reason="Probation was granted, not revoked, and its term is over.",
        ),
        Rule(
            name="misdemeanor or infraction without probation",
            outcome=Outcome.ELIGIBLE,
            relief=Relief.CONVICTION_RELIEF,
            when=~felony & ~probation & pl.col("year_since_judgment"),
            citation=_LAW + "(iv)(II)",
            reason="The sentence is complete and a year has passed since the judgment.",
        ),
    ]


def _felony_rules(terms: Terms, as_of: date) -> list[Rule]:
    felony, judgment = pl.col("is_felony"), (pl.col("judgment_lo"), pl.col("judgment_hi"))
    operative = terms.day("other_felony.operative")
    return [
        Rule(
            name="serious or violent felony, or one that requires registration",
            outcome=Outcome.INELIGIBLE,
            when=felony & pl.col("excluded_felony"),
            citation=_LAW + "(iv)(III); PC 1192.7(c), 667.5(c), 290(c)",
            reason="The felony is on a list that the law leaves out.",
        ),
        Rule(
            name="felony before its first day",
            outcome=Outcome.INELIGIBLE,
            when=felony & is_before(*judgment, terms.day("other_felony.from")),
            citation=_LAW + "(iv)(III)",
            reason="The felony is older than those that the law reads on the as-of day.",
            asks="day of the conviction",
        ),
        Rule(
            name="four years without a felony",
            outcome=Outcome.ELIGIBLE,
            relief=Relief.CONVICTION_RELIEF,
            when=felony & pl.col("years_without_felony") if as_of >= operative else pl.lit(False),
            since=operative,
            citation=_LAW + "(iv)(III)",
            reason="All terms are complete and the person has had no new felony conviction in the years required.",
        ),
    ]


def _last() -> Rule:
    return Rule(
        name=NOT_YET,
        outcome=Outcome.INELIGIBLE,
        when=pl.lit(True),
        citation=_LAW,
        reason="None of the law's conditions is met on the as-of day; eligible_on tells when one will be, if any.",
    )
