"""The first rule that is true, for every row at once, and whether an unknown one before it could change the answer.

Rules are folded from the last to the first, so that each row ends with the first rule whose condition is true, and
with the knowledge whether an unknown condition before it could have ended otherwise. Which law they are of is
nothing to it.
"""

import polars as pl

from relief.rules.rule import Outcome, Relief, Rule

OUTCOME = pl.Enum([outcome.value for outcome in Outcome])
RELIEF = pl.Enum([relief.value for relief in Relief])
_TYPES = {"outcome": OUTCOME, "relief": RELIEF}


def decide(facts: pl.DataFrame, rules: list[Rule]) -> pl.DataFrame:
    """Adds ``_rule`` (index of the rule that decided), ``_unsettled`` and one ``_answer`` column a rule."""
    answers = [f"_answer{n}" for n in range(len(rules))]
    verdicts = {verdict: n for n, verdict in enumerate(dict.fromkeys(rule.verdict for rule in rules))}
    frame = facts.lazy().with_columns(
        rule.when.cast(pl.Boolean).alias(name) for rule, name in zip(rules, answers, strict=True)
    )
    first, verdict, unsettled = (
        pl.lit(len(rules) - 1, pl.UInt8),
        pl.lit(verdicts[rules[-1].verdict], pl.UInt8),
        pl.lit(False),
    )
    frame = frame.with_columns(_rule=first, _verdict=verdict, _unsettled=unsettled)
    for n in range(len(rules) - 2, -1, -1):
        answer, own = pl.col(answers[n]), pl.lit(verdicts[rules[n].verdict], pl.UInt8)
        frame = frame.with_columns(
            _rule=pl.when(answer).then(pl.lit(n, pl.UInt8)).otherwise("_rule"),
            _verdict=pl.when(answer).then(own).otherwise("_verdict"),
            _unsettled=pl.when(answer.is_null())
            .then(pl.col("_unsettled") | (pl.col("_verdict") != own))
            .otherwise(pl.col("_unsettled") & ~answer),
        )
    return frame.collect()


def tabulate(rules: list[Rule]) -> pl.LazyFrame:
    """One row a rule, in order: ``_rule`` (index) and what it says."""
    said = ("outcome", "relief", "rule", "citation", "reason")
    rows = [
        (n, r.outcome.value, r.relief and r.relief.value, r.name, r.citation, r.reason) for n, r in enumerate(rules)
    ]
    table = pl.LazyFrame(rows, schema={"_rule": pl.UInt8, **dict.fromkeys(said, pl.String)}, orient="row")
    return table.select("_rule", *(pl.col(name).cast(_TYPES.get(name, pl.Categorical)) for name in said))
