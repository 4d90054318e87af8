"""The report of a certification, from what was found."""

from collections.abc import Mapping
from typing import Any

from connectors.onboarding.certificate import list_open_questions
from flows.certifying.certification import Certification
from templates.certificate_page import print_certificate


def write_report(word: str, found: Certification) -> str:
    """HTML, the same for the same findings."""
    reading = found.dry.counts.get("read", {})
    return print_certificate(
        county=found.county,
        as_of=found.as_of.isoformat(),
        digest=found.digest,
        items=found.items,
        summary=found.dry.summary,
        read_by=reading.get("read by", {}),
        pairs=found.pairs,
        elected=_flatten(found.dry.run.policy.as_mapping()),
        pictures=found.pictures,
        questions=[*list_open_questions(word), *(item.name for item in found.items if not item.holds)],
    )


def _flatten(values: Mapping[str, Any], above: str = "") -> dict[str, object]:
    """Keys of all depths, in words."""
    flat: dict[str, object] = {}
    for key, value in values.items():
        path = f"{above}, {key}" if above else str(key)
        flat |= _flatten(value, path) if isinstance(value, Mapping) else {path.replace("_", " "): _say(value)}
    return flat


def _say(value: object) -> object:
    if value is None:
        return "not elected"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.replace("_", " ") if isinstance(value, str) else value
