"""What a county sent before, source by source, and what a new delivery is held against."""

import hashlib
import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

ENOUGH = 3
"""Deliveries from which on there is a running median to compare with."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One source's part of one delivery."""

    content: str
    """Hash of all files that came together."""
    source: str
    day: date
    """The as-of day of the first run that read it."""
    rows: int
    """Canonical records."""
    unlisted: tuple[str, ...] = ()
    """``name_unlisted`` of coded values that are in no vocabulary."""


CERTIFIED = "certify: "
"""Before the items of a certification from which a source may be exempt: ``rows set aside``, ``unknown <coded column>``."""


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """An expectation, or an item of a certification (``CERTIFIED``), that need not hold of a source for a while."""

    expectation: str
    """Its name, as the check prints it."""
    reason: str
    until: date
    """The last day; after it the expectation holds again."""
    percent: float | None = None
    """How far: of rows that may fail, or of rows around the median; None: as far as it goes."""


@dataclass(frozen=True, kw_only=True)
class Own:
    """An expectation of the county's own about one column of one source."""

    name: str
    column: str
    """Of the canonical record."""
    severity: Literal["blocking-file", "set aside", "warning"]
    one_of: tuple[str, ...] | None = None
    matches: str | None = None
    matches_not: str | None = None


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The days that a source says it covers."""

    from_: date | None = None
    to: date | None = None
    outside: Literal["set aside", "warning"] = "warning"
    """What becomes of an event of another day."""


@dataclass(frozen=True, kw_only=True)
class Checks:
    """What is declared of a source for the check."""

    cadence_days: int | None = None
    """How many days may pass between two deliveries; None: it comes when it comes."""
    covers: Coverage = field(default_factory=Coverage)
    expect: tuple[Own, ...] = ()
    exemptions: tuple[Exemption, ...] = ()


def name_content(exports: Iterable[str]) -> str:
    """The name of what came together, from the exports' keys in any order."""
    return hashlib.sha256(json.dumps(sorted(exports)).encode()).hexdigest()


def name_unlisted(column: str, text: str | None) -> str:
    """A coded value that is in no vocabulary, without the value."""
    return f"{column}:{hashlib.sha256((text or '').encode()).hexdigest()[:16]}"


def digest(history: Sequence[Delivery]) -> str:
    """SHA-256 of the deliveries that a run is held against; empty where there are none."""
    if not history:
        return ""
    told = sorted((each.content, each.source, each.day.isoformat(), each.rows, each.unlisted) for each in history)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def find_median(history: Iterable[Delivery], source: str) -> float | None:
    """The running median of a source's rows; None until there are ``ENOUGH`` deliveries."""
    rows = [each.rows for each in history if each.source == source]
    return statistics.median(rows) if len(rows) >= ENOUGH else None


def find_quiet(history: Iterable[Delivery], declared: Mapping[str, Checks], as_of: date) -> list[str]:
    """A sentence for every source of which nothing came within its declared cadence."""
    last: dict[str, date] = {}
    for each in history:
        last[each.source] = max(each.day, last.get(each.source, each.day))
    alarms = []
    for source, checks in declared.items():
        if checks.cadence_days is None:
            continue
        if source not in last:
            alarms.append(f"{source}: nothing was ever delivered; every {checks.cadence_days} days is declared")
        elif as_of - last[source] > timedelta(days=checks.cadence_days):
            days = (as_of - last[source]).days
            alarms.append(
                f"{source}: quiet for {days} days, since {last[source]}; every {checks.cadence_days} days is declared"
            )
    return alarms
