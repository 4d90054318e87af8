"""A county as its file declares it: court, prosecuting agency, sources, policy, papers."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Any, get_args, get_origin, get_type_hints

import yaml

from relief.errors import UserError

LAYOUTS = ("doj",)
ORDERS = ("batch", "case", "both")


@dataclass(frozen=True, kw_only=True)
class Court:
    """The superior court, as its papers are headed."""

    title: tuple[str, ...]
    """The lines of the title on a paper."""
    department: str
    courthouses: Mapping[str, str]
    """Agency as the export prints it to the courthouse's name; others keep the printed name and are reported."""


@dataclass(frozen=True, kw_only=True)
class Prosecutor:
    """The agency that moves the court, and its attorney of record."""

    name: str
    attorney: str
    bar_number: str
    address: tuple[str, ...]
    phone: str
    fax: str
    email: str
    party: str
    """Whom it represents."""


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What the county sends."""

    layout: str
    """One of LAYOUTS."""


@dataclass(frozen=True, kw_only=True)
class Papers:
    """What the county wants printed."""

    caption: str
    """The defendants' side of the caption of a batch."""
    orders: str
    """One of ORDERS."""


@dataclass(frozen=True, kw_only=True)
class County:
    """One county's file."""

    key: str
    """The word for the county everywhere: its file's name."""
    name: str
    code: str
    """DOJ's number of the county, two digits."""
    doj_name: str
    """The county in STP_ORI_CNTY_NAME."""
    court: Court
    prosecutor: Prosecutor
    sources: Sources
    papers: Papers
    policy: Mapping[str, object]
    """What the county elects, as declared: relief.policy says what it may hold."""


def counties() -> list[str]:
    """The counties that have a file."""
    folder = files("connectors").joinpath("counties")
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def load_county(name: str) -> County:
    """The county called ``name`` ("los_angeles"); UserError if it has no file or the file says something unknown."""
    if name not in counties():
        raise UserError(f"There is no county {name!r}. Counties: {', '.join(counties())}.")
    text = files("connectors").joinpath("counties", f"{name}.yaml").read_text(encoding="utf-8")
    return read_county(name, text)


def read_county(key: str, text: str) -> County:
    """A county file's text; errors name the key's path and what is allowed there."""
    try:
        declared = yaml.safe_load(text)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise UserError(f"{key}.yaml: line {line}: not YAML. Check indentation and quotes.") from None
    if not isinstance(declared, dict):
        raise UserError(f"{key}.yaml: must be a mapping of {_allowed(County)}.")
    county: County = _read(County, {"key": key, **declared}, f"{key}.yaml")
    _one_of(county.sources.layout, LAYOUTS, f"{key}.yaml: sources.layout")
    _one_of(county.papers.orders, ORDERS, f"{key}.yaml: papers.orders")
    return county


def _one_of(value: str, allowed: tuple[str, ...], path: str) -> None:
    if value not in allowed:
        raise UserError(f"{path}: unknown value. Allowed: {', '.join(allowed)}.")


def _allowed(kind: type) -> str:
    return ", ".join(each.name for each in fields(kind) if each.name != "key")


def _read(kind: Any, value: object, path: str) -> Any:
    """``value`` as a dataclass, tuple of text, mapping or text."""
    if hasattr(kind, "__dataclass_fields__"):
        return _read_fields(kind, value, path)
    origin = get_origin(kind)
    if origin is tuple and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if origin is Mapping and isinstance(value, dict) and _texts(value, get_args(kind)[1]):
        return value
    if kind is str and isinstance(value, str):
        return value
    words = {tuple: "a list of texts", Mapping: "a mapping", None: "a text (quote numbers)"}
    raise UserError(f"{path}: must be {words[origin]}.")


def _texts(value: dict[object, object], values: object) -> bool:
    keys = all(isinstance(key, str) for key in value)
    return keys and (values is object or all(isinstance(item, str) for item in value.values()))


def _read_fields(kind: Any, value: object, path: str) -> Any:
    if not isinstance(value, dict):
        raise UserError(f"{path}: must be a mapping of {_allowed(kind)}.")
    hints = get_type_hints(kind)
    for name in value:
        if name not in hints:
            raise UserError(f"{path}: unknown key {name!r}. Allowed: {_allowed(kind)}.")
    for name in hints:
        if name not in value:
            raise UserError(f"{path}: {name} is missing. Needed: {_allowed(kind)}.")
    return kind(**{name: _read(hints[name], value[name], f"{path}: {name}") for name in hints})
