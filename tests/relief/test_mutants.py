"""The proof itself: a changed rule is found by the cases, an unchanged one is not. ``make prove`` tries them all."""

from dataclasses import replace
from pathlib import Path

import pytest

from relief.assurance.proofs import Proofs, read_proofs, write_proofs
from tests.proof.__main__ import agree
from tests.proof.mutants import HARMLESS, LAWS, MODULES, find_survivors, make_mutants, unchanged

SOME = [
    ("relief/intervals.py", "hi < day -> hi <= day"),
    ("relief/rules/prop64.yaml", "two_priors.at_least 2 -> 3"),
    ("relief/rules/prop64.yaml", "legal_age 21 -> 20"),
    ("relief/rules/pc851_93.yaml", "felony.years 3 -> 4"),
]


def test_changed_rules_fail_a_case() -> None:
    mutants = make_mutants()
    chosen = [mutant for mutant in mutants if (mutant.file, mutant.change) in SOME]
    assert len(chosen) == len(SOME)
    assert find_survivors(chosen, workers=2) == []


def test_rules_that_are_not_changed_fail_none() -> None:
    same = [unchanged("relief/rules/prop64.py"), unchanged("relief/rules/prop64.yaml")]
    assert find_survivors(same, workers=2) == same


def test_a_disagreement_is_counted_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert agree(1_000_000) > 0
    monkeypatch.setattr("tests.proof.__main__.assert_agreement", lambda *_: pytest.fail("two answers"))
    assert agree(1_000_000) == 0


def test_every_file_of_rules_has_mutants() -> None:
    assert {mutant.file for mutant in make_mutants()} == {*MODULES, *LAWS}


def test_a_record_is_of_the_rules_as_they_are_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = tmp_path / "proofs.yaml"
    good = Proofs(mutants=200, mutants_alive=(), people=1_000_000, disagreements=0)
    assert read_proofs(record) is None
    write_proofs(good, record)
    assert read_proofs(record) == good
    assert not good.failed
    assert replace(good, disagreements=1).failed
    assert replace(good, mutants_alive=("somewhere",)).failed
    monkeypatch.setattr("relief.assurance.proofs.version", lambda: "other rules")
    assert read_proofs(record) is None


def test_what_is_called_harmless_is_still_a_change_of_these_rules() -> None:
    assert set(HARMLESS) <= {(mutant.file, mutant.change) for mutant in make_mutants()}
