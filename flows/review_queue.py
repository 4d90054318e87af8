"""The review queue: what the rules left to a person in the run in force, whose it is, and what would settle it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from connectors import County, load_county
from flows.clock import now
from flows.explaining import read_elected
from flows.past import PastRun, find_in_force
from flows.private_words import list_private
from flows.workplace import Workplace
from relief import database
from relief.agencies import route
from relief.challenging import Ground
from relief.eligibility import reach_verdicts
from relief.errors import UserError
from relief.ledger import Step
from relief.readings import find_readings
from relief.reviewing import CHALLENGE, DECISION, OUTCOMES, RELIEFS, Signature, is_waiting, verdict
from relief.settling import find_settling, tell_settling

_PLACE = ["source_file", "source_row"]
_ACCOUNT = re.compile(r"[A-Za-z0-9_.:@-]{1,80}\Z")
_LONGEST = 500

QUEUE = [
    "conviction", "source_file", "source_row", "agency", "court", "ori", "case_number", "count", "code_section", "level",
    "conviction_date", "rule", "reason", "unknown_facts", "settles", "signed",
]  # fmt: skip
"""Columns of the queue: no name, birth date or CII number. ``signed``: a decision that waits for another signature."""


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What waits for a person in one county."""

    county: County
    items: pl.DataFrame
    """Columns ``QUEUE`` and ``against`` (what the rules say), in the order of the export."""
    past: PastRun


def open_queue(word: str, workplace: Workplace, *, decided: bool = False, everything: bool = False) -> Queue:
    """The queue of the run in force.

    Args:
        decided: also what a person has decided: a decision may be changed.
        everything: all that is in scope: a challenge may concern any of it.
    """
    county, past = load_county(word), find_in_force(word, workplace)
    chosen = _choose(_read_named(past), decided=decided, everything=everything)
    scan = pl.scan_parquet(past.bring("facts.parquet"))
    facts = scan.join(chosen.lazy().select(_PLACE), on=_PLACE, how="semi", maintain_order="left").collect()
    policy = read_elected(past)
    said = reach_verdicts(facts, policy=policy, as_of=past.as_of).select("row", against=_verdict())
    found = [find(facts, policy=policy, as_of=past.as_of) for find in (find_settling, find_readings)]
    settles = tell_settling(pl.concat(found))
    known = facts.select("row", *_PLACE).join(said, on="row").join(settles, on="row", how="left").drop("row")
    items = (
        chosen.with_columns(agency=route(county.review.agencies, county.prosecutor.on(past.as_of).name))
        .join(known, on=_PLACE, how="left", maintain_order="left")
        .join(
            _read_signed(word, workplace, county.review.signatures), on="conviction", how="left", maintain_order="left"
        )
    )
    return Queue(county=county, items=items.select(*QUEUE, "against"), past=past)


def _choose(named: pl.DataFrame, *, decided: bool, everything: bool) -> pl.DataFrame:
    outcome, rule = pl.col("outcome").cast(pl.String), pl.col("rule").cast(pl.String)
    if everything:
        return named.filter(outcome != "out of scope")
    waiting = (outcome == "attorney review") & (rule != CHALLENGE)
    return named.filter(waiting | (rule == DECISION) if decided else waiting)


def decide(
    word: str, workplace: Workplace, decisions: Sequence[Mapping[str, Any]], *, signer: str, day: date, at: Any
) -> int:
    """Sign decisions, all or none; how many came into force.

    Args:
        decisions: each with ``conviction``, ``outcome``, ``relief`` (or None), ``reason`` and ``place``, which says
            where it was written, for messages.
    """
    queue = open_queue(word, workplace, decided=True)
    check_account(signer)
    against = dict(queue.items.select("conviction", "against").rows())
    private = _read_private(queue.past, [str(each["conviction"]) for each in decisions])
    signatures = [_sign(each, against, private, signer, day) for each in decisions]
    with opened(workplace) as engine:
        return database.sign(engine, county=word, signatures=signatures, needed=queue.county.review.signatures, at=at)


def challenge(word: str, workplace: Workplace, what: str, *, file: str | None, row: int, by: str, day: date) -> None:
    """Challenge the conviction of a row on a ground, or write down what followed.

    Args:
        what: a name of ``relief.challenging.Ground``, or of a step of its path.
    """
    check_account(by)
    queue = open_queue(word, workplace, everything=True)
    conviction = find_conviction(queue, file=file, row=row)
    with opened(workplace) as engine:
        told: dict[str, Any] = {"county": word, "conviction": conviction, "day": day, "at": now()}
        if what in Ground.__members__:
            agency = str(queue.items.filter(pl.col("conviction") == conviction)["agency"][0])
            database.challenge(engine, **told, ground=Ground[what], author=by, agency=agency)
        else:
            database.proceed(engine, **told, step=Step[what], actor=by)


def find_conviction(queue: Queue, *, file: str | None, row: int) -> str:
    """The name of the conviction of that row. UserError if it is not in the queue."""
    here = queue.items.filter(pl.col("source_row") == row)
    if file is not None:
        here = here.filter(pl.col("source_file") == file)
    if here.height != 1:
        which = "say which with --file" if here.height else "see: relief review list"
        raise UserError(f"row {row}: {here.height} convictions of that row are for review; {which}")
    return str(here["conviction"][0])


def check_account(signer: str) -> None:
    """UserError if it is no account."""
    if not _ACCOUNT.match(signer):
        raise UserError("the signer is an account: letters, digits and _.:@- only, at most 80, and no person's name")


def _sign(
    each: Mapping[str, Any], against: Mapping[str, str], private: Mapping[str, Sequence[str]], signer: str, day: date
) -> Signature:
    place, conviction = each["place"], str(each["conviction"])
    if conviction not in against:
        raise UserError(f"{place}: this conviction is not for review in the run in force; export the queue again")
    outcome, relief, reason = each["outcome"], each["relief"], " ".join(str(each["reason"] or "").split())
    if outcome not in OUTCOMES:
        raise UserError(f"{place}, decision: must be one of {', '.join(OUTCOMES)}")
    if (relief in RELIEFS) != (outcome == "eligible") or (relief and relief not in RELIEFS):
        raise UserError(f"{place}, relief: one of {', '.join(RELIEFS)} for eligible, else nothing")
    if not reason or len(reason) > _LONGEST:
        raise UserError(f"{place}, reason: must be given, in at most {_LONGEST} letters")
    if any(word in reason.upper() for word in private.get(conviction, ())):
        raise UserError(f"{place}, reason: it holds the person's name, birth date or number; write it without")
    return Signature(
        conviction=conviction, outcome=str(outcome), relief=relief or None, reason=reason, signer=signer, day=day,
        against=against[conviction],
    )  # fmt: skip


def _read_private(past: PastRun, convictions: Sequence[str]) -> dict[str, list[str]]:
    """Each conviction's words that no reason may hold."""
    named = _read_named(past).filter(pl.col("conviction").is_in(convictions))
    found: dict[str, list[str]] = {}
    for row in named.select("conviction", "name", "cii_number", "subject_id", "birth_date").iter_rows(named=True):
        found[row["conviction"]] = list_private(row)
    return found


def _read_named(past: PastRun) -> pl.DataFrame:
    named = past.scan_ordered().collect()
    return named.with_columns(conviction=database.name_convictions(named))


def _verdict() -> pl.Expr:
    relief = pl.col("relief").cast(pl.String).fill_null("")
    return pl.concat_str(pl.col("outcome").cast(pl.String), relief, separator="/")


def _read_signed(word: str, workplace: Workplace, needed: int) -> pl.DataFrame:
    """``conviction`` and ``signed``: the last word on it, by whom, and whether it is enough."""
    with opened(workplace) as engine:
        lives = database.read_signatures(engine, county=word)
    rows = []
    for name, life in lives.items():
        state = "waits for another signature" if is_waiting(life, needed) else "in force with the next run"
        last = verdict(life[-1].outcome, life[-1].relief).rstrip("/").replace("/", ": ")
        rows.append((name, f"{last}, {life[-1].signer}, {state}"))
    return pl.DataFrame(rows, schema={"conviction": pl.String, "signed": pl.String}, orient="row")


@contextmanager
def opened(workplace: Workplace) -> Iterator[Any]:
    """The workplace's database for as long as the block lasts; a Conflict is told as UserError."""
    engine = database.open_database(workplace.database)
    try:
        yield engine
    except database.Conflict as conflict:
        raise UserError(str(conflict)) from None
    finally:
        engine.dispose()
