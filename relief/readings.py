"""What an attorney finds out in a review that a rule asks for, and to what each answer comes.

``relief.settling`` asks for facts that the record leaves open. Here the record says something, and a person reads what it
means: whether an attempt follows its offense, which section a number of before 1973 is now. Each is one question,
answered in turn, and decided again by the rules.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from relief.eligibility import reach_verdicts
from relief.policy import Policy
from relief.rules.rule import Outcome
from relief.settling import CHARGES, SETTLES, Question

_CANNABIS = {name: facts for name, facts in CHARGES.items() if name.startswith("HS ")}
_JUVENILE = {"juvenile_court": False, "adult_at_offense": True}

READINGS: Mapping[str, Question] = {
    "identity in doubt": Question(asks="whether all of it is one person's", answers={"yes": {"two_identities": False}}),
    "section before 1973": Question(asks="section that it is now", answers=_CANNABIS),
    "plea beside a cannabis charge": Question(asks="cannabis charge that the plea stands for", answers=_CANNABIS),
    "conspiracy while the sentence runs": Question(
        asks="whether the sentence still runs", answers={"no": {"serving": False}}
    ),
    "attempt": Question(asks="whether the attempt follows its offense", answers={"yes": {"attempt": False}}),
    "subdivision of 2016 on an earlier offense": Question(
        asks="whether the subdivision is a slip", answers={"yes": {"kept_felony": False}}
    ),
    "juvenile adjudication": Question(
        asks="age at the offense, if the record errs",
        answers={
            "18 to 20": {**_JUVENILE, "of_legal_age_at_offense": False},
            "21 or over": {**_JUVENILE, "of_legal_age_at_offense": True},
        },
    ),
    "offense before and conviction after the effective day": Question(
        asks="whether the offense is before November 9, 2016", answers={"no": {"offense_before_effective": False}}
    ),
    "two priors": Question(
        asks="whether both are priors under the same paragraph",
        answers={
            "no": dict.fromkeys(
                (f"two_priors_{when}" for when in ("before_offense", "before_conviction", "at_any_time")), False
            )
        },
    ),
    "over one pound": Question(
        asks="whether more than one pound was weighed", answers={"no": {"over_one_pound": False}}
    ),
    "subdivision of HS 11357 in question": Question(
        asks="what was possessed, and where",
        answers={
            "an ounce, or 8 g of concentrate, at most": {"minor_section": True, "subdivision_in_question": False},
            "more, or on school grounds": {"subdivision_in_question": False},
        },
    ),
}
"""Rule to its question. What a county leaves to its attorneys by election has none: they decide as they see fit."""


def find_readings(facts: pl.DataFrame, *, policy: Policy, as_of: date) -> pl.DataFrame:
    """To what each answer comes where a rule asked for the review: ``relief.settling.SETTLES``.

    An answer after which an attorney would still have to decide is not among them.

    Args:
        facts: as ``relief.eligibility.keep_facts`` gives them.
        policy: as in the run.
        as_of: as in the run.
    """
    rule = reach_verdicts(facts, policy=policy, as_of=as_of).select("row", by=pl.col("rule").cast(pl.String))
    asked = facts.join(rule, on="row", how="left", maintain_order="left")
    found = [
        _answer(asked.filter(pl.col("by") == name), question.asks, answer, told, policy, as_of)
        for name, question in READINGS.items()
        for answer, told in question.answers.items()
    ]
    return pl.concat(found).sort("row", maintain_order=True)


def _answer(
    rows: pl.DataFrame, asks: str, answer: str, told: Mapping[str, object], policy: Policy, as_of: date
) -> pl.DataFrame:
    if rows.is_empty():
        return pl.DataFrame(schema=SETTLES)
    known = {name: pl.lit(value).cast(rows.schema[name]) for name, value in told.items() if name in rows.columns}
    verdicts = reach_verdicts(rows.drop("by").with_columns(**known), policy=policy, as_of=as_of)
    texts = (pl.col(name).cast(pl.String) for name in ("outcome", "relief"))
    said = verdicts.select("row", *texts, question=pl.lit(asks), answer=pl.lit(answer))
    return said.filter(pl.col("outcome") != Outcome.REVIEW.value).select(pl.col(n).cast(t) for n, t in SETTLES.items())
