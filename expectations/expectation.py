"""One line of a suite: a thing that must hold, in Great Expectations' terms and in ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """What becomes of a file or a row of which an expectation does not hold."""

    BLOCKING = "blocking-file"
    """The file cannot be decided on at all: the check stops."""
    SET_ASIDE = "set aside"
    """The row cannot be used as it stands: it is set aside, and its person's history is incomplete."""
    WARNING = "warning"
    """The row stays, what it does not say is unknown, and the check reports how many such rows there are."""


ONE_BY_ONE = frozenset(
    f"ExpectColumnValuesTo{what}"
    for what in ("BeBetween", "BeInSet", "BeNull", "MatchRegex", "NotBeInSet", "NotBeNull", "NotMatchRegex")
)
"""Types of which the answer about a value depends on no other value, as long as every value has to meet it."""


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """One expectation over one measure of the records."""

    name: str
    """The defect in plain words, which is also the reason written beside a row that was set aside."""
    type: str
    """Name of the class in ``great_expectations.expectations``; one of ``ONE_BY_ONE``."""
    measure: str
    """The column Great Expectations sees: a measure of ``expectations.measures`` or ``expectations.groups``."""
    severity: Severity
    meets: tuple[str, ...]
    """The entries of the data-quality list (DQ-nnn) that it answers."""
    arguments: Mapping[str, object] = field(default_factory=dict)
    """What else the class takes: ``value_set``, ``min_value``, ``regex`` and so on."""

    def __str__(self) -> str:
        """The name with its severity and what exactly is expected, in one line."""
        stated = ", ".join(f"{key}={value}" for key, value in self.arguments.items())
        return f"{self.name} ({self.severity}; {', '.join(self.meets)}): {self.type}({stated})"


def expect(name: str, measure: str, kind: str, severity: Severity, *meets: str, **arguments: object) -> Expectation:
    """An ``Expectation`` in the order in which a suite reads best; ``kind`` is Great Expectations' class."""
    return Expectation(name=name, measure=measure, type=kind, severity=severity, meets=meets, arguments=arguments)
