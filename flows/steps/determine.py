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
from flows.steps.differing import find_differing, name_question, note_former
from flows.steps.match import MATCHED
from flows.steps.notices import write_notices
from flows.steps.read import WEIGHTS, count, read_if_made
from flows.steps.sharing import decide_all, decide_share
from flows.steps.whole import RECORDS, bring_records
from relief.impact import Impact

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
    former = None if run.decided.height else note_former(run)
    by_difference = _decide_difference(run, known)
    decided, orders = by_difference or (None, None)
    if decided is None and former is not None:
        decided = _decide_changed(run, former, out, known)
    if decided is None:
        answered = decide_all(run, ask(run), partial(partial, _take_decisions, run), out, known=known)
        decided = put_together(_set_apart(answered, questions))
    known.unlink()
    as_known = compare(decided.known, policy=run.policy, as_of=run.as_of)
    if questions:
        pl.concat(questions).write_parquet(out / IN_QUESTION)
    # Categories are numbered as they are met, which is not the same twice: text is.
    decided.determinations.cast({pl.Categorical: pl.String}).write_parquet(out / DETERMINATIONS, **_EVENLY)
    decided.facts.write_parquet(out / FACTS, **_EVENLY)
    (_read_orders(run, decided.determinations) if orders is None else orders).rechunk().write_parquet(
        out / ORDERS, **_EVENLY
    )
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


def _decide_difference(run: Run, known: Path) -> "tuple[Decided, pl.DataFrame] | None":
    """Everybody's answers and their orders by those who changed, where it is known who they are; else None."""
    from relief.differing import Changed, decide_difference
    from relief.redeciding import Former

    differing = find_differing(run)
    if differing is None or run.decided.height:
        return None
    asked, former = _ask_of(run, differing.now), differing.former
    moved = differing.moved
    if _names_nobody_new(asked.set_aside, former.set_aside):
        return None  # whose rows stand beside such a one is not known here
    theirs = pl.scan_parquet(differing.now).select("source_row").collect()["source_row"]
    aside_now = asked.set_aside.filter((pl.col("step") == "read") | pl.col("source_row").is_in(theirs.implode()))
    went = moved.gather(former.set_aside["source_row"].cast(pl.Int64) - 1).is_null()
    aside = former.set_aside.filter(went | (pl.col("step") == "read"))
    told = former.read_counts("determine")
    determinations = pl.read_parquet(former.folder / DETERMINATIONS)
    changed = Changed(
        before=replace(asked, records=differing.before, set_aside=aside),
        now=replace(asked, set_aside=aside_now),
        moved=moved,
        file=run.exports[0].name,
    )
    decided = decide_difference(
        changed,
        Former(
            asked=changed.before, determinations=determinations, facts=pl.read_parquet(former.folder / FACTS),
            tally=told["use"], impact=Impact(**told["impact"]),
        ),
        known=known,
    )  # fmt: skip
    before = pl.concat([determinations.select("source_row"), pl.read_parquet(former.folder / ORDERS)], how="horizontal")
    now = before.select(moved.gather(before["source_row"].cast(pl.Int64) - 1).alias("source_row"), "count_order")
    found = pl.scan_parquet(differing.now).select("source_row", "count_order").collect()
    places = pl.concat([now.drop_nulls("source_row").cast({"source_row": pl.UInt32}), found])
    orders = decided.determinations.select("source_row").join(
        places, on="source_row", how="left", maintain_order="left"
    )
    return decided, orders.select("count_order")


def _names_nobody_new(now: pl.DataFrame, before: pl.DataFrame) -> bool:
    """Whether a row names nobody, or one of two people, whose person's rows did not before."""
    told = pl.col("reason").str.contains("subject id", literal=True)
    people = now.filter(told)["subject_id"].drop_nulls()
    return not people.is_in(before.filter(told)["subject_id"].drop_nulls().implode()).all()


def _decide_changed(run: Run, prefix: str, out: Path, known: Path) -> "Decided | None":
    """Only who changed since an earlier run that was asked the same of other records; None where there is none to go by."""
    from relief.redeciding import Former, decide_changed

    there, folder = open_shelf(run.workplace, prefix), run.workplace.folder / prefix
    names = (RECORDS, SET_ASIDE, MATCHED, DETERMINATIONS, FACTS, "steps/determine.json")
    if not all(there.bring(name) for name in names):
        return None
    told = json.loads((folder / "steps/determine.json").read_text(encoding="utf-8"))["counts"]
    asked = ask(run)
    former = Former(
        asked=replace(
            asked, records=folder / RECORDS, set_aside=pl.read_parquet(folder / SET_ASIDE),
            matched=pl.read_parquet(folder / MATCHED),
            weights=pl.read_parquet(folder / WEIGHTS) if there.bring(WEIGHTS) else asked.weights.clear(),
        ),
        determinations=pl.read_parquet(folder / DETERMINATIONS), facts=pl.read_parquet(folder / FACTS),
        tally=told["use"], impact=Impact(**told["impact"]),
    )  # fmt: skip
    return decide_changed(asked, former, out, known=known)


def share(run: Run, number: int, shares: int) -> list[int]:
    """Decide a share of a county that is too large for one worker (``flows.steps.sharing``), unless only who changed is
    to be decided; gives the parts that were decided."""
    from relief.assurance.known import write_known_people
    from relief.parts import count_parts

    shelf = open_shelf(run.workplace, run.prefix)
    noted = shelf.read_note(f"made/{run.word}/former/{name_question(run)}.json") if run.decided.is_empty() else None
    for name in STEP.needs:
        shelf.bring(name)
    if find_differing(run) is not None:
        return []
    others = noted is not None and json.loads(noted)["prefix"] != run.prefix
    if others and count_parts(ask(run)) == 1:  # larger ones are decided whole in any case
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
    from relief.database import name_convictions
    from relief.reviewing import apply_decisions
    from relief.ruled import find_in_question

    place = ["source_file", "source_row"]
    orders = pl.scan_parquet(bring_records(run)).select(*place, "count_order")
    ordered = decision.determinations.lazy().join(orders, on=place, how="left", maintain_order="left").collect()
    names = name_convictions(ordered)
    questions.append(find_in_question(decision.determinations, names, run.decided))
    return replace(decision, determinations=apply_decisions(decision.determinations, names, run.decided))


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


STEP = Step(name="determine", needs=(SET_ASIDE, MATCHED), work=determine, after=("read", "check", "match"), asks=_ask)
