"""The gate before the papers."""

import json
from datetime import date
from pathlib import Path

import pytest

from flows.gate import keep_opinion, refuse_known_wrong
from flows.run import Run, plan_run
from flows.workplace import Workplace
from relief.assurance.proofs import Proofs
from relief.assurance.sampling import Bound, Verdict
from relief.errors import UserError

FINE = Bound(decided=100, reviewed=50, wrong=0, at_most=0.06)
WRONG = Bound(decided=100, reviewed=50, wrong=2, at_most=0.2)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return plan_run("los_angeles", [], date(2020, 7, 1), Workplace.choose(str(tmp_path)))


def prove(monkeypatch: pytest.MonkeyPatch, proofs: Proofs | None) -> None:
    monkeypatch.setattr("relief.assurance.proofs.read_proofs", lambda: proofs)


def test_a_failed_proof_stops_the_papers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    prove(monkeypatch, Proofs(mutants=10, mutants_alive=("one",), people=500, disagreements=0))
    with pytest.raises(UserError, match=r"no papers: .* 1 changes went unseen"):
        refuse_known_wrong(run.word, run.workplace)
    prove(monkeypatch, Proofs(mutants=10, mutants_alive=(), people=500, disagreements=3))
    with pytest.raises(UserError, match="3 batches"):
        refuse_known_wrong(run.word, run.workplace)


def test_rules_that_were_not_tried_are_said_to_be_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    prove(monkeypatch, None)
    assert "have not been tried" in refuse_known_wrong(run.word, run.workplace)
    prove(monkeypatch, Proofs(mutants=10, mutants_alive=(), people=1_000_000, disagreements=0))
    assert refuse_known_wrong(run.word, run.workplace).endswith("1,000,000 random people decided alike twice")


@pytest.mark.parametrize("verdict", [(WRONG, FINE), (FINE, WRONG)])
def test_a_second_opinion_that_differs_stops_this_countys_papers_under_these_rules(
    run: Run, verdict: tuple[Bound, Bound], monkeypatch: pytest.MonkeyPatch
) -> None:
    prove(monkeypatch, None)
    grants, denials = verdict
    place = keep_opinion(
        run.workplace, "los_angeles", Verdict(wrong_grants=grants, wrong_denials=denials, confidence=0.95)
    )
    with pytest.raises(UserError, match="differs from 2 determinations"):
        refuse_known_wrong(run.word, run.workplace)
    place.write_text(json.dumps(json.loads(place.read_text()) | {"rules": "of another day"}))
    refuse_known_wrong(run.word, run.workplace)
    keep_opinion(run.workplace, "los_angeles", Verdict(wrong_grants=FINE, wrong_denials=FINE, confidence=0.95))
    refuse_known_wrong(run.word, run.workplace)
