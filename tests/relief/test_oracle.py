"""The fast decision and the slow one agree on people invented at random."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from relief.eligibility import determine
from relief.policy import Policy, read_policy
from tests.relief.histories import HOME, Record, invent_people, set_rows_aside, write_records
from tests.relief.oracle import Verdict, decide_all

PEOPLE = 150
AS_OF_DAYS = [date(2020, 7, 1), date(2020, 2, 29), date(2017, 1, 1), date(2016, 11, 9), date(2016, 11, 8), date(2023, 7, 1)]
Answers = dict[tuple[str, str], Verdict]


def invent_policy(seed: int) -> Policy:
    """Some county's elections; the default for every third seed."""
    if seed % 3 == 0:
        return Policy()
    pick = Random(seed).choice
    timing = ["off", "any_time", "before_the_offense"]
    sections = ["11357", "11358", "11359", "11360"]
    mapping: dict[str, object] = {
        "felonies": {section: pick(["dismiss", "redesignate", "redesignate"]) for section in sections},
        "misdemeanors_and_infractions": pick(["dismiss", "floor"]),
        "further_relief": {
            "years_since_conviction": pick([None, None, 1, 5, 10, 15]),
            "years_without_conviction": pick([None, None, 1, 4, 7, 15]),
            "age": pick([None, None, 40, 50, 65]),
            "under_21_at_conviction": pick([True, False]),
            "only_cannabis_convictions": pick([True, False]),
            "deceased": pick([True, False]),
        },
        "disqualifiers": {
            "super_strike": pick(timing),
            "registration": pick(timing),
            "two_priors": pick([*timing, "review"]),
        },
    }
    return read_policy(mapping, source="a test")


def decide_fast(
    records: Iterable[Record], aside: Iterable[Mapping[str, Any]], *, policy: Policy, as_of: date, folder: Path
) -> Answers:
    """The determinations of the columns, by person and count, in the oracle's words."""
    rows = list(records)
    keys = {(row["source_file"], row["source_row"]): (row["subject_id"], row["count_order"]) for row in rows}
    path = write_records(rows, folder / "records.parquet")
    decision = determine(path, set_rows_aside(aside), county=HOME, policy=policy, as_of=as_of)
    found: Answers = {}
    for row in decision.determinations.iter_rows(named=True):
        key = keys[row["source_file"], row["source_row"]]
        assert key not in found, f"decided twice: {key}"
        unknown = bool(row["unknown_facts"])
        assert not unknown or row["outcome"] == "attorney review", "only a review may rest on unknown facts"
        found[key] = Verdict(
            outcome=row["outcome"], relief=row["relief"], rule=None if unknown else row["rule"], unknown=unknown,
            serving=row["serving"], destruction_due=row["destruction_due"],
        )  # fmt: skip
    return found


def find_disagreements(seed: int, people: int, folder: Path) -> dict[tuple[str, str], tuple[Verdict | None, Verdict | None]]:
    """Where the two differ: the fast answer and the slow one, for each count."""
    as_of, policy = AS_OF_DAYS[seed % len(AS_OF_DAYS)], invent_policy(seed)
    records, aside = invent_people(seed, people, as_of)
    fast = decide_fast(records, aside, policy=policy, as_of=as_of, folder=folder)
    slow = decide_all(records, aside, county=HOME, policy=policy, as_of=as_of)
    pairs = {key: (settle(fast.get(key)), settle(slow.get(key))) for key in sorted(fast | slow)}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def settle(verdict: Verdict | None) -> Verdict | None:
    """Nobody asks whether a sentence for another offense is still running."""
    if verdict is None or verdict.outcome != "out of scope":
        return verdict
    return replace(verdict, serving=None, destruction_due=False)
