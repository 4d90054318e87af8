"""What stands around a list of records: where it begins, and totals that must agree with what came."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from connectors.readers.nested.tree import split_path
from relief.errors import UserError

LONGEST = 1 << 20
"""Bytes before the list, and after it."""
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],]', re.DOTALL)


def find_list(path: Path, records: str | None) -> int:
    """The byte after the bracket that opens the list of records; UserError where it is not where it is declared."""
    with path.open("rb") as file:
        head = file.read(LONGEST)
    wanted = split_path(records) if records else ()
    kinds, keys, expects_key = list[bytes](), list[str](), False
    for token in _TOKEN.finditer(head):
        mark = token.group()
        if mark == b"[" and tuple(keys) == wanted and b"[" not in kinds:
            return token.end()
        if mark in b"{[":
            kinds.append(mark)
            keys += [""] if mark == b"{" else []
        elif mark in b"}]" and kinds:
            keys = keys[: len(keys) - (kinds.pop() == b"{")]
        elif mark[:1] == b'"' and expects_key and kinds[-1:] == [b"{"]:
            keys[-1] = _read_key(mark)
        expects_key = mark == b"{" or (mark == b"," and kinds[-1:] == [b"{"])
    where = f"at {records}" if records else "of which the whole file is made"
    raise UserError(
        f"{path.name}: no list is {where}, in its first {LONGEST:,} bytes. "
        "Check that the file belongs to this county; `relief county profile` shows where its lists are."
    )


def _read_key(mark: bytes) -> str:
    try:
        return str(json.loads(mark))
    except ValueError:
        return ""


def read_envelope(path: Path, start: int, end: int, records: str | None) -> dict[str, str]:
    """The values around the list between two bytes, by dotted path; UserError where they are not JSON."""
    with path.open("rb") as file:
        head = file.read(start)
        file.seek(end)
        tail = file.read(LONGEST + 1)
    if len(tail) > LONGEST:
        raise UserError(f"{path.name}: more than {LONGEST:,} bytes follow the list of records. Check the layout.")
    return read_values(head.removeprefix(b"\xef\xbb\xbf") + tail, path.name, skip=records or "")


def read_values(text: bytes, name: str, skip: str | None = None) -> dict[str, str]:
    """The values of a JSON object by dotted path, each as it is printed, without the empty list at ``skip``."""
    try:
        whole = json.loads(text, object_pairs_hook=_refuse_twice, parse_int=str, parse_float=str)
    except ValueError:
        raise UserError(
            f"{name}: what stands around its records is not JSON, so its end may be missing. "
            "Ask the sender for the complete export."
        ) from None
    return {path: value for path, value in _flatten(whole, "") if path != skip}


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def _flatten(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            escaped = key.replace(".", "\\.")
            yield from _flatten(each, f"{path}.{escaped}" if path else escaped)
    else:
        yield path, "" if value is None else str(value)


def take_totals(
    found: Mapping[str, str], totals: Mapping[str, str], beside: Collection[str], name: str
) -> dict[str, str]:
    """What is declared of rows, records and sums; UserError where one is missing, or there is more than declared."""
    for what, path in totals.items():
        if not found.get(path, "").strip():
            raise UserError(
                f"{name}: the total of {what} is not at {path}, so the file's end may be missing. "
                "Ask the sender for the complete export."
            )
    known = {*totals.values(), *beside}
    if unknown := [path for path in found if not _is_within(path, known)]:
        raise UserError(
            f"{name}: {len(unknown)} values stand beside the records that the layout does not declare, the first at depth "
            f"{len(split_path(unknown[0]))}. Add their keys to file: beside, or to totals."
        )
    return {what: found[path] for what, path in totals.items()}


def _is_within(path: str, known: Collection[str]) -> bool:
    return any(path == each or path.startswith(f"{each}.") for each in known)
