"""Reversal as the command line does it: one conviction, named by batch and row or by a task about it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from connectors import load_county
from connectors.store import open_store
from flows.clock import now
from flows.outcomes.named import read_people
from flows.outcomes.standing import Standing, read_standing
from flows.private_words import list_private
from flows.review_queue import check_account, opened
from flows.workplace import Workplace
from relief import database
from relief.database import Move, Order
from relief.errors import UserError
from relief.ledger import Step
from relief.reversing import (
    FOR_NOTICE,
    Cause,
    Party,
    Withheld,
    find_withheld,
    list_still_to_tell,
    list_told,
    may_reopen,
)

_REVERSAL = (Step.QUESTIONED, Step.REVERSAL_NOTICED, Step.REVERSAL_HEARD)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One conviction whose relief is, or may be, questioned."""

    stand: Standing
    move: Move
    place: dict[str, Any]
    """Its row of ``relief.outcomes.standings.STANDINGS``."""
    life: list[tuple[Step, date]]
    told: list[tuple[Party, Step, date]]
    withheld: list[Withheld]

    @property
    def step(self) -> Step:
        """Where it stands."""
        return Step(self.place["step"])


def find_matter(word: str, workplace: Workplace, which: str, *, by: str, day: date) -> Matter:
    """The conviction of ``BATCH/ROW``, or of a task. UserError where there is none."""
    check_account(by)
    stand = read_standing(word, workplace)
    conviction = _find(stand, which)
    with opened(workplace) as engine:
        _, notices, written = database.read_reversals(engine, county=word)
    place = stand.standings.row(by_predicate=pl.col("conviction") == conviction, named=True)
    life = [(Step(step), each) for step, each in _of(stand.lives, conviction).select("step", "day").rows()]
    said = [
        (Party(party), Step(of), each)
        for party, of, each in _of(notices, conviction).select("party", "of", "day").rows()
    ]
    why = [Withheld(each) for each in _of(written, conviction)["why"]]
    return Matter(
        stand=stand, move=Move(county=word, conviction=conviction, actor=by, day=day, at=now()), place=place, life=life,
        told=list_told(life, said), withheld=find_withheld([step for step, _ in life], place["relief"], why),
    )  # fmt: skip


def open_reversal(matter: Matter, workplace: Workplace, *, cause: Cause, reason: str) -> None:
    """Question the relief of a conviction, with a cause and a reason in words without anything of a person."""
    if not may_reopen(matter.withheld):
        raise UserError(f"this conviction is withheld ({', '.join(matter.withheld)}): nothing of it is written again")
    said = " ".join(reason.split())
    person = read_people(
        matter.move.county, load_county(matter.move.county), workplace, pl.Series([matter.move.conviction])
    )
    private = [word for row in person.iter_rows(named=True) for word in list_private(row)]
    if not said or len(said) > 500 or any(word in said.upper() for word in private):
        raise UserError(
            "--reason must be given, in at most 500 letters, without the person's name, birth date or number"
        )
    with opened(workplace) as engine:
        database.question(engine, matter.move, cause=cause, reason=said)


def give_notice(matter: Matter, workplace: Workplace, party: Party) -> None:
    """Write that a party was told; the person's or the defender's first notice lets the reversal be heard."""
    if matter.step not in (*_REVERSAL, Step.REINSTATED, Step.REINSTATEMENT_REPORTED) and party is not Party.PERSON:
        raise UserError("nothing is questioned here: only the person can be told of a grant")
    first = matter.step is Step.QUESTIONED and party in FOR_NOTICE
    of = Step.REINSTATED if matter.step is Step.REINSTATEMENT_REPORTED else matter.step
    with opened(workplace) as engine:
        database.notify(engine, matter.move, party=party, of=of, step=Step.REVERSAL_NOTICED if first else None)


def end(matter: Matter, workplace: Workplace, step: Step, signed: Path | None = None) -> list[Party]:
    """Write the hearing, or that relief is upheld or the conviction reinstated; who has to be told now.

    Args:
        signed: for a reinstatement, the court's order as a PDF.
    """
    order = _keep(matter, workplace, signed) if signed else None
    parties = list_still_to_tell(matter.told) if step is Step.REINSTATED else []
    # DOJ is told by the report that is owed to it.
    to_tell = [party for party in parties if party is not Party.DOJ]
    with opened(workplace) as engine:
        database.advance(engine, matter.move, step=step, order=order, to_tell=to_tell, owner=matter.stand.agency)
    return parties


def write_order(matter: Matter, workplace: Workplace, file: Path) -> None:
    """The proposed order as a PDF, for the hearing; of a sealed record it is lodged under seal, and the file is private."""
    from flows.steps.papers import describe_filing
    from relief.outcomes.filing import tell_row
    from relief.papers.convictions import tell_conviction
    from relief.papers.reinstatement import draft_reinstatement
    from templates.compiling import TypesettingError
    from templates.typeset import render

    if matter.step not in _REVERSAL:
        raise UserError("nothing is questioned here; begin with: relief reversal open")
    if not may_reopen(matter.withheld):
        raise UserError(f"this conviction is withheld ({', '.join(matter.withheld)}): no paper may name it")
    county = load_county(matter.move.county)
    people = read_people(matter.move.county, county, workplace, pl.Series([matter.move.conviction]))
    if people.is_empty():
        raise UserError("no run of this work folder has the conviction; do a run of its county again")
    row = {**people.row(0, named=True), "relief": matter.place["relief"]}
    batch = matter.place["batch"]
    with opened(workplace) as engine:
        reversals, *_ = database.read_reversals(engine, county=matter.move.county)
    paper = draft_reinstatement(
        replace(tell_conviction(row, tell_row(batch, matter.place["row"])), id=f"{batch}-{matter.place['row']}"),
        describe_filing(county, matter.move.day), court=row["courthouse"], batch=batch, granted=matter.place["granted"],
        cause=_of(reversals, matter.move.conviction)["cause"][-1], sealed=Withheld.SEALED in matter.withheld,
        as_of=matter.move.day,
    )  # fmt: skip
    try:
        pdf = render(paper, matter.move.county).pdf
    except TypesettingError as refused:
        said = str(refused).partition(": ")[2]
        raise UserError(
            f"the order was refused when it was read back, and is not written: {said}; please report it"
        ) from None
    try:
        file.touch(mode=0o600)
        file.write_bytes(pdf)
    except OSError as error:
        raise UserError(f"{file.name}: cannot be written: {error.strerror}") from None


def list_reversals(word: str, workplace: Workplace) -> list[dict[str, Any]]:
    """Every reversal: batch, row, cause, where it stands, since when, who was told, who is still to be; no person's name."""
    stand = read_standing(word, workplace)
    with opened(workplace) as engine:
        reversals, *_ = database.read_reversals(engine, county=word)
    found = []
    for row in reversals.unique("conviction", keep="last", maintain_order=True).iter_rows(named=True):
        place = stand.standings.row(by_predicate=pl.col("conviction") == row["conviction"], named=True)
        matter = find_matter(word, workplace, f"{place['batch']}/{place['row']}", by="relief", day=row["day"])
        ended = matter.step in (Step.REINSTATED, Step.REINSTATEMENT_REPORTED)
        found.append({
            "batch": place["batch"], "row": place["row"], "cause": row["cause"], "opened": row["day"],
            "stands": matter.step.value, "since": place["since"],
            "told": [f"{party} of '{of}' on {day}" for party, of, day in matter.told],
            "still to tell": [party.value for party in list_still_to_tell(matter.told)] if ended else [],
            "withheld": [why.value for why in matter.withheld],
        })  # fmt: skip
    return found


def _find(stand: Standing, which: str) -> str:
    batch, _, row = which.rpartition("/")
    if batch and row.isdecimal():
        found = stand.standings.filter(pl.col("batch") == batch, pl.col("row") == int(row))["conviction"]
    else:
        found = stand.tasks.filter(pl.col("task") == which)["conviction"].drop_nulls()
    if found.len() != 1:
        raise UserError(
            "there is no such conviction; write batch and row as LA-2026-0001/12, or the name of a task about one"
        )
    return str(found[0])


def _of(frame: pl.DataFrame, conviction: str) -> pl.DataFrame:
    return frame.filter(pl.col("conviction") == conviction)


def _keep(matter: Matter, workplace: Workplace, signed: Path) -> Order:
    from connectors.outcomes.stamped import count_pages

    pages, content = count_pages(signed), signed.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    key = f"orders/{matter.move.county}/{sha256}.pdf"
    open_store(workplace.out).put(key, content)
    court = _of(matter.stand.courts, matter.move.conviction)["court"]
    return Order(key=key, sha256=sha256, court=str(court[0]) if court.len() else "", pages=pages)
