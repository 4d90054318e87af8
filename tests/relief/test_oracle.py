"""The fast decision and the slow one agree on people invented at random."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relief.eligibility import determine
from relief.policy import Policy, read_policy
from relief.rules.cases.records import HOME, Record, number_rows, set_rows_aside, write_records
from relief.rules.prop64 import RULE_SET, list_rules
from relief.rules.rule import Outcome, Relief
from relief.rules.terms import read_terms
from tests.relief.histories import invent_people
from tests.relief.oracle import Verdict, decide_all

PEOPLE = 150
AS_OF_DAYS = [
    date(2020, 7, 1),
    date(2020, 2, 29),
    date(2017, 1, 1),
    date(2016, 11, 9),
    date(2016, 11, 8),
    date(2023, 7, 1),
]
Answers = dict[tuple[str, str], Verdict]


def invent_policy(seed: int) -> Policy:
    """Some county's elections; the default for every third seed."""
    if seed % 3 == 0:
        return Policy()
    pick = Random(seed).choice
    timing = ["off", "any_time", "before_the_offense", "before_the_conviction"]
    sections = ["11357", "11358", "11359", "11360", *pick([[], [], ["11357(a)"], ["11357(a)", "11357(b)"]])]
    mapping: dict[str, object] = {
        "felonies": {
            section: pick(["dismiss", "redesignate", "redesignate", "review", "always_review"]) for section in sections
        },
        "misdemeanors_and_infractions": pick(["dismiss", "floor", "review"]),
        "further_relief": {
            "years_since_conviction": pick([None, None, 1, 5, 10, 15]),
            "years_without_conviction": pick([None, None, 1, 4, 7, 15]),
            "more_than_those_years": pick([True, False]),
            "age": pick([None, None, 40, 50, 65]),
            "under_21_at_conviction": pick([True, False]),
            "only_cannabis_convictions": pick([True, False]),
            "cannabis_sentence_ended": pick([True, False]),
            "only_conviction": pick([True, False]),
            "deceased": pick([True, False]),
        },
        "attempts": pick(["review", "as_the_offense", "ineligible"]),
        "earlier_offense_convicted_after": pick(["review", "eligible", "ineligible"]),
        "subdivisions_in_question": pick(["review", "floor"]),
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


def settle(verdict: Verdict | None) -> Verdict | None:
    """Nobody asks whether a sentence for another offense is still running."""
    if verdict is None or verdict.outcome != "out of scope":
        return verdict
    return replace(verdict, serving=None, destruction_due=False)


def find_disagreements(
    records: list[Record], aside: list[dict[str, Any]], *, policy: Policy, as_of: date, folder: Path
) -> dict[tuple[str, str], tuple[Verdict | None, Verdict | None]]:
    """Where the two differ: the fast answer and the slow one, for each count."""
    fast = decide_fast(records, aside, policy=policy, as_of=as_of, folder=folder)
    slow = decide_all(records, aside, county=HOME, policy=policy, as_of=as_of)
    pairs = {key: (settle(fast.get(key)), settle(slow.get(key))) for key in sorted(fast | slow)}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def print_smallest(
    key: tuple[str, str],
    records: list[Record],
    aside: list[dict[str, Any]],
    *,
    policy: Policy,
    as_of: date,
    folder: Path,
) -> str:
    """The person's history with every row left out that the disagreement does not need."""
    apart = [row for row in aside if row["subject_id"] in (key[0], None)]
    rows = [record for record in records if record["subject_id"] == key[0]]
    if key not in find_disagreements(rows, apart, policy=policy, as_of=as_of, folder=folder):
        return f"{key}: only beside the other people"
    for row in list(rows):
        fewer = [other for other in rows if other is not row]
        if fewer and key in find_disagreements(fewer, apart, policy=policy, as_of=as_of, folder=folder):
            rows = fewer
    fast, slow = find_disagreements(rows, apart, policy=policy, as_of=as_of, folder=folder)[key]
    lines = [str({name: str(value) for name, value in row.items() if value is not None}) for row in rows]
    return "\n".join(
        [f"{key} as of {as_of}", str(policy.as_mapping()), *lines, f"aside: {apart}", f"fast: {fast}", f"slow: {slow}"]
    )


def assert_agreement(seed: int, people: int, folder: Path) -> int:
    """Invent people by this seed and decide them twice; the number of determinations."""
    as_of, policy = AS_OF_DAYS[seed % len(AS_OF_DAYS)], invent_policy(seed)
    records, aside = invent_people(seed, people, as_of)
    wrong = find_disagreements(records, aside, policy=policy, as_of=as_of, folder=folder)
    for key in wrong:
        pytest.fail(
            f"seed {seed}, {len(wrong)} disagreements, the first:\n"
            + print_smallest(key, records, aside, policy=policy, as_of=as_of, folder=folder)
        )
    return len(records)


@pytest.mark.parametrize("seed", range(len(AS_OF_DAYS)))
def test_both_implementations_agree_on_each_as_of_day(seed: int, tmp_path: Path) -> None:
    assert assert_agreement(seed, PEOPLE, tmp_path) > PEOPLE


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(min_value=6, max_value=2**32))
def test_both_implementations_agree_on_people_invented_at_random(seed: int, tmp_path: Path) -> None:
    assert_agreement(seed, PEOPLE, tmp_path)


@pytest.mark.prove
@pytest.mark.timeout(0)
def test_both_implementations_agree_on_a_million_people(tmp_path: Path) -> None:
    for seed in range(1_000_000 // 500):
        assert_agreement(1_000_000 + seed, 500, tmp_path)


def test_invented_people_reach_every_rule_and_outcome() -> None:
    """The proof is worth only as much as what it sees."""
    seen: Counter[str] = Counter()
    for seed in range(90):
        as_of = AS_OF_DAYS[seed % len(AS_OF_DAYS)]
        records, aside = invent_people(seed, PEOPLE, as_of)
        for verdict in decide_all(records, aside, county=HOME, policy=invent_policy(seed), as_of=as_of).values():
            seen.update([verdict.outcome, str(verdict.relief), str(verdict.rule)])
    names = {rule.name for rule in list_rules(Policy(), read_terms(RULE_SET, AS_OF_DAYS[0]), AS_OF_DAYS[0])}
    # The answer of these is "unknown" or "no", and then no rule is the one that decided.
    never = {"disposition in doubt", "conviction of another county"}
    assert names - never <= set(seen), names - never - set(seen)
    elsewhere = {Relief.CONVICTION_RELIEF, Relief.ARREST_RELIEF}
    assert {str(relief) for relief in set(Relief) - elsewhere} <= set(seen)
    assert {str(outcome) for outcome in Outcome} <= set(seen)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_people_and_events_in_a_file_changes_no_determination(seed: int, tmp_path: Path) -> None:
    """Rows of one count keep their order among themselves: it is the order in which the court entered them."""
    as_of, policy = AS_OF_DAYS[seed], invent_policy(seed)
    records, aside = invent_people(seed, PEOPLE, as_of)
    aside = [row for row in aside if set(row) == {"subject_id"}]  # others name a place in the file
    records = number_rows(record | {"source_file": "export.dat"} for record in records)
    first = decide_fast(records, aside, policy=policy, as_of=as_of, folder=tmp_path)
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        groups.setdefault((record["subject_id"], record["count_order"]), []).append(record)
    shuffled = list(groups.values())
    Random(seed).shuffle(shuffled)
    mixed = number_rows(record for group in shuffled for record in group)
    assert decide_fast(mixed, aside, policy=policy, as_of=as_of, folder=tmp_path) == first


@pytest.mark.parametrize("seed", range(4))
def test_a_file_split_in_two_within_a_person_gives_the_same_determinations(seed: int, tmp_path: Path) -> None:
    as_of, policy = AS_OF_DAYS[seed], invent_policy(seed)
    records, aside = invent_people(seed, PEOPLE, as_of)
    aside = [row for row in aside if set(row) == {"subject_id"}]  # others name a place in the file
    whole = sorted(
        (record | {"source_file": "a.dat"} for record in records), key=lambda record: str(record["subject_id"])
    )
    first = decide_fast(number_rows(whole), aside, policy=policy, as_of=as_of, folder=tmp_path)
    for cut in Random(seed).sample(range(1, len(whole)), 5):
        split = number_rows(whole[:cut] + [record | {"source_file": "b.dat"} for record in whole[cut:]])
        assert decide_fast(split, aside, policy=policy, as_of=as_of, folder=tmp_path) == first


def test_the_same_records_give_the_same_table_twice(tmp_path: Path) -> None:
    records, aside = invent_people(3, PEOPLE, AS_OF_DAYS[0])
    path = write_records(records, tmp_path / "records.parquet")
    one, two = (
        determine(path, set_rows_aside(aside), county=HOME, policy=Policy(), as_of=AS_OF_DAYS[0]).determinations
        for _ in range(2)
    )
    assert one.equals(two)
