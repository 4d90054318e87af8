"""Everybody's answers by an earlier run's: from the facts that it found, or by deciding only those who changed."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.run import Run
from flows.steps.asking import ask, ask_of
from flows.steps.differing import Differing, find_differing
from flows.steps.former import Former, find_former, open_former
from flows.steps.match import MATCHED
from flows.steps.orders import ORDERS, follow_orders, read_orders
from flows.steps.persons import decide_as_persons_did
from flows.steps.read import WEIGHTS
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
    if former is None:
        return None
    if former.rests_on_the_same(run):
        return _answer_again(run, former, out, known, questions)
    decided = _decide_changed(run, former, out, known) if run.decided.is_empty() else None
    return None if decided is None else (decided, read_orders(run, decided.determinations))


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
    aside = _part_set_aside(asked.set_aside, differing)
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


def _part_set_aside(now: pl.DataFrame, differing: Differing) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """What is set aside of those who changed, as they were and as they are, and all that could not be read; None where it is
    another than it was of anybody else."""
    before = differing.former.set_aside
    if _names_nobody_new(now, before):
        return None  # whose rows stand beside such a one is not known here
    theirs = pl.scan_parquet(differing.now).select("source_row").collect()["source_row"]
    read, told = pl.col("step") == "read", ("source_row", "reason")
    changed, went = pl.col("source_row").is_in(theirs.implode()), pl.col("moved").is_null()
    followed = before.with_columns(moved=differing.moved.gather(before["source_row"].cast(pl.Int64) - 1))
    others = followed.filter(~went & ~read).select(pl.col("moved").cast(pl.UInt32).alias("source_row"), "reason")
    if not others.sort(told).equals(now.filter(~changed & ~read).select(told).sort(told)):
        return None  # on another day
    return followed.filter(went | read).drop("moved"), now.filter(changed | read)


def _names_nobody_new(now: pl.DataFrame, before: pl.DataFrame) -> bool:
    """Whether a row names nobody, or one of two people, whose person's rows did not before."""
    told = pl.col("reason").str.contains("subject id", literal=True)
    people = now.filter(told)["subject_id"].drop_nulls()
    return not people.is_in(before.filter(told)["subject_id"].drop_nulls().implode()).all()


def _decide_changed(run: Run, former: Former, out: Path, known: Path) -> "Decided | None":
    """Only who changed since an earlier run of other records; None where everybody is to be decided."""
    from relief.redeciding import decide_changed

    asked, weighed = ask(run), former.shelf.bring(WEIGHTS)
    whole = open_former(run, former.prefix, (RECORDS, WEIGHTS) if weighed else (RECORDS,))
    if whole is None:
        return None
    then = replace(
        asked, records=former.folder / RECORDS, set_aside=former.set_aside,
        matched=pl.read_parquet(former.folder / MATCHED),
        weights=pl.read_parquet(former.folder / WEIGHTS) if weighed else asked.weights.clear(),
    )  # fmt: skip
    answers = former.read_answers(then, run)
    return None if answers is None else decide_changed(asked, answers, out, known=known)
