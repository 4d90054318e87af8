"""The report of a certification, from what was found."""

from connectors.onboarding.certificate import list_open_questions
from flows.certifying.certification import Certification
from flows.elected import elect_in_words, list_defaults
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
        elected=elect_in_words(found.dry.run.policy),
        defaults=list_defaults(),
        pictures=found.pictures,
        questions=[*list_open_questions(word), *(item.name for item in found.items if not item.holds)],
    )
