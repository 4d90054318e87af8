"""The numbers and lists of a rule set, read from its YAML as of a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from relief.declared import load_yaml
from relief.statutes import CodeSection, parse_section


@dataclass(frozen=True, kw_only=True)
class Term:
    """One number or day of the law, through time."""

    name: str
    citation: str
    values: Mapping[date, Any]
    """The day from which a value holds, to the value."""

    def on(self, day: date) -> tuple[date, Any]:
        """Since when, and what it is; before its first day, that day and its first value."""
        since = max((begun for begun in self.values if begun <= day), default=min(self.values))
        return since, self.values[since]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """One rule set's numbers in force on one day, and its lists of code sections."""

    as_of: date
    _data: dict[str, Any]

    @property
    def law_version(self) -> str:
        """The newest change of law that the rule set knows."""
        return str(self._data["law_version"])

    def number(self, name: str) -> int:
        """The number called ``name`` on the as-of day."""
        return int(self._in_force(name))

    def day(self, name: str) -> date:
        """The day called ``name``; a day that came into force later than the as-of day is itself the answer."""
        value = self._in_force(name)
        assert isinstance(value, date), f"{name} is a day"
        return value

    def sections(self, *path: str) -> tuple[CodeSection, ...]:
        """The list of code sections at ``path``, such as ``("super_strikes", "certain")``."""
        entries = self._data
        for key in path:
            entries = entries[key]
        return tuple(parse_section(entry) for entry in entries)

    def list_terms(self) -> list[Term]:
        """Every number and day, in the order of the rule set's file."""
        return [Term(name=name, **declared) for name, declared in self._data["terms"].items()]

    def list_lists(self) -> list[str]:
        """Paths of its lists of code sections, joined by dots, as ``super_strikes.certain``."""
        groups = {name: held for name, held in self._data.items() if name not in ("terms", "law_version")}
        return [
            path for name, held in groups.items()
            for path in ([f"{name}.{inner}" for inner in held] if isinstance(held, dict) else [name])
        ]  # fmt: skip

    def _in_force(self, name: str) -> Any:
        return Term(name=name, **self._data["terms"][name]).on(self.as_of)[1]


def read_terms(rule_set: str, as_of: date) -> Terms:
    """The terms of a rule set, such as ``prop64``, on a day.

    Before the first day of a term its first value is given: whether the law is in force at all is a
    rule's question, not a number's.
    """
    return Terms(as_of=as_of, _data=_load(rule_set))


@cache
def _load(rule_set: str) -> dict[str, Any]:
    text = (Path(__file__).parent / f"{rule_set}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = load_yaml(text)
    return data
