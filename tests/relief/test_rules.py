"""Every case of relief/rules/cases comes out as its sentence says, and every rule has cases on every side."""

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from relief.eligibility import determine
from relief.errors import UserError
from relief.policy import Policy, read_policy
from relief.rules.cases import AS_OF, read_cases
from relief.rules.cases.check import find_wrong
from relief.rules.cases.history import CaseHistory
from relief.rules.cases.records import HOME, make_record, number_rows, set_rows_aside, write_records
from relief.rules.cases.settle import Settled, settle
from relief.rules.prop64 import RULE_SET, list_rules
from relief.rules.terms import read_terms

NEVER_YES = {"disposition in doubt", "conviction of another county"}
"""What another county's court entered for certain is not determined here. And a count that certainly ended without a conviction is not determined at all: it is in doubt or it is not."""
NEVER_NO = {"no lesser offense"}
NEVER_UNKNOWN = {"relief not yet in force", "relief already given", "identity in doubt", "deceased",
                 "already at the level the law gives", "no lesser offense"}  # fmt: skip

CASES = read_cases(RULE_SET)


@cache
def settled() -> list[Settled]:
    return settle(CASES)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.name for case in CASES])
def test_a_case_is_decided_as_its_sentence_says(number: int) -> None:
    found = settled()[number].determination
    assert find_wrong(settled()[number]) is None, find_wrong(settled()[number])
    if found is None:
        return
    assert (found["relief"] is not None) == (found["outcome"] == "eligible")
    assert found["reason"].endswith(".") and found["citation"], "every determination says why"


def test_cases_settled_together_come_out_as_each_alone_and_as_a_run_of_its_policy(tmp_path: Path) -> None:
    for number in range(0, len(CASES), 9):
        case, together = CASES[number], settled()[number]
        assert settle([case])[0].answers == together.answers, case.name
        if together.determination is None:
            continue
        path = write_records(number_rows(CaseHistory(case).records), tmp_path / "r.parquet")
        own = determine(
            path, set_rows_aside([{"subject_id": "1"}] * case.set_aside), county=HOME,
            policy=read_policy(case.policy, source="a test"), as_of=case.as_of,
        )  # fmt: skip
        same = ("outcome", "relief", "rule", "unknown_facts", "facts", "serving", "eligible_on")
        found = [row for row in own.determinations.iter_rows(named=True)
                 if all(row.get(name) == together.determination.get(name) for name in same)]  # fmt: skip
        assert found, case.name


def test_a_case_with_a_key_that_no_case_has_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relief.rules.cases.__file__", str(tmp_path / "__init__.py"))
    (tmp_path / "any").mkdir()
    (tmp_path / "any" / "one.yaml").write_text("- {name: A case, history: [], expect: {}, until: 2020}")
    with pytest.raises(UserError, match=r"one\.yaml, case A case: unknown key until"):
        read_cases("any")


def test_every_rule_has_cases_on_both_sides_and_on_unknown() -> None:
    wanted: dict[str, set[Any]] = defaultdict(set)
    for case in CASES:
        for rule, answer in case.answers.items():
            wanted[rule].add(answer)
    names = {rule.name for rule in list_rules(Policy(), read_terms(RULE_SET, AS_OF), AS_OF)}
    assert set(wanted) == names, "each rule has cases, and each case is of a rule"
    for rule in names:
        needed = {True} - ({True} if rule in NEVER_YES else set())
        needed |= set() if rule in NEVER_NO else {False}
        needed |= set() if rule in NEVER_UNKNOWN else {None}
        assert needed <= wanted[rule], f"{rule}: no case for {needed - wanted[rule]}"


def test_names_of_cases_are_sentences_and_are_used_once() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    assert all(" " in name and name[0].isupper() for name in names)


def test_a_person_over_two_files_is_decided_once(tmp_path: Path) -> None:
    shared = {"birth_date": "1980-05-17", "event": "court action", "disposition": "convicted", "conviction_level": "felony",
              "charge_text": "11359 HS", "event_date": "2010-05-01", "count_order": "001001001000"}  # fmt: skip
    parts = [("a.dat", "probation", 3, "year"), ("b.dat", "jail", 60, "day")]
    rows = [
        make_record(**shared, source_file=file, sentence_place=place, sentence_length=length, sentence_unit=unit)
        for file, place, length, unit in parts
    ]
    decision = determine(
        write_records(number_rows(rows), tmp_path / "r.parquet"),
        set_rows_aside([]),
        county=HOME,
        policy=Policy(),
        as_of=AS_OF,
    )
    assert decision.determinations.select("source_file", "outcome").rows() == [("a.dat", "eligible")]
    assert sum(decision.tally.values()) == 2


def test_every_row_is_counted_once_in_the_tally(tmp_path: Path) -> None:
    records = [record | {"subject_id": str(n)} for n, case in enumerate(CASES) for record in CaseHistory(case).records]
    numbered = number_rows(records)
    gone = [
        {key: numbered[n][key] for key in ("source_file", "source_row", "subject_id")} | {"step": "check"}
        for n in (3, 9)
    ]
    decision = determine(
        write_records(numbered, tmp_path / "r.parquet"), set_rows_aside(gone), county=HOME, policy=Policy(), as_of=AS_OF
    )
    assert sum(decision.tally.values()) == len(numbered), decision.tally
    keys = decision.determinations.select("source_file", "source_row")
    assert not keys.is_duplicated().any()
    assert decision.determinations.filter(pl.col("outcome") == "eligible").height > 20
