"""Determine: every conviction in the county decided, and what that would change for people."""

import json
import tempfile
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.run import Run
from flows.shelf import open_shelf
from flows.step import Counts, Step
from flows.steps.check import SET_ASIDE
from flows.steps.differing import Differing, find_differing
from flows.steps.former import Former, find_former, note_former, open_former
from flows.steps.match import MATCHED
from flows.steps.notices import write_notices
from flows.steps.read import WEIGHTS, count, read_if_made
from flows.steps.sharing import decide_all, decide_share
from flows.steps.whole import RECORDS, bring_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from flows.steps.sharing import Answered
    from relief.eligibility import Decision
    from relief.parts import Asked, Decided, Part

DETERMINATIONS = "determinations.parquet"
FACTS = "facts.parquet"
ORDERS = "orders.parquet"
"""``count_order`` of each determination, in their order: it names a conviction in every export."""
_EVENLY: "dict[str, Any]" = {"row_group_size": 1 << 17, "data_page_size": 1 << 30}
"""A page a column and group: else where pages end depends on how the text lies in memory, and with it the file's bytes."""
POLICY = "policy.json"
IN_QUESTION = "grants_in_question.parquet"
"""Grants that the rules would not ask for now; only where somebody has decided something."""


def determine(run: Run, out: Path) -> Counts:
    """Decide, write the answers and the facts they rest on, and count both."""
    from relief.assurance.known import compare, write_known_people
    from relief.parts import put_together

    known = write_known_people(out / "known.parquet", run.county.doj_name)
    questions: list[pl.DataFrame] = []
    found = _decide_by_former(run, out, known, questions)
    note_former(run)
    if found is None:
        answered = decide_all(run, ask(run), partial(partial, _take_decisions, run), out, known=known)
        decided = put_together(_set_apart(answered, questions))
        found = decided, _read_orders(run, decided.determinations)
    decided, orders = found
    known.unlink()
    as_known = compare(decided.known, policy=run.policy, as_of=run.as_of)
    if questions:
        pl.concat(questions).sort(pl.all()).write_parquet(
            out / IN_QUESTION
        )  # in one order, however many parts there were
    # Categories are numbered as they are met, which is not the same twice: text is.
    decided.determinations.cast({pl.Categorical: pl.String}).write_parquet(out / DETERMINATIONS, **_EVENLY)
    decided.facts.write_parquet(out / FACTS, **_EVENLY)
    orders.rechunk().write_parquet(out / ORDERS, **_EVENLY)
    (out / POLICY).write_text(json.dumps(run.policy.as_mapping(), indent=1, sort_keys=True), encoding="utf-8")
    return {
        **write_notices(run, out),
        "came out as known": as_known,
        "rows": sum(decided.tally.values()),
        "use": dict(sorted(decided.tally.items(), key=lambda use: (-use[1], use[0]))),
        **_count_answers(decided.determinations),
        "impact": asdict(decided.impact),
    }


def _set_apart(answered: "Iterable[Answered]", questions: list[pl.DataFrame]) -> "Iterator[Part]":
    """The parts; their grants in question are added to the list."""
    for part, asked in answered:
        if asked is not None:
            questions.append(asked)
        yield part
        del part


def _decide_by_former(
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
    return None if decided is None else (decided, _read_orders(run, decided.determinations))


def _answer_again(
    run: Run, former: Former, out: Path, known: Path, questions: list[pl.DataFrame]
) -> "tuple[Decided, pl.DataFrame] | None":
    """From the facts that an earlier run found in the same records: day, policy or decisions are others."""
    from relief.parts import Decided, decide_known
    from relief.reanswering import revise

    asked = _ask_of(run, run.folder / RECORDS)
    answers = former.read_answers(asked, run)
    if answers is None:
        return None
    orders = pl.read_parquet(former.folder / ORDERS)
    if run.decided.height:
        answers = revise(answers, _decide_as_persons_did(run, answers.determinations, orders, questions))
    return Decided(
        determinations=answers.determinations, facts=answers.facts, tally=answers.tally, impact=answers.impact,
        known=decide_known(asked, known, out),
    ), orders  # fmt: skip


def _decide_difference(run: Run, differing: Differing, known: Path) -> "tuple[Decided, pl.DataFrame] | None":
    """By those who changed, where it is known who they are."""
    from relief.differing import Changed, decide_difference

    asked, former = _ask_of(run, differing.now), differing.former
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
    return decided, _follow_orders(differing, answers.determinations, decided.determinations)


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


def _follow_orders(differing: Differing, before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """``count_order`` of each determination as they are now."""
    then = pl.concat([before.select("source_row"), pl.read_parquet(differing.former.folder / ORDERS)], how="horizontal")
    moved = differing.moved.gather(then["source_row"].cast(pl.Int64) - 1)
    kept = then.select(moved.alias("source_row"), "count_order").drop_nulls("source_row")
    found = pl.scan_parquet(differing.now).select("source_row", "count_order").collect()
    places = pl.concat([kept.cast({"source_row": pl.UInt32}), found])
    return (
        now.select("source_row").join(places, on="source_row", how="left", maintain_order="left").select("count_order")
    )


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


def share(run: Run, number: int, shares: int) -> list[int]:
    """Decide a share of a county that is too large for one worker (``flows.steps.sharing``), unless only who changed is
    to be decided; gives the parts that were decided."""
    from relief.assurance.known import write_known_people
    from relief.parts import count_parts

    shelf = open_shelf(run.workplace, run.prefix)
    for name in STEP.needs:
        shelf.bring(name)
    if find_differing(run) is not None:
        return []
    former = find_former(run)
    if former and (former.rests_on_the_same(run) or count_parts(ask(run)) == 1):  # larger ones are decided whole
        return []
    with tempfile.TemporaryDirectory(prefix="relief-known-") as folder:
        known = write_known_people(Path(folder) / "known.parquet", run.county.doj_name)
        return decide_share(
            run, ask(run), partial(partial, _take_decisions, run), known=known, share=number, shares=shares
        )


def ask(run: Run) -> "Asked":
    """What is asked of the rules in this run."""
    return _ask_of(run, bring_records(run))


def _ask_of(run: Run, records: Path) -> "Asked":
    from relief.parts import Asked
    from relief.weights import WEIGHTS as COLUMNS

    return Asked(
        records=records, set_aside=pl.read_parquet(run.folder / SET_ASIDE), county=run.county.doj_name,
        policy=run.policy, as_of=run.as_of, matched=pl.read_parquet(run.folder / MATCHED),
        weights=read_if_made(run, WEIGHTS, COLUMNS),
    )  # fmt: skip


def _read_orders(run: Run, determinations: pl.DataFrame) -> pl.DataFrame:
    """``count_order`` of each determination's row."""
    place = ["source_file", "source_row"]
    # A few of the records: picked by row number before they are joined.
    picked = pl.col("source_row").is_in(determinations["source_row"].implode())
    orders = (
        pl.scan_parquet(bring_records(run)).filter(picked).select(*place, "count_order").collect(engine="streaming")
    )
    joined = determinations.select(place).join(orders, on=place, how="left", maintain_order="left")
    return joined.select("count_order").rechunk()


def _take_decisions(run: Run, questions: list[pl.DataFrame], decision: "Decision") -> "Decision":
    """What persons decided, in place of what the rules left to them; grants that are in question are added."""
    if run.decided.is_empty():
        return decision
    orders = _read_orders(run, decision.determinations)
    return replace(decision, determinations=_decide_as_persons_did(run, decision.determinations, orders, questions))


def _decide_as_persons_did(
    run: Run, determinations: pl.DataFrame, orders: pl.DataFrame, questions: list[pl.DataFrame]
) -> pl.DataFrame:
    """The same of determinations, given the ``count_order`` of each."""
    from relief.database import name_convictions
    from relief.reviewing import apply_decisions
    from relief.ruled import find_in_question

    names = name_convictions(pl.concat([determinations, orders], how="horizontal"))
    questions.append(find_in_question(determinations, names, run.decided))
    return apply_decisions(determinations, names, run.decided)


def _count_answers(determinations: pl.DataFrame) -> dict[str, object]:
    in_scope = determinations.filter(pl.col("outcome").cast(pl.String) != "out of scope")
    return {
        "convictions": determinations.height,
        "in scope": in_scope.height,
        "by section": _count_twice(in_scope, pl.col("code_section"), pl.col("level")),
        "by outcome": count(determinations["outcome"]),
        "by relief": count(determinations["relief"].drop_nulls()),
        "by rule": _count_twice(determinations, pl.col("outcome"), pl.col("rule")),
        **_count_decisions(determinations),
    }


def _count_decisions(determinations: pl.DataFrame) -> dict[str, object]:
    """How many answers are a person's or the court's and not the rules'; nothing where none is."""
    from relief.reviewing import CHALLENGE, COURT, DECISION, DISAGREEMENT, RULING

    rules = determinations["rule"].cast(pl.String)
    counted = {name: int((rules == name).sum()) for name in (DECISION, DISAGREEMENT, CHALLENGE, RULING, COURT)}
    found = {name: number for name, number in counted.items() if number}
    return {"by decision": found} if found else {}


def _count_twice(frame: pl.DataFrame, outer: pl.Expr, inner: pl.Expr) -> dict[str, dict[str, int]]:
    """Rows by one column and, within, by another; in the order of their names."""
    texts = (column.cast(pl.String).fill_null("not stated") for column in (outer, inner))
    counted = frame.group_by(column.alias(name) for column, name in zip(texts, ("outer", "inner"), strict=True)).len()
    found: dict[str, dict[str, int]] = {}
    for first, second, number in counted.sort("outer", "inner").iter_rows():
        found.setdefault(first, {})[second] = int(number)
    return found


def _ask(run: Run) -> list[str]:
    from relief.reviewing import digest

    return [run.as_of.isoformat(), run.policy.digest(), digest(run.decided)]


STEP = Step(
    name="determine", needs=(SET_ASIDE, MATCHED), work=determine,
    after={"read": (), "check": (SET_ASIDE,), "match": (MATCHED,)}, asks=_ask,
)  # fmt: skip
