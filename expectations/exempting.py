"""Exemptions: an expectation that need not hold of a source until a day, for a reason that is written down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from expectations.expectation import Severity
from expectations.judging import Judgment
from relief.deliveries import CERTIFIED, Checks, Exemption
from relief.errors import UserError

_BEYOND = ("rows of ", "new coded values of ", CERTIFIED)
"""How the names of expectations begin that are in no suite."""


def keep_in_force(declared: Mapping[str, Checks], as_of: date) -> tuple[dict[str, Checks], list[str]]:
    """What is declared without the exemptions that have ended, and a sentence for each of those.

    Args:
        declared: by source.
        as_of: the day that counts as today.
    """
    kept, ended = {}, []
    for source, checks in declared.items():
        standing = tuple(each for each in checks.exemptions if each.until >= as_of)
        kept[source] = replace(checks, exemptions=standing)
        ended += [
            f"{source}: the exemption from '{each.expectation}' ended on {each.until} and no longer holds"
            for each in checks.exemptions
            if each not in standing
        ]
    return kept, ended


def refuse_unknown(declared: Mapping[str, Checks], known: Iterable[str]) -> None:
    """UserError where an exemption is from nothing that could be expected."""
    names = set(known)
    for source, checks in declared.items():
        for each in checks.exemptions:
            if each.expectation not in names and not each.expectation.startswith(_BEYOND):
                raise UserError(
                    f"sources: {source}: checks: exemptions: there is no expectation {each.expectation[:80]!r}; "
                    "write its name as relief check prints it"
                )


def exempt(judgments: Sequence[Judgment], declared: Mapping[str, Checks], records: pl.LazyFrame) -> list[Judgment]:
    """The judgments, those from which every failing row's source is exempt as warnings.

    Args:
        judgments: in suite order.
        declared: exemptions in force, by source.
        records: ``relief.records.SCHEMA`` and ``row``.
    """
    return [_exempt(each, declared, records) for each in judgments]


def _exempt(judgment: Judgment, declared: Mapping[str, Checks], records: pl.LazyFrame) -> Judgment:
    name, severity = judgment.expectation.name, judgment.expectation.severity
    asked = {source: _find(checks, name) for source, checks in declared.items()}
    if judgment.success or severity is Severity.WARNING or not any(asked.values()):
        return judgment
    found = judgment.projection.find(judgment.failing).fill_null(value=False)
    failing = records.filter(found).select(pl.col("source").unique()).collect(engine="streaming")["source"]
    percent = 100 * judgment.failing_rows / judgment.rows if judgment.rows else 0.0
    for source in failing:
        exemption = asked.get(source)
        # A swing around the median is a limit of the expectation itself, not a share of rows.
        limit = None if exemption is None or name.startswith("rows of ") else exemption.percent
        if exemption is None or (limit is not None and percent > limit) or _is_swing(exemption, name):
            return judgment
    return replace(judgment, expectation=replace(judgment.expectation, severity=Severity.WARNING))


def _find(checks: Checks, name: str) -> Exemption | None:
    return next((each for each in checks.exemptions if each.expectation == name), None)


def _is_swing(exemption: Exemption, name: str) -> bool:
    return name.startswith("rows of ") and exemption.percent is not None
