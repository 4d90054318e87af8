"""Each defect alone: repaired, unknown, or set aside with a reason; never silently "not eligible"."""

from pathlib import Path

import pytest

from tests.data_quality.damages import DAMAGES, REPAIRED, SET_ASIDE, UNKNOWN
from tests.data_quality.state import AFFECTED, Outcome, clean_state, decide


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return decide(clean_state(), tmp_path_factory.mktemp("clean"), checked=True)


def test_everybody_in_the_clean_state_is_eligible(clean: Outcome) -> None:
    assert set(clean.answers) == {row["SUBJECT_ID"] for row in clean_state()}
    assert {answer for answers in clean.answers.values() for answer in answers} == {("eligible", "")}
    assert clean.aside == {}
    assert clean.rows == len(clean_state())


@pytest.mark.parametrize("name", DAMAGES)
def test_a_defect_alone_ends_as_it_must(name: str, clean: Outcome, tmp_path: Path) -> None:
    end, why, damage = DAMAGES[name]
    rows = damage(clean_state())
    assert rows != clean_state()
    found = decide(rows, tmp_path, checked=end == SET_ASIDE or bool(end == REPAIRED and why))
    assert found.rows == len(rows), "every row is used or set aside"
    others = {subject: answers for subject, answers in found.answers.items() if subject != AFFECTED}
    assert others == {subject: answers for subject, answers in clean.answers.items() if subject != AFFECTED}
    mine = found.answers.get(AFFECTED, [])
    if end == REPAIRED:
        assert set(mine) == {("eligible", "")}, mine
        assert len(mine) == 1 + sum(row.get("CNT_ORDER", "") > "001002001000" for row in rows)
        assert set(found.aside) == ({why} if why else set())
    elif end == UNKNOWN:
        assert {outcome for outcome, _ in mine} == {"attorney review"}, mine
        assert all(why in unknown for _, unknown in mine), mine
    else:
        assert why in found.aside, found.aside
        assert found.aside_of == {AFFECTED}
        assert not mine or {outcome for outcome, _ in mine} == {"attorney review"}


def test_nothing_of_numbers_that_no_rule_needs_is_read(tmp_path: Path) -> None:
    rows = DAMAGES["DQ-016 licence and social security numbers filled"][2](clean_state())
    text = str(decide(rows, tmp_path).records.to_dicts())
    assert "000112222" not in text
    assert "Z0001112" not in text
