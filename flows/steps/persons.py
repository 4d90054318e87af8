"""What persons and the court decided, in place of what the rules answer."""

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from flows.run import Run
from flows.steps.orders import read_orders

if TYPE_CHECKING:
    from relief.eligibility import Decision


def take_decisions(run: Run, questions: list[pl.DataFrame], decision: "Decision") -> "Decision":
    """What persons decided, in place of what the rules left to them; grants that are in question are added."""
    if run.decided.is_empty():
        return decision
    orders = read_orders(run, decision.determinations)
    return replace(decision, determinations=decide_as_persons_did(run, decision.determinations, orders, questions))


def decide_as_persons_did(
    run: Run, determinations: pl.DataFrame, orders: pl.DataFrame, questions: list[pl.DataFrame]
) -> pl.DataFrame:
    """The same of determinations, given the ``count_order`` of each."""
    from relief.database import name_convictions
    from relief.reviewing import apply_decisions
    from relief.ruled import find_in_question

    names = name_convictions(pl.concat([determinations, orders], how="horizontal"))
    questions.append(find_in_question(determinations, names, run.decided))
    return apply_decisions(determinations, names, run.decided)
