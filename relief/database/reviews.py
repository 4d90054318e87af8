"""Decisions of persons and challenges: signed and written once, with the ledger's steps in the same transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, insert, select
from sqlmodel import SQLModel, col

from relief.challenging import SHOWN, Ground
from relief.database.audit import add_audit
from relief.database.engine import Conflict, connect, transact
from relief.database.outcome_tables import Withheld
from relief.database.owners import is_gone
from relief.database.review_tables import Challenge, ReviewSignature
from relief.database.runs import CountyBusy, add_once
from relief.database.steps import add_steps
from relief.database.tables import County, Lease, LedgerStep
from relief.ledger import Step, standing
from relief.reviewing import COURT, DECIDED, Signature, find_in_force, tabulate
from relief.ruled import RULED, WITHHELD
from relief.rules.rule import Outcome

_FOLLOWS = {
    Outcome.ELIGIBLE.value: Step.NOT_CHALLENGED,
    Outcome.INELIGIBLE.value: Step.NOT_ELIGIBLE,
    Outcome.ALREADY_RELIEVED.value: Step.ALREADY_RELIEVED,
}
_STEPS = {"conviction": pl.String, "step": pl.String, "day": pl.Date, "actor": pl.String, "paper": pl.String}


def sign(engine: Engine, *, county: str, signatures: Sequence[Signature], needed: int, at: datetime) -> int:
    """Write signatures, all or none, and the ledger's steps of the decisions they complete.

    Args:
        county: the county's word.
        signatures: in order; the last word of its signer written again is passed over.
        needed: how many people must sign.
        at: now.

    Returns:
        Decisions that came into force.

    Raises:
        CountyBusy: a run is at work, which began from the decisions there were.
        IllegalStep: the ledger says that the conviction is past review; nothing was written.
    """

    def work(connection: Connection) -> int:
        refuse_busy(connection, county, at)
        add_once(connection, County, name=county)
        known = _read_signatures(connection, county)
        completed: list[Signature] = []
        for each in signatures:
            life = known.setdefault(each.conviction, [])
            if life and life[-1] == each:
                continue
            _add(connection, ReviewSignature, county, len(life), _values(each))
            before = find_in_force(life, needed)
            life.append(each)
            after = find_in_force(life, needed)
            if after is not None and after is not before:
                completed.append(after)
        steps = [step for each in completed for step in _steps_of(each)]
        add_steps(connection, county=county, steps=pl.DataFrame(steps, schema=_STEPS, orient="row"))
        _tell(connection, at, signatures[0].signer if signatures else "relief", "review.signed", county,
              {"signatures": len(signatures), "in force": len(completed)})  # fmt: skip
        return len(completed)

    return transact(engine, work)


def challenge(
    engine: Engine, *, county: str, conviction: str, ground: Ground, author: str, agency: str, day: date, at: datetime
) -> None:
    """Write a challenge with its ground and author; CountyBusy and IllegalStep as ``sign``."""

    def work(connection: Connection) -> None:
        refuse_busy(connection, county, at)
        here = (col(Challenge.county) == county) & (col(Challenge.conviction) == conviction)
        known = connection.execute(select(col(Challenge.day)).where(here)).scalars().all()
        steps = [(conviction, step.value, day, author, None) for step in (Step.REVIEWED, Step.CHALLENGED)]
        if not add_steps(connection, county=county, steps=pl.DataFrame(steps, schema=_STEPS, orient="row")):
            raise Conflict(f"{county}: this challenge was written before")
        values = {"conviction": conviction, "ground": ground.value, "author": author, "agency": agency, "day": day}
        _add(connection, Challenge, county, len(known), values)
        _tell(connection, at, author, "challenge.written", county, {"challenges": 1})

    transact(engine, work)


def proceed(engine: Engine, *, county: str, conviction: str, step: Step, actor: str, day: date, at: datetime) -> None:
    """Write the next step of a challenge: notice to the defender, hearing, ruling. Conflict if none was made."""

    def work(connection: Connection) -> None:
        refuse_busy(connection, county, at)
        here = (col(Challenge.county) == county) & (col(Challenge.conviction) == conviction)
        if not connection.execute(select(col(Challenge.day)).where(here)).first():
            raise Conflict(f"{county}: '{step}' cannot be written: relief for this conviction was not challenged")
        steps = pl.DataFrame([(conviction, step.value, day, actor, None)], schema=_STEPS, orient="row")
        add_steps(connection, county=county, steps=steps)
        _tell(connection, at, actor, "challenge.proceeded", county, {"steps": 1})

    transact(engine, work)


def read_signatures(engine: Engine, *, county: str) -> dict[str, list[Signature]]:
    """Conviction to its signatures in their order."""
    with connect(engine) as connection:
        return _read_signatures(connection, county)


def read_decided(engine: Engine, *, county: str, needed: int, until: date | None = None) -> pl.DataFrame:
    """What persons and the court have decided: ``relief.reviewing.DECIDED``; a challenge, or a ruling, goes before a decision.

    Args:
        county: the county's word.
        needed: how many people must sign.
        until: only what was decided by that day; None: all.
    """
    by = until or date.max
    with connect(engine) as connection:
        lives = _read_signatures(connection, county)
        challenged = _read_challenged(connection, county, by)
        ruled = _read_ruled(connection, county, by)
    then = ([each for each in life if each.day <= by] for life in lives.values())
    standing = (find_in_force(life, needed) for life in then)
    decisions = tabulate(each for each in standing if each is not None)
    before = decisions.select(
        "conviction", _before=pl.concat_str("outcome", pl.col("relief").fill_null(""), separator="/")
    )
    court = ruled.join(challenged, on="conviction", how="anti").join(before, on="conviction", how="left")
    court = court.with_columns(against=pl.col("_before").fill_null("")).drop("_before")
    # That a person found the relief, and wrote the step, is that person's decision and not the court's.
    found = (pl.col("outcome") == Outcome.ALREADY_RELIEVED.value) & pl.col("against").str.starts_with(pl.col("outcome"))
    court = court.filter(~found)
    theirs = pl.concat([challenged, court])
    return pl.concat([decisions.join(theirs, on="conviction", how="anti"), theirs]).sort("conviction")


def _read_ruled(connection: Connection, county: str, by: date) -> pl.DataFrame:
    """What the court has ruled of each conviction, as ``relief.reviewing.DECIDED``."""
    here = (col(LedgerStep.county) == county) & (col(LedgerStep.day) <= by)
    ruled = select(col(LedgerStep.conviction)).where(here, col(LedgerStep.step).in_([step.value for step in RULED]))
    query = select(col(LedgerStep.conviction), col(LedgerStep.step)).where(here, col(LedgerStep.conviction).in_(ruled))
    lives: dict[str, list[Step]] = {}
    for conviction, step in connection.execute(query.order_by(col(LedgerStep.conviction), col(LedgerStep.position))):
        lives.setdefault(conviction, []).append(Step(step))
    mine = (col(Withheld.county) == county) & (col(Withheld.day) <= by)
    withheld = select(col(Withheld.conviction)).where(mine).distinct()
    outcome, reason = WITHHELD
    told = {name: (name, outcome, None, COURT, reason, "") for name in connection.scalars(withheld)}
    for conviction, life in lives.items():
        stands = standing(life)
        if stands is not None and stands in RULED:
            outcome, reason = RULED[stands]
            told[conviction] = (conviction, outcome, None, COURT, reason, "")
    return pl.DataFrame(list(told.values()), schema=DECIDED, orient="row")


def _read_challenged(connection: Connection, county: str, by: date) -> pl.DataFrame:
    key = (LedgerStep.conviction, LedgerStep.step)
    named = select(col(Challenge.conviction)).where(col(Challenge.county) == county)
    query = select(*(col(each) for each in key)).where(
        col(LedgerStep.county) == county, col(LedgerStep.conviction).in_(named), col(LedgerStep.day) <= by
    )
    last = {row[0]: row[1] for row in connection.execute(query.order_by(col(LedgerStep.position)))}
    columns = (col(Challenge.conviction), col(Challenge.ground))
    told = select(*columns).where(col(Challenge.county) == county).order_by(col(Challenge.position))
    grounds = {row[0]: row[1] for row in connection.execute(told)}
    rows = []
    for conviction, step in last.items():
        if step in SHOWN:
            outcome, rule, reason = SHOWN[step]
            rows.append((conviction, outcome, None, rule, f"{reason}: {grounds[conviction]}.", ""))
    return pl.DataFrame(rows, schema=DECIDED, orient="row")


def _read_signatures(connection: Connection, county: str) -> dict[str, list[Signature]]:
    names = ("conviction", "outcome", "relief", "reason", "signer", "day", "against")
    columns = [col(getattr(ReviewSignature, name)) for name in names]
    query = select(*columns).where(col(ReviewSignature.county) == county)
    lives: dict[str, list[Signature]] = {}
    for row in connection.execute(query.order_by(col(ReviewSignature.conviction), col(ReviewSignature.position))):
        lives.setdefault(row[0], []).append(Signature(**dict(zip(names, row, strict=True))))
    return lives


def _values(each: Signature) -> dict[str, Any]:
    return {name: getattr(each, name) for name in Signature.__dataclass_fields__}


def _steps_of(each: Signature) -> list[tuple[object, ...]]:
    follows = (Step.REVIEWED, _FOLLOWS[each.outcome])
    return [(each.conviction, step.value, each.day, each.signer, None) for step in follows]


def _add(connection: Connection, table: type[SQLModel], county: str, position: int, values: dict[str, Any]) -> None:
    connection.execute(insert(table).values(county=county, position=position, **values))


def _tell(connection: Connection, at: datetime, actor: str, event: str, county: str, counts: dict[str, int]) -> None:
    add_audit(connection, at=at, actor=actor, event=event, county=county, subject="", counts=counts)


def refuse_busy(connection: Connection, county: str, at: datetime) -> None:
    """A run at work has begun from the decisions there were: a new one waits until it is through."""
    query = select(col(Lease.owner), col(Lease.until)).where(col(Lease.county) == county).with_for_update()
    row = connection.execute(query).first()
    if row and row[0] and row[1] is not None and row[1] > at and not is_gone(row[0]):
        raise CountyBusy(f"{county}: a run is at work; decide again when it is through")
