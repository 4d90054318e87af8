"""What a YAML file declares, read strictly into dataclasses: nothing unknown, nothing missing, nothing of another type.

Files of counties, layouts, words of courts and maps of forms are read by it, in whichever room they are.
"""

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import yaml

from relief.errors import UserError

NOT_DECLARED: Mapping[str, bool] = {"declared": False}
"""Metadata of a field that no file may set: it is said by whoever reads the file."""

_WORDS: dict[Any, str] = {
    str: "a text (quote numbers)",
    int: "a whole number",
    float: "a number",
    bool: "yes or no",
    date: "a day, as 2018-03-01",
    tuple: "a list of texts",
    frozenset: "a list of texts",
    Mapping: "a mapping",
}


if TYPE_CHECKING:
    FAST = yaml.SafeLoader
else:
    FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same YAML, seven times as fast, where PyYAML was built with libyaml, as its wheels are."""


class _Strict(FAST):
    """Of two equal keys YAML takes the last, and nobody hears of the first: here the second is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set[str]()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise _Twice(key.start_mark.line + 1, _show(key.value))
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


class _Twice(Exception):
    """A key is there twice: the line of the second, and the key."""


def load_yaml(text: str) -> Any:
    """The YAML of a file that is part of the program, and so is known to be right."""
    return yaml.load(text, FAST)  # noqa: S506 - a SafeLoader


def read_yaml(text: str, path: str) -> object:
    """The YAML of ``text``; UserError names the line where it is none, or where a key is there a second time."""
    try:
        return yaml.load(text, _Strict)  # noqa: S506 - a SafeLoader that is stricter
    except _Twice as twice:
        line, key = twice.args
        raise UserError(f"{path}: line {line}: {key} is there twice. Put what stands below both under one.") from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise UserError(f"{path}: line {line}: not YAML. Check indentation and quotes.") from None


def read_declared(kind: Any, value: object, path: str) -> Any:
    """``value`` as a dataclass, list, mapping, choice of words or single value; UserError names its path."""
    if hasattr(type(value), "__dataclass_fields__"):
        return value  # read before, by whoever knows more of it than its fields say
    if hasattr(kind, "__dataclass_fields__"):
        return _read_fields(kind, value, path)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _read_either(inner, value, path)
    if origin is Literal:
        if value not in inner:
            raise UserError(f"{path}: unknown value. Allowed: {', '.join(map(str, inner))}.")
        return value
    if origin in (tuple, frozenset) and isinstance(value, list):
        return origin(_read_each(inner[0], value, path))
    if origin is Mapping and isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {
            key: each if inner[1] is object else read_declared(inner[1], each, f"{path}: {key}")
            for key, each in value.items()
        }
    if kind is float and type(value) is int:
        return float(value)
    if origin is None and type(value) is kind:
        return value
    raise UserError(f"{path}: must be {_WORDS[origin or kind]}.")


def _read_each(kind: Any, value: list[object], path: str) -> list[Any]:
    if kind is str and not all(isinstance(item, str) for item in value):
        raise UserError(f"{path}: must be a list of texts.")
    return [read_declared(kind, item, f"{path}: {number}") for number, item in enumerate(value, start=1)]


def _read_either(kinds: tuple[Any, ...], value: object, path: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    told = [kind for kind in kinds if kind is not type(None)]
    structured = [kind for kind in told if hasattr(kind, "__dataclass_fields__")]
    plain = [kind for kind in told if kind not in structured]
    chosen = structured if structured and (isinstance(value, dict) or not plain) else plain
    listed = [kind for kind in chosen if get_origin(kind) is tuple and isinstance(value, list)]
    return read_declared((listed or chosen)[0], value, path)


def _key(field: "Field[Any]") -> str:
    """The key in the file: a field whose name is a word of the language ends with an underscore."""
    return field.name.removesuffix("_")


def allowed_keys(kind: type) -> str:
    """The keys that a dataclass may have in a file, in words."""
    return ", ".join(_key(each) for each in _declared(kind))


def _declared(kind: Any) -> "list[Field[Any]]":
    return [each for each in fields(kind) if each.metadata.get("declared", True)]


def _read_fields(kind: Any, value: object, path: str) -> Any:
    if not isinstance(value, dict):
        raise UserError(f"{path}: must be a mapping of {allowed_keys(kind)}.")
    hints = get_type_hints(kind)
    known = {_key(each): each for each in _declared(kind)}
    for name in value:
        if name not in known:
            raise UserError(f"{path}: unknown key {_show(name)}. Allowed: {allowed_keys(kind)}.")
    needed = [name for name, each in known.items() if each.default is MISSING and each.default_factory is MISSING]
    for name in needed:
        if name not in value:
            raise UserError(f"{path}: {name} is missing. Needed: {', '.join(needed)}.")
    given = {
        known[name].name: read_declared(hints[known[name].name], each, f"{path}: {name}")
        for name, each in value.items()
    }
    return kind(**given)


def _show(name: object) -> str:
    """A key as it may be shown: what a file's author typed there is a name of ours or a slip, never a long text."""
    return repr(re.sub(r"\s+", " ", str(name))[:40])
