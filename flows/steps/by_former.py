"""Everybody's answers by an earlier run's: from the facts that it found, or by deciding only those who changed."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.run import Run
from flows.steps.aside import part_set_aside
from flows.steps.asking import ask_of
from flows.steps.differing import Differing, find_differing
from flows.steps.former import Former, find_former
from flows.steps.orders import ORDERS, follow_orders
from flows.steps.persons import decide_as_persons_did
from flows.steps.whole import RECORDS

if TYPE_CHECKING:
    from relief.parts import Decided


def decide_by_former(
    run: Run, out: Path, known: Path, questions: list[pl.DataFrame]
) -> "tuple[Decided, pl.DataFrame] | None":
    """Everybody's answers, and the orders of their rows, by an earlier run's; None where there is none to go by."""
    differing = find_differing(run)
    if differing is not None:
        return _decide_difference(run, differing, known) if run.decided.is_empty() else None
    former = find_former(run)
    return _answer_again(run, former, out, known, questions) if former and former.rests_on_the_same(run) else None


def _answer_again(
    run: Run, former: Former, out: Path, known: Path, questions: list[pl.DataFrame]
) -> "tuple[Decided, pl.DataFrame] | None":
    """From the facts that an earlier run found in the same records: day, policy or decisions are others."""
    from relief.parts import Decided, decide_known
    from relief.reanswering import revise

    asked = ask_of(run, run.folder / RECORDS)
    answers = former.read_answers(asked, run)
    if answers is None:
        return None
    orders = pl.read_parquet(former.folder / ORDERS)
    if run.decided.height:
        answers = revise(answers, decide_as_persons_did(run, answers.determinations, orders, questions))
    return Decided(
        determinations=answers.determinations, facts=answers.facts, tally=answers.tally, impact=answers.impact,
        known=decide_known(asked, known, out),
    ), orders  # fmt: skip


def _decide_difference(run: Run, differing: Differing, known: Path) -> "tuple[Decided, pl.DataFrame] | None":
    """By those who changed, where it is known who they are."""
    from relief.differing import Changed, decide_difference

    asked, former = ask_of(run, differing.now), differing.former
    aside = part_set_aside(asked.set_aside, former.set_aside, differing.moved, differing.now)
    if aside is None:
        return None
    changed = Changed(
        before=replace(asked, records=differing.before, set_aside=aside[0]),
        now=replace(asked, set_aside=aside[1]),
        moved=differing.moved,
        file=run.exports[0].name,
    )
    answers = former.read_answers(changed.before, run)
    if answers is None:
        return None
    decided = decide_difference(changed, answers, known=known)
    return decided, follow_orders(differing, answers.determinations, decided.determinations)
