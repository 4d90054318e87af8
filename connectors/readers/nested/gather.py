"""Many nested records as one frame: every level's columns at once, then each row with what stands around it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from connectors.readers.nested.faults import (
    LONG_NUMBER,
    MISSING_KEY,
    UNKNOWN_KEY,
    WRONG_TYPE,
    Misfit,
    count_keys_of,
)
from connectors.readers.nested.tree import Branch

_EXACT = 2**53
"""Whole numbers beyond this are rounded when they come as floating point."""


class Nothing(dict[str, Any]):
    """Stands where there is no object: its columns are blank. ``path``: the list that must not be empty and is."""

    path: str | None = None


_OBJECTS: frozenset[type] = frozenset((dict, Nothing))


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Records as rows."""

    frame: pl.DataFrame
    """The wanted columns as text, one row an item of the deepest list."""
    height: int
    empty: Sequence[tuple[int, str]]
    """Rows, from 0, that stand for a list with nothing in it, and the list."""
    keys: int
    """Keys at all depths."""


@dataclass(kw_only=True)
class Gatherer:
    """Gathers records that are as declared; raises Misfit of others."""

    root: Branch
    wanted: Collection[str]
    omits_empty: bool
    """Whether a key may be left out."""
    may_be_empty: Collection[str]
    _keys: int = field(default=0, init=False)
    _lists: Sequence[Sequence[Any]] = field(default=(), init=False)

    def gather(self, records: Sequence[Any]) -> Gathered:
        """The rows of records; the keys that they have are counted."""
        self._keys = 0
        levels, parents = list[dict[str, pl.Series]](), list[npt.NDArray[np.int64]]()
        branch: Branch = self.root
        items = records
        while True:
            columns: dict[str, pl.Series] = {}
            below = self._read(branch, items, columns)
            levels.append(columns)
            if below is None:
                break
            items, parent = self._step(items, below)
            parents.append(parent)
            branch = below
        return Gathered(
            frame=_spread(levels, parents, len(items)),
            height=len(items),
            empty=[(n, item.path) for n, item in enumerate(items) if type(item) is Nothing and item.path],
            keys=self._keys,
        )

    def _read(self, branch: Branch, objects: Sequence[Any], columns: dict[str, pl.Series]) -> Branch | None:
        """Every column of one object a row; gives what the items of its list are, kept in ``_lists``."""
        look_up = self._check(branch, objects)
        for key, column in branch.leaves.items():
            if column in self.wanted:
                columns[column] = _as_text(list(look_up(key)), column)
            elif not {dict, list}.isdisjoint(map(type, look_up(key))):
                self._keys += count_keys_of(list(look_up(key)))
        below = None
        for key, inner in branch.objects.items():
            within = list(look_up(key))
            if type(None) in set(map(type, within)):
                within = [Nothing() if value is None else value for value in within]
            below = self._read(inner, within, columns) or below
        if branch.list is not None:
            key, below = branch.list
            lists = list(look_up(key))
            if type(None) in set(map(type, lists)):
                lists = [() if value is None else value for value in lists]
            if not {list, tuple}.issuperset(map(type, lists)):
                raise Misfit(WRONG_TYPE, below.path)
            self._lists = lists
        return below

    def _check(self, branch: Branch, objects: Sequence[Any]) -> Callable[[str], Iterator[Any]]:
        """What looks up a key in each object; Misfit where there are other keys than declared."""
        kinds = set(map(type, objects))
        if not kinds <= _OBJECTS:
            raise Misfit(WRONG_TYPE, branch.path or None)
        present = objects if Nothing not in kinds else [each for each in objects if type(each) is dict]
        found: set[str] = set().union(*present)
        if not found <= branch.keys:
            raise Misfit(UNKNOWN_KEY, branch.path or None)
        self._keys += sum(map(len, present))
        fewest = min(map(len, present), default=0)
        if not self.omits_empty and present and fewest < len(branch.keys):
            least = min(present, key=len)
            missing = min(branch.keys - least.keys())
            raise Misfit(MISSING_KEY, f"{branch.path}.{missing}" if branch.path else missing)
        if fewest == len(branch.keys) and len(present) == len(objects):
            return lambda key: map(itemgetter(key), objects)
        return lambda key: (each.get(key) for each in objects)

    def _step(self, items: Sequence[Any], below: Branch) -> tuple[Sequence[Any], npt.NDArray[np.int64]]:
        """The items of the lists, and whose each is; where a list has none, one that is nothing."""
        sizes = np.fromiter(map(len, self._lists), dtype=np.int64, count=len(self._lists))
        parents = np.repeat(np.arange(len(sizes)), np.maximum(sizes, 1))
        lists = self._lists
        if len(sizes) and not sizes.all():
            empty = Nothing()
            empty.path = None if below.path in self.may_be_empty else below.path
            lists = [
                each or ((item if type(item) is Nothing else empty),) for item, each in zip(items, lists, strict=True)
            ]
        return list(chain.from_iterable(lists)), parents


def _spread(
    levels: Sequence[dict[str, pl.Series]], parents: Sequence[npt.NDArray[np.int64]], height: int
) -> pl.DataFrame:
    """The columns of every level on the rows of the deepest."""
    spread: dict[str, pl.Series] = dict(levels[-1])
    take = np.arange(height)
    for columns, parent in zip(reversed(levels[:-1]), reversed(parents), strict=True):
        take = parent[take]
        rows = pl.Series(take, dtype=pl.UInt32)
        spread |= {name: column.gather(rows) for name, column in columns.items()}
    return pl.DataFrame(spread)


def _as_text(values: list[Any], column: str) -> pl.Series:
    every = set(map(type, values))
    kinds = every - {type(None)}
    if kinds <= {str}:
        return pl.Series(column, values, dtype=pl.String)
    if every == {int}:
        return pl.Series(column, list(map(str, values)), dtype=pl.String)
    if not kinds <= {str, int, float, bool}:
        raise Misfit(WRONG_TYPE, column)
    return pl.Series(column, [_print(value, column) for value in values], dtype=pl.String)


def _print(value: Any, column: str) -> str | None:
    """A value as text: a number without an exponent, and without a fraction that is none."""
    if value is None or type(value) is str:
        return value
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return str(value)
    if abs(value) >= _EXACT:
        raise Misfit(LONG_NUMBER, column)
    return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
