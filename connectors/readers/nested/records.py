"""Records as bytes to rows: many at once while all are as declared, one by one where one is not."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
import polars as pl

from connectors.readers.block import ROW, Fault, SetAside
from connectors.readers.nested.faults import (
    EMPTY_LIST,
    KEY_TWICE,
    NOT_JSON,
    Misfit,
    concatenate,
    has_keys_twice,
    may_have_keys_twice,
    reason_of,
)
from connectors.readers.nested.gather import Gathered, Gatherer
from connectors.readers.nested.tree import Branch, subject_path

_BYTES_AT_ONCE = 1 << 16
"""Of records whose objects are made together: they take some ten times as much, and then are in the processor's cache."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some records: rows in a frame, and those that are none."""

    frame: pl.DataFrame
    """``source_row`` and the wanted columns."""
    set_aside: Sequence[SetAside]
    unread: int
    """Records of which nobody knows how many rows they would be."""


@dataclass(kw_only=True)
class RecordReader:
    """Reads a file's records in their order, and numbers the rows."""

    gatherer: Gatherer
    subject: str | None
    """The column that is the person's key, if one is."""
    rows: int = 0
    """Rows up to now, those set aside included."""

    def read(self, texts: Sequence[bytes]) -> Iterator[Piece]:
        """Every record of ``texts``, so many at a time that their objects stay where the processor finds them at once."""
        size = max(1, _BYTES_AT_ONCE * len(texts) // max(1, sum(map(len, texts))))
        for first in range(0, len(texts), size):
            yield from self._read_some(texts[first : first + size])

    def _read_some(self, texts: Sequence[bytes]) -> Iterator[Piece]:
        """Records, halved until what is wrong is alone."""
        try:
            gathered = self._gather(texts)
        except (orjson.JSONDecodeError, Misfit):
            if len(texts) == 1:
                yield self._read_alone(texts[0])
                return
            half = len(texts) // 2
            yield from self._read_some(texts[:half])
            yield from self._read_some(texts[half:])
        else:
            yield self._number(gathered)

    def _gather(self, texts: Sequence[bytes]) -> Gathered:
        whole = concatenate(list(texts))
        if b"\\u0000" in whole:
            raise Misfit(NOT_JSON)
        with _no_collecting():
            gathered = self.gatherer.gather([orjson.loads(text) for text in texts])
        if may_have_keys_twice(whole, gathered.keys):
            raise Misfit(KEY_TWICE)
        return gathered

    def _read_alone(self, text: bytes) -> Piece:
        """A record of which a look at many says that something may be wrong."""
        reason = reason_of(text)
        if reason is not None:
            return self._set_aside([None], Fault(reason=reason), unread=1)
        try:
            record = orjson.loads(text)
        except orjson.JSONDecodeError:
            return self._set_aside([None], Fault(reason=NOT_JSON), unread=1)
        people = list(list_subjects(record, self.gatherer.root, self.subject))
        if has_keys_twice(text):
            return self._set_aside(people, Fault(reason=KEY_TWICE))
        try:
            return self._number(self.gatherer.gather([record]))
        except Misfit as misfit:
            return self._set_aside(people, Fault(reason=misfit.reason, field=misfit.field))

    def _set_aside(self, people: Sequence[str | None], fault: Fault, unread: int = 0) -> Piece:
        """A record whole, each of its rows with its person."""
        aside = [SetAside(number=self.rows + n, fault=fault, subject_id=who) for n, who in enumerate(people, start=1)]
        self.rows += len(people)
        return Piece(frame=pl.DataFrame(), set_aside=aside, unread=unread)

    def _number(self, gathered: Gathered) -> Piece:
        first = self.rows + 1
        self.rows += gathered.height
        numbers = pl.int_range(first, self.rows + 1, dtype=pl.UInt32, eager=True).alias(ROW)
        frame = pl.DataFrame([numbers, *gathered.frame.get_columns()])
        if not gathered.empty:
            return Piece(frame=frame, set_aside=(), unread=0)
        people = frame[self.subject].to_list() if self.subject in frame.columns else [None] * gathered.height
        aside = [
            SetAside(
                number=first + row, fault=Fault(reason=EMPTY_LIST, field=path), subject_id=plausible_key(people[row])
            )
            for row, path in gathered.empty
        ]
        missing = pl.Series([each.number for each in aside], dtype=pl.UInt32)
        return Piece(frame=frame.filter(~pl.col(ROW).is_in(missing.implode())), set_aside=aside, unread=0)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """While many objects are made, none of which is in a circle: looking for circles among them takes half of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def list_subjects(record: Any, root: Branch, column: str | None) -> Iterator[str | None]:
    """The person of each row of a record that is not as declared, as far as it can be read; at least one."""
    level, keys = next(iter(subject_path(root, column).items()), (None, ()))

    def walk(branch: Branch, item: Any, person: str | None) -> Iterator[str | None]:
        if branch.path == level:
            person = plausible_key(_follow(item, keys))
        inner, keys_down = branch, list[str]()
        while inner.list is None and (on := next((each for each in inner.objects.items() if _leads(each[1])), None)):
            keys_down.append(on[0])
            inner = on[1]
        below = _follow(item, (*keys_down, inner.list[0])) if inner.list else None
        if inner.list is None or not isinstance(below, list) or not below:
            yield person
            return
        for each in below:
            yield from walk(inner.list[1], each, person)

    yield from walk(root, record, None)


def _leads(branch: Branch) -> bool:
    """Whether the list that goes on is in an object or in one of its own."""
    return branch.list is not None or any(map(_leads, branch.objects.values()))


def _follow(item: Any, keys: Sequence[str]) -> Any:
    for key in keys:
        item = item.get(key) if isinstance(item, dict) else None
    return item


def plausible_key(value: Any) -> str | None:
    """A value as a person's key, if it can only be one."""
    key = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    fits = 4 <= len(key) <= 16 and key.isascii() and key.isalnum() and any(map(str.isdigit, key))
    return key if fits else None
