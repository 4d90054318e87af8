"""What is remembered of Great Expectations' verdicts, held against Great Expectations itself."""

from datetime import date

import polars as pl
import pytest

from expectations import Expectation, Severity, prepare, verdicts
from expectations.expectation import ONE_BY_ONE, expect

ARGUMENTS: dict[str, dict[str, object]] = {
    "BeBetween": {"min_value": 0, "max_value": 300},
    "BeInSet": {"value_set": ["one", "two"]},
    "NotBeInSet": {"value_set": ["one", "two"]},
    "MatchRegex": {"regex": "^t"},
    "NotMatchRegex": {"regex": "^t"},
    "BeNull": {},
    "NotBeNull": {},
}
WORDS = [["one", "three"], ["two", None, ""], ["one", "two", "t"], [None], []]
NUMBERS = [[1, 299], [-1, 301, None], [5_000_000], [255, 256, 257], [None], []]


def ask(kind: str, measure: str = "measure") -> Expectation:
    return expect(kind, measure, f"ExpectColumnValuesTo{kind}", Severity.WARNING, **ARGUMENTS[kind])


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch) -> verdicts.Memory:
    prepare()
    fresh = verdicts.Memory()
    monkeypatch.setattr(verdicts, "_MEMORY", fresh)
    return fresh


def test_every_type_that_may_be_remembered_is_tried_here() -> None:
    assert {f"ExpectColumnValuesTo{kind}" for kind in ARGUMENTS} == ONE_BY_ONE


@pytest.mark.parametrize("kind", sorted(ARGUMENTS))
def test_remembered_verdicts_are_those_great_expectations_gives_each_table_alone(kind: str) -> None:
    of, dtype = (NUMBERS, pl.Int32) if kind == "BeBetween" else (WORDS, pl.String)
    series = [pl.Series("measure", values, dtype=dtype) for values in of]
    for values in [*series, *series]:
        (found,) = verdicts.find_failing([ask(kind)], {"measure": values})
        alone = (
            verdicts._judge([ask(kind)], {"measure": values})[kind] if len(values) else pl.Series([], dtype=pl.Boolean)
        )
        assert found.to_list() == alone.to_list()


def test_a_value_is_shown_once_and_only_new_ones_are_shown_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = list[dict[str, list[object]]]()
    judge = verdicts._judge

    def look(asked: list[Expectation], table: dict[str, pl.Series]) -> dict[str, pl.Series]:
        shown.append({name: values.to_list() for name, values in table.items()})
        return judge(asked, table)

    monkeypatch.setattr(verdicts, "_judge", look)
    suite = [ask("MatchRegex", "word"), ask("NotBeNull", "other")]
    for words in (["a", "t"], ["t", "a"], ["a", "tea", "t"]):
        values = {"word": pl.Series(words), "other": pl.Series(["x"])}
        verdicts.find_failing(suite, values)
    assert shown == [{"word": ["a", "t"], "other": ["x"]}, {"word": ["tea"]}]


def test_measures_of_different_lengths_in_one_table_do_not_disturb_each_other() -> None:
    suite = [ask("NotBeNull", "short"), ask("BeBetween", "long"), ask("BeNull", "empty")]
    values = {"short": pl.Series(["x"]), "long": pl.Series([-1, None, 7]), "empty": pl.Series([], dtype=pl.String)}
    assert [each.to_list() for each in verdicts.find_failing(suite, values)] == [[False], [True, False, False], []]


def test_a_value_of_another_type_is_another_value() -> None:
    for values, failing in ((pl.Series([1]), [False]), (pl.Series([1.0]), [False]), (pl.Series([300.5]), [True])):
        (found,) = verdicts.find_failing([ask("BeBetween")], {"measure": values})
        assert found.to_list() == failing


def test_a_long_measure_is_a_table_of_its_own_and_remembered_as_well(
    memory: verdicts.Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "_LONG", 3)
    values = {"long": pl.Series([-1, 0, 1, 301]), "short": pl.Series(["x", None])}
    for _ in range(2):
        found = verdicts.find_failing([ask("BeBetween", "long"), ask("NotBeNull", "short")], values)
        assert [each.to_list() for each in found] == [[True, False, False, True], [False, True]]
        monkeypatch.setattr(verdicts, "_judge", None)  # the second time nobody is asked
    assert len(memory.known) == 2


def test_a_measure_of_very_many_values_is_judged_and_not_remembered(
    memory: verdicts.Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "_VERY_LONG", 3)
    (found,) = verdicts.find_failing([ask("BeBetween")], {"measure": pl.Series([-1, 0, 1, 301])})
    assert found.to_list() == [True, False, False, True]
    assert memory.known == {}


def test_an_expectation_about_more_than_one_value_is_refused() -> None:
    unique = expect("no two the same", "measure", "ExpectColumnValuesToBeUnique", Severity.WARNING)
    with pytest.raises(RuntimeError, match="not about one value by itself"):
        verdicts.find_failing([unique], {"measure": pl.Series([date(2020, 1, 1)])})
