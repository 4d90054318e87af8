"""What can be wrong with one record, and where in it."""

import json
from collections.abc import Sequence
from itertools import chain

NOT_JSON = "not JSON"
NOT_UTF8 = "not UTF-8"
TOO_LONG = "record too long"
NUL = "NUL character"
BLANK = "blank line"
WRONG_TYPE = "value of another kind than declared"
UNKNOWN_KEY = "key that the layout does not declare"
MISSING_KEY = "key missing"
KEY_TWICE = "key there twice"
LONG_NUMBER = "number too long to be exact"
EMPTY_LIST = "nothing in its list"
REASONS = (
    NOT_JSON, NOT_UTF8, TOO_LONG, NUL, BLANK, WRONG_TYPE, UNKNOWN_KEY, MISSING_KEY, KEY_TWICE, LONG_NUMBER, EMPTY_LIST,
)  # fmt: skip

LONGEST_RECORD = 1 << 24
"""Bytes. No case comes near; what does has lost its line ends or brackets."""
_SPACED = (b"  :", b"\t:", b"\n:", b"\r:")


class Misfit(Exception):
    """A record that is not as declared."""

    def __init__(self, reason: str, field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        """A path of the layout, never a key of the file: a file may have people's names as keys."""


def count_keys(value: object) -> int:
    """Keys at all depths of a value that is not read."""
    if isinstance(value, dict):
        return len(value) + sum(map(count_keys, value.values()))
    return sum(map(count_keys, value)) if isinstance(value, list) else 0


def count_keys_of(values: Sequence[object]) -> int:
    """Keys at all depths of many values that are not read; most are objects of plain values, which are quickly told."""
    if {dict, type(None)}.issuperset(map(type, values)):
        objects: list[dict[str, object]] = list(filter(None, values))  # type: ignore[arg-type]  # no others are filled
        if {dict, list}.isdisjoint(map(type, chain.from_iterable(map(dict.values, objects)))):
            return sum(map(len, objects))
    return sum(map(count_keys, values))


def may_have_keys_twice(text: bytes, keys: int) -> bool:
    """Whether ``text``, of which ``keys`` keys came, may have printed more: never no where it did."""
    return text.count(b'":') + text.count(b'" :') != keys or any(mark in text for mark in _SPACED)


def has_keys_twice(text: bytes) -> bool:
    """Whether an object has one key twice, read exactly and slowly."""
    found = False

    def look(pairs: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal found
        whole = dict(pairs)
        found = found or len(whole) < len(pairs)
        return whole

    json.loads(text, object_pairs_hook=look)
    return found


def reason_of(text: bytes) -> str | None:
    """Why a record cannot be JSON at all, of what is seen in its bytes."""
    if not text.strip():
        return BLANK
    if len(text) > LONGEST_RECORD:
        return TOO_LONG
    if b"\\u0000" in text or b"\0" in text:
        return NUL
    try:
        text.decode()
    except UnicodeDecodeError:
        return NOT_UTF8
    return None


def concatenate(texts: list[bytes]) -> bytes:
    """Records with a line end after each, so that no mark is made of two of them."""
    return b"\n".join([*texts, b""])
