"""JSON of unknown shape: where its records are, which lists in them make rows, and every value by its path."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from connectors.onboarding.frames import make_frame
from connectors.onboarding.headings import name_columns
from relief.errors import UserError

Object = Mapping[str, Any]
_SEVERAL = "a list of which nothing is read: only lists in one another make rows"


@dataclass(kw_only=True)
class _Found:
    """What was seen of the lists of objects in a record, by path."""

    items: Counter[str] = field(default_factory=Counter)
    empty: set[str] = field(default_factory=set)
    named: dict[str, set[str]] = field(default_factory=dict)
    """Canonical columns that the keys below a list seem to be."""


def read_objects(name: str, text: str, *, whole: bool) -> tuple[pl.DataFrame, dict[str, Any]]:
    """The table, one row an item of the innermost list, and its shape. ``whole``: whether the text is the whole file."""
    records, shape = _find_records(name, text, whole=whole)
    found = _Found()
    for record in records:
        _look(record, "", found)
    lists = _choose_lists(found)
    rows = [row for record in records for row in _flatten(record, "", lists)]
    names = list(dict.fromkeys(key for row in rows for key in row))
    sides = [path for path in found.items if path not in lists and not _is_within(path, found.items, lists)]
    empty = [path for path in lists if path in found.empty]
    told = {"lists": lists, "may_be_empty": empty, "omits_empty": _omits(records, lists)}
    totals = _find_totals(shape.pop("around"), len(records), len(rows))
    return make_frame([[row.get(key) for key in names] for row in rows], names), {
        **shape,
        **{key: value for key, value in {**told, **totals}.items() if value},
        **({"lists beside": dict.fromkeys(sides, _SEVERAL)} if sides else {}),
    }


def _find_records(name: str, text: str, *, whole: bool) -> tuple[list[Object], dict[str, Any]]:
    """The records, and in ``around`` what stands beside them."""
    start = text.lstrip()[:1]
    try:
        if start == "{" and re.search(r"^\s*\{.*\}\s*\n\s*\{", text):
            return [json.loads(line) for line in text.splitlines() if line.strip()], _shape("json lines")
        if not whole:
            return _read_part(name, text)
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(f"{name}: line {error.lineno}: not JSON") from None
    if isinstance(value, list):
        return [each for each in value if isinstance(each, dict)], _shape("json")
    path, records = _longest_list(value, "")
    if path is None:
        return [value], _shape("json")
    return records, {**_shape("json", dict(_list_values(value, "", path))), "records": path}


def _shape(form: str, around: Mapping[str, str | None] | None = None) -> dict[str, Any]:
    return {"format": form, "around": around or {}}


def _read_part(name: str, text: str) -> tuple[list[Object], dict[str, Any]]:
    """The records of a file's beginning: of the list that it is, or of the first list of objects in it."""
    found = re.match(r'\s*(?:\{.*?"([^"]+)"\s*:\s*)?\[\s*(?=\{)', text, re.DOTALL)
    if found is None:
        raise UserError(f"{name}: no list of records is to be seen at its beginning")
    decoder, at, records = json.JSONDecoder(), found.end(), list[Object]()
    while at < len(text) and text[at] == "{":
        try:
            record, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            break
        records.append(record)
        at = re.compile(r"[\s,]*").match(text, at).end()  # type: ignore[union-attr]  # it matches nothing too
    return records, {**_shape("json"), **({"records": found[1]} if found[1] else {})}


def _longest_list(value: Any, path: str) -> tuple[str | None, list[Object]]:
    """The list of objects with most of them, outside other lists."""
    best: tuple[str | None, list[Object]] = (None, [])
    for key, each in value.items():
        below = _join(path, key)
        found = (below, each) if _is_list(each) else _longest_list(each, below) if isinstance(each, dict) else best
        best = max(best, found, key=lambda one: len(one[1]))
    return best


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def _join(path: str, key: str) -> str:
    plain = str(key).replace(".", "\\.")
    return f"{path}.{plain}" if path else plain


def _list_values(value: Any, path: str, without: str) -> Iterator[tuple[str, str | None]]:
    if path == without:
        return
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _list_values(each, _join(path, key), without)
    else:
        yield path, None if value is None else str(value)


def _look(value: Any, path: str, found: _Found) -> None:
    """Count the items of every list of objects, and what their keys seem to be."""
    for key, each in value.items():
        below = _join(path, key)
        if isinstance(each, dict):
            _look(each, below, found)
        elif isinstance(each, list) and (not each or _is_list(each)):
            found.items[below] += len(each)
            found.named.setdefault(below, set())
            if not each:
                found.empty.add(below)
            for item in each:
                if isinstance(item, dict):
                    found.named[below] |= {name for inner in item for name in name_columns(str(inner))}
                    _look(item, below, found)


def _choose_lists(found: _Found) -> list[str]:
    """The lists whose items become rows, each in the one before: those that seem to say most, then the longest."""
    chosen: list[str] = []
    while True:
        above = f"{chosen[-1]}." if chosen else ""
        inside = [path for path in found.items if path.startswith(above) and found.items[path] and path not in chosen]
        first = [path for path in inside if not any(path.startswith(f"{other}.") for other in inside if other != path)]
        if not first:
            return chosen
        chosen.append(max(first, key=lambda path: (_says(path, found), found.items[path])))


def _says(path: str, found: _Found) -> int:
    """Canonical columns that a list and those in it seem to hold."""
    inside = [names for other, names in found.named.items() if other == path or other.startswith(f"{path}.")]
    return len(set[str]().union(*inside))


def _is_within(path: str, items: Mapping[str, int], lists: Sequence[str]) -> bool:
    """Whether a list stands in another that is not opened."""
    return any(path.startswith(f"{other}.") for other in items if other not in lists)


def _flatten(value: Object, path: str, lists: Sequence[str]) -> list[dict[str, str | None]]:
    """The rows of an object: one an item of the innermost list, each with what stands around it."""
    around: dict[str, str | None] = {}
    within: list[dict[str, str | None]] = [{}]
    for key, each in value.items():
        below = _join(path, key)
        if below in lists:
            items = [item for item in each or [] if isinstance(item, dict)]
            within = [row for item in items for row in _flatten(item, below, lists)] or [{}]
        elif isinstance(each, dict):
            inner = _flatten(each, below, lists)
            around |= inner[0] if len(inner) == 1 else {}
            within = inner if len(inner) > 1 else within
        else:
            around[below] = None if each is None or isinstance(each, list) else _plain(each)
    return [{**around, **row} for row in within]


def _plain(value: Any) -> str | None:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() or None


def _omits(records: Sequence[Object], lists: Sequence[str]) -> bool:
    """Whether objects of one kind have not all the same keys."""
    kinds: dict[str, set[frozenset[str]]] = {}

    def look(value: Object, path: str) -> None:
        kinds.setdefault(path, set()).add(frozenset(value))
        for key, each in value.items():
            below = _join(path, key)
            if isinstance(each, dict):
                look(each, below)
            elif below in lists:
                for item in each or []:
                    look(item, below)

    for record in records:
        look(record, "")
    return any(len(each) > 1 for each in kinds.values())


def _find_totals(around: Mapping[str, str | None], records: int, rows: int) -> dict[str, Any]:
    """What beside the records counts them, and what else stands there."""
    totals: dict[str, str] = {}
    for path, value in around.items():
        for what, number in (("records", records), ("rows", rows)):
            if value == str(number) and what not in totals and path not in totals.values() and number > 1:
                totals[what] = path
    beside = [path for path in around if path not in totals.values()]
    return {"totals": totals, "beside": beside}
