"""A profile and a proposal as YAML that staff read, and edit where it is not sure."""

from collections.abc import Sequence
from typing import Any

import yaml

from connectors.onboarding.profile import ColumnProfile, Profile
from connectors.onboarding.propose import Proposal


def as_yaml(found: Profile) -> str:
    """A profile: shape, rows, columns."""
    declared = {"shape": dict(found.shape), "rows": found.rows, "columns": {c.name: _tell(c) for c in found.columns}}
    return yaml.safe_dump(declared, sort_keys=False, allow_unicode=True, width=120)


def _tell(column: ColumnProfile) -> dict[str, Any]:
    told: dict[str, Any] = {"filled": column.filled, "distinct": column.distinct, "length": list(column.length)}
    if column.day_format and column.days:
        return {**told, "days": column.day_format, "years": list(column.days)}
    return {**told, "masks": dict(column.masks), **({"words": dict(column.words)} if column.words else {})}


def proposal_as_yaml(proposals: Sequence[Proposal]) -> str:
    """Each column with its canonical name, or blank with why it is uncertain."""
    return "columns:\n" + "".join(f"  {_quote(each.column)}: {_answer(each)}\n" for each in proposals)


def _quote(name: str) -> str:
    return yaml.safe_dump(name, default_style='"', allow_unicode=True, width=1000).strip()


def _answer(each: Proposal) -> str:
    if each.canonical is None:
        return f"  # uncertain: {each.reason}"
    return f"{each.canonical}  # {each.confidence:.0%}: {each.reason}"
