"""Determine: every conviction in the county decided, and what that would change for people."""

import hashlib
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
from flows.steps.match import MATCHED
from flows.steps.notices import write_notices
from flows.steps.read import RECORDS, WEIGHTS, count, read_if_made
from flows.steps.sharing import decide_all, decide_share
from flows.versions import code_version

if TYPE_CHECKING:
    from relief.eligibility import Decision
    from relief.parts import Asked, Decided

DETERMINATIONS = "determinations.parquet"
FACTS = "facts.parquet"
POLICY = "policy.json"
IN_QUESTION = "grants_in_question.parquet"
"""Grants that the rules would not ask for now; only where somebody has decided something."""


def determine(run: Run, out: Path) -> Counts:
    """Decide, write the answers and the facts they rest on, and count both."""
    from relief.assurance.known import compare, write_known_people
    from relief.parts import put_together

    known = write_known_people(out / "known.parquet", run.county.doj_name)
    questions: list[pl.DataFrame] = []
    decided = _decide_changed(run, out, known)
    if decided is None:
        answered = list(decide_all(run, ask(run), partial(partial, _take_decisions, run), out, known=known))
        questions = [asked for _, asked in answered if asked is not None]
        decided = put_together([part for part, _ in answered])
    known.unlink()
    as_known = compare(decided.known, policy=run.policy, as_of=run.as_of)
    if questions:
        pl.concat(questions).write_parquet(out / IN_QUESTION)
    # Categories are numbered as they are met, which is not the same twice: text is.
    decided.determinations.cast({pl.Categorical: pl.String}).write_parquet(out / DETERMINATIONS)
    decided.facts.write_parquet(out / FACTS)
    (out / POLICY).write_text(json.dumps(run.policy.as_mapping(), indent=1, sort_keys=True), encoding="utf-8")
    return {
        **write_notices(run, out),
        "came out as known": as_known,
        "rows": sum(decided.tally.values()),
        "use": dict(sorted(decided.tally.items(), key=lambda use: (-use[1], use[0]))),
        **_count_answers(decided.determinations),
        "impact": asdict(decided.impact),
    }


def _decide_changed(run: Run, out: Path, known: Path) -> "Decided | None":
    """Only who changed since an earlier run that was asked the same of other records; None where there is none to go by."""
    from relief.impact import Impact
    from relief.redeciding import Former, decide_changed

    shelf, key = open_shelf(run.workplace, run.prefix), _name_former(run)
    if not run.decided.is_empty():
        return None  # nor may a later run go by this one: its answers are not the rules' alone
    noted = shelf.read_note(key)
    shelf.note(key, json.dumps({"prefix": run.prefix}))
    if noted is None:
        return None
    prefix = json.loads(noted)["prefix"]
    there, folder = open_shelf(run.workplace, prefix), run.workplace.folder / prefix
    names = (RECORDS, SET_ASIDE, MATCHED, DETERMINATIONS, FACTS, "steps/determine.json")
    if prefix == run.prefix or not all(there.bring(name) for name in names):
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
    noted = shelf.read_note(_name_former(run)) if run.decided.is_empty() else None
    for name in STEP.needs:
        shelf.bring(name)
    others = noted is not None and json.loads(noted)["prefix"] != run.prefix
    if others and count_parts(ask(run)) == 1:  # larger ones are decided whole in any case
        return []
    with tempfile.TemporaryDirectory(prefix="relief-known-") as folder:
        known = write_known_people(Path(folder) / "known.parquet", run.county.doj_name)
        return decide_share(
            run, ask(run), partial(partial, _take_decisions, run), known=known, share=number, shares=shares
        )


def _name_former(run: Run) -> str:
    """Where the last run is noted that was asked the same of other records."""
    told = [code_version(), run.county.doj_name, run.as_of.isoformat(), run.policy.digest()]
    return f"made/{run.word}/former/{hashlib.sha256(json.dumps(told).encode()).hexdigest()}.json"


def ask(run: Run) -> "Asked":
    """What is asked of the rules in this run."""
    from relief.parts import Asked
    from relief.weights import WEIGHTS as COLUMNS

    return Asked(
        records=run.folder / RECORDS, set_aside=pl.read_parquet(run.folder / SET_ASIDE), county=run.county.doj_name,
        policy=run.policy, as_of=run.as_of, matched=pl.read_parquet(run.folder / MATCHED),
        weights=read_if_made(run, WEIGHTS, COLUMNS),
    )  # fmt: skip


def _take_decisions(run: Run, questions: list[pl.DataFrame], decision: "Decision") -> "Decision":
    """What persons decided, in place of what the rules left to them; grants that are in question are added."""
    if run.decided.is_empty():
        return decision
    from relief.database import name_convictions
    from relief.reviewing import apply_decisions
    from relief.ruled import find_in_question

    place = ["source_file", "source_row"]
    orders = pl.scan_parquet(run.folder / RECORDS).select(*place, "count_order")
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


STEP = Step(
    name="determine", needs=(RECORDS, SET_ASIDE, MATCHED), work=determine, after=("read", "check", "match"), asks=_ask
)
