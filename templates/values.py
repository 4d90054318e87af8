"""Values as they are printed: cleaned of what cannot be seen, and nothing else changed."""

import unicodedata
from collections.abc import Mapping
from typing import Any

_DROPPED = {"Cc", "Cf", "Co", "Cs", "Cn"}
_NEWLINES = str.maketrans(dict.fromkeys("\n\r\t\x0b\x0c\x85\u2028\u2029", " "))

# Letters that a program joined into one character. Apart they look the same, and are found by who searches for them.
_JOINED = str.maketrans(
    {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
)


def clean(text: str) -> str:
    """One line in NFC, without control, format, private-use, surrogate and unassigned characters, and with ligatures apart.

    What is dropped has no shape of its own (NUL, zero width spaces, direction overrides) and
    could only hide or reorder what a reader sees.
    """
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text.translate(_NEWLINES).translate(_JOINED))
    return "".join(character for character in composed if unicodedata.category(character) not in _DROPPED)


def blanks(fields: Mapping[str, Any]) -> set[str]:
    """Names of the fields that hold nothing to print."""
    return {
        name for name, value in fields.items() if value is None or (isinstance(value, str) and not clean(value).strip())
    }


def runs_right_to_left(text: str) -> bool:
    """Whether some of it is in a script that is written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
