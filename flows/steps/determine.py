"""Determine: every conviction in the county decided, and what that would change for people."""

import json
import tempfile
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.run import Run
from flows.shelf import open_shelf
from flows.step import Counts, Step
from flows.steps.answers import count_answers
from flows.steps.asking import ask
from flows.steps.by_former import decide_by_former
from flows.steps.check import SET_ASIDE
from flows.steps.differing import find_differing
from flows.steps.former import find_former, note_former
from flows.steps.match import MATCHED
from flows.steps.notices import write_notices
from flows.steps.orders import ORDERS, read_orders
from flows.steps.persons import take_decisions
from flows.steps.sharing import decide_all, decide_share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from flows.steps.sharing import Answered
    from relief.parts import Part

DETERMINATIONS = "determinations.parquet"
FACTS = "facts.parquet"
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
    found = decide_by_former(run, out, known, questions)
    if found is None:
        answered = decide_all(run, ask(run), partial(partial, take_decisions, run), out, known=known)
        decided = put_together(_set_apart(answered, questions))
        found = decided, read_orders(run, decided.determinations)
    decided, orders = found
    known.unlink()
    as_known = compare(decided.known, policy=run.policy, as_of=run.as_of)
    if questions:
        # In one order, however many parts there were.
        pl.concat(questions).sort(pl.all()).write_parquet(out / IN_QUESTION)
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
        **count_answers(decided.determinations),
        "impact": asdict(decided.impact),
    }


def _set_apart(answered: "Iterable[Answered]", questions: list[pl.DataFrame]) -> "Iterator[Part]":
    """The parts; their grants in question are added to the list."""
    for part, asked in answered:
        if asked is not None:
            questions.append(asked)
        yield part
        del part


def share(run: Run, number: int, shares: int) -> list[int]:
    """Decide a share of a county that is too large for one worker (``flows.steps.sharing``), unless only who changed is
    to be decided; gives the parts that were decided."""
    from relief.assurance.known import write_known_people

    shelf = open_shelf(run.workplace, run.prefix)
    for name in STEP.needs:
        shelf.bring(name)
    if find_differing(run) is not None:
        return []
    former = find_former(run)
    if former and former.rests_on_the_same(run):
        return []
    with tempfile.TemporaryDirectory(prefix="relief-known-") as folder:
        known = write_known_people(Path(folder) / "known.parquet", run.county.doj_name)
        return decide_share(
            run, ask(run), partial(partial, take_decisions, run), known=known, share=number, shares=shares
        )


def _ask(run: Run) -> list[str]:
    from relief.reviewing import digest

    return [run.as_of.isoformat(), run.policy.digest(), digest(run.decided)]


STEP = Step(
    name="determine", needs=(SET_ASIDE, MATCHED), work=determine,
    after={"read": (), "check": (SET_ASIDE,), "match": (MATCHED,)}, asks=_ask, then=note_former,
)  # fmt: skip
