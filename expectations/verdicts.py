"""Verdicts: what Great Expectations says of values, asked once a process.

Whether an expectation holds of a value depends on no other value (``ONE_BY_ONE``). So values that one county shares with
another, which nearly all do, are judged once, and of a county only what is new is shown: all measures as the columns of
one table, since a table costs more than its rows. Columns shorter than the longest repeat their last value, whose verdict
is then there several times.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.context import open_context, state
from expectations.expectation import ONE_BY_ONE, Expectation

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.datasource.fluent.interfaces import Batch

_LONG, _VERY_LONG = 2_000, 50_000
"""Values of a measure above which it is a table of its own, and above which nothing of it is remembered."""
_BLOCK, _WIDE = 256, 1 << 20
"""Whole numbers that are judged together, and below which."""
_MOST = 500_000
"""Verdicts above which all are forgotten."""

Question = tuple[str, str, str]
"""An expectation's type, its arguments, and the type of the values."""


@dataclass(eq=False)
class Memory:
    """What was judged before, by question and value."""

    known: dict[Question, dict[object, bool]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def of(self, question: Question) -> dict[object, bool]:
        """Value to whether the expectation fails of it."""
        return self.known.setdefault(question, {})

    def shrink(self) -> None:
        """Forget everything, if it has become much."""
        if sum(map(len, self.known.values())) > _MOST:
            self.known.clear()


_MEMORY = Memory()


@dataclass(frozen=True, kw_only=True, eq=False)
class _Asked:
    """An expectation over the distinct values of its measure."""

    expectation: Expectation
    values: pl.Series
    keys: list[object]

    @property
    def question(self) -> Question:
        arguments = json.dumps(self.expectation.arguments, sort_keys=True, default=str)
        return self.expectation.type, arguments, str(self.values.dtype)

    @property
    def listed(self) -> Sequence[object]:
        """The values that the expectation names."""
        listed = self.expectation.arguments.get("value_set", ())
        return [value for value in listed if isinstance(value, str)] if isinstance(listed, (list, tuple)) else []


def find_failing(suite: Sequence[Expectation], values: Mapping[str, pl.Series]) -> list[pl.Series]:
    """Of each expectation, in suite order, which of its measure's values it does not hold of: True where it fails.

    Args:
        suite: expectations of types in ``ONE_BY_ONE``.
        values: distinct values by measure.

    Raises:
        RuntimeError: an expectation could not be evaluated at all; the message names it and holds no value.
    """
    plain = {measure: _plain(series) for measure, series in values.items()}
    keys = {measure: [_key(value) for value in series] for measure, series in plain.items()}
    asked = [_Asked(expectation=each, values=plain[each.measure], keys=keys[each.measure]) for each in _accept(suite)]
    with _MEMORY.lock:
        _MEMORY.shrink()
        short = [each for each in asked if len(each.keys) <= _VERY_LONG]
        _learn(short)
        found = {each.expectation.name: _recall(each) for each in short}
    for measure in dict.fromkeys(each.expectation.measure for each in asked if len(each.keys) > _VERY_LONG):
        found |= _judge(
            [each.expectation for each in asked if each.expectation.measure == measure], {measure: plain[measure]}
        )
    return [found[each.name] for each in suite]


def _accept(suite: Sequence[Expectation]) -> Iterable[Expectation]:
    for each in suite:
        if each.type not in ONE_BY_ONE:
            raise RuntimeError(f"the expectation '{each.name}' ({each.type}) is not about one value by itself")
        yield each


def _plain(values: pl.Series) -> pl.Series:
    if values.dtype.is_integer():
        return values.cast(pl.Int64)
    return values.cast(pl.String) if isinstance(values.dtype, (pl.Enum, pl.Categorical)) else values


def _key(value: object) -> object:
    """No number is a missing value to Great Expectations, and is not equal to itself."""
    return None if value != value else value  # true of no number alone


def _learn(asked: Sequence[_Asked]) -> None:
    """Have judged what is not known yet."""
    new: dict[str, dict[object, None]] = {}
    for each in asked:
        known = _MEMORY.of(each.question)
        fresh = [key for key in each.keys if key not in known]
        if fresh:
            new.setdefault(each.expectation.measure, {}).update(dict.fromkeys(_widen(fresh, each)))
    together = [measure for measure, keys in new.items() if len(keys) <= _LONG]
    for measures in filter(None, [together, *([measure] for measure in new if measure not in together)]):
        again = [each for each in asked if each.expectation.measure in measures]
        kinds = {each.expectation.measure: each.values.dtype for each in again}
        table = {measure: pl.Series(measure, list(new[measure]), dtype=kinds[measure]) for measure in measures}
        failing = _judge([each.expectation for each in again], table)
        for each in again:
            verdicts = failing[each.expectation.name]
            _MEMORY.of(each.question).update(zip(new[each.expectation.measure], verdicts, strict=True))


def _widen(keys: Sequence[object], asked: _Asked) -> Iterator[object]:
    """New values, and what another county will have: a whole number's block, and the words that are expected."""
    near = (key for key in keys if isinstance(key, int) and not isinstance(key, bool) and abs(key) < _WIDE)
    for block in dict.fromkeys(key // _BLOCK for key in near):
        yield from range(block * _BLOCK, (block + 1) * _BLOCK)
    if asked.values.dtype == pl.String:
        yield from asked.listed
    yield from keys


def _recall(asked: _Asked) -> pl.Series:
    known = _MEMORY.of(asked.question)
    return pl.Series([known[key] for key in asked.keys], dtype=pl.Boolean)


def _judge(asked: Sequence[Expectation], table: Mapping[str, pl.Series]) -> dict[str, pl.Series]:
    """Have Great Expectations judge a table: by expectation, True where it fails of a value."""
    import great_expectations as gx

    suite = gx.ExpectationSuite(name="records", expectations=[state(expectation) for expectation in asked])
    said = _show(table).validate(suite, result_format={"result_format": "COMPLETE"})
    named = {result.expectation_config.meta["name"]: result for result in said.results if result.expectation_config}
    found = {}
    for each in asked:
        result = named[each.name]
        if result.exception_info and result.exception_info.get("raised_exception"):
            raise RuntimeError(f"the expectation '{each.name}' ({each.type}) could not be evaluated")
        failing = set(result.result["unexpected_index_list"] or [])
        found[each.name] = pl.Series([place in failing for place in range(len(table[each.measure]))], dtype=pl.Boolean)
    return found


def _show(table: Mapping[str, pl.Series]) -> "Batch":
    """Values as Great Expectations sees them, a column each, all of one length."""
    rows = max(len(values) for values in table.values())
    columns = [
        pl.concat([values, values.gather([len(values) - 1] * (rows - len(values)))]).alias(name)
        for name, values in table.items()
    ]
    return _open_whole().get_batch({"dataframe": pl.DataFrame(columns).to_pandas()})


@cache
def _open_whole() -> "BatchDefinition[Any]":
    """What tables are shown by, once a process: making it writes its own description as YAML four times."""
    source = open_context().data_sources.add_pandas("records")
    return source.add_dataframe_asset("distinct values").add_batch_definition_whole_dataframe("whole")
