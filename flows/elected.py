"""A policy in words: every key, what it is for this county, and whether that is only the default."""

from collections.abc import Mapping
from typing import Any

from relief.policy import Policy, read_policy


def elect_in_words(policy: Policy) -> dict[str, str]:
    """Keys of all depths, in words, with what is elected for each."""
    return {path: _say(value) for path, value in _flatten(policy.as_mapping(), "").items()}


def list_defaults() -> dict[str, str]:
    """The same of a county that elects nothing."""
    return elect_in_words(read_policy({}, source="defaults"))


def _flatten(values: Mapping[str, Any], above: str) -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in values.items():
        path = f"{above}, {key}" if above else str(key)
        flat |= _flatten(value, path) if isinstance(value, Mapping) else {path.replace("_", " "): value}
    return flat


def _say(value: object) -> str:
    if value is None:
        return "not elected"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")
