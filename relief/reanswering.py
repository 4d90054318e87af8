"""The same facts asked of another day, or under another policy: answers anew, and no record is read.

Of what was found of a conviction only ``relief.facts.derive_of_day`` changes with the day, while the law is the same
(``tell_law``); all else that a day or a policy decides is in the rules' conditions. So the answers are, byte for byte,
those of deciding from the records.
"""

from dataclasses import replace
from datetime import date

import polars as pl

from relief.eligibility import DETERMINATIONS, reach_verdicts
from relief.facts import derive_of_day
from relief.former import Former
from relief.impact import measure_impact
from relief.policy import Policy
from relief.rules.prop64 import RULE_SET, list_rules
from relief.rules.terms import read_terms

_PLACE = ["source_file", "source_row"]
_ANSWERS = ("outcome", "relief", "rule", "citation", "reason", "unknown_facts", "facts", "serving", "destruction_due")


def tell_law(as_of: date) -> list[str]:
    """The law of a day, as far as facts depend on it: its version, and every number and list in force."""
    terms = read_terms(RULE_SET, as_of)
    return [terms.law_version, *(f"{term.name} {term.on(as_of)}" for term in terms.list_terms())]


def is_same_law(one: date, other: date) -> bool:
    """Whether the rules, too, read the same law on both days: no number changed between them, and no day of the law passed."""
    terms = read_terms(RULE_SET, one).list_terms()
    days = {each for term in terms for pair in term.values.items() for each in pair if isinstance(each, date)}
    return tell_law(one) == tell_law(other) and all((one >= day) == (other >= day) for day in days)


def redate(facts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Facts as they are on another day of the same law.

    Args:
        facts: as ``relief.eligibility.keep_facts``.
        as_of: the day.
    """
    return facts.with_columns(derive_of_day(read_terms(RULE_SET, as_of), as_of))


def answer_again(determinations: pl.DataFrame, facts: pl.DataFrame, *, policy: Policy, as_of: date) -> pl.DataFrame:
    """What the rules answer on another day of the same law, or under another policy.

    Args:
        determinations: ``relief.eligibility.DETERMINATIONS`` of then, whoever answered.
        facts: of the day (``redate``).
        policy: what is elected.
        as_of: the day.

    Returns:
        ``determinations`` with the rules' answers in place of those that they held; text, no categories.
    """
    verdicts = reach_verdicts(facts, policy=policy, as_of=as_of).cast({pl.Categorical: pl.String})
    found = facts.select(*_PLACE, "row").join(verdicts.select("row", *_ANSWERS), on="row").drop("row")
    outside = list_rules(policy, read_terms(RULE_SET, as_of), as_of)[0]
    asked = determinations.lazy().drop(_ANSWERS)
    answered = asked.join(found.lazy(), on=_PLACE, how="left", maintain_order="left").with_columns(
        outcome=pl.col("outcome").cast(DETERMINATIONS["outcome"]).fill_null(outside.outcome.value),
        relief=pl.col("relief").cast(DETERMINATIONS["relief"]),
        rule=pl.col("rule").fill_null(outside.name),
        citation=pl.col("citation").fill_null(outside.citation),
        reason=pl.col("reason").fill_null(outside.reason),
        destruction_due=pl.col("destruction_due").fill_null(False),
        as_of=pl.lit(as_of),
    )
    return answered.select(determinations.columns).collect()


def as_asked_now(former: Former) -> Former:
    """What a county would have been answered, had it been asked as ``former.asked`` says: day and policy may be others
    than those it was asked by, the law may not."""
    policy, as_of = former.asked.policy, former.asked.as_of
    facts = redate(former.facts, as_of)
    determinations = answer_again(former.determinations, facts, policy=policy, as_of=as_of)
    impact = measure_impact(determinations, facts, as_of)
    return replace(former, determinations=determinations, facts=facts, impact=impact)


def revise(former: Former, determinations: pl.DataFrame) -> Former:
    """The same with other answers to the same facts: persons decided."""
    impact = measure_impact(determinations, former.facts, former.asked.as_of)
    return replace(former, determinations=determinations, impact=impact)
