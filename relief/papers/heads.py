"""What stands above the prose of a pleading, and what every template may say of its paper."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from relief.papers.convictions import PETITION, Conviction, day_in_words
from relief.papers.filing import Filing
from relief.papers.paper import Head
from relief.profiles import FIRST_LISTED

STATUTE = "(Health & Saf. Code, §§ 11361.8, 11361.9)"
BLANK = "________________"
LONG_NAME = 250
"""Letters of a name that a caption holds; a longer one, as of a person with many aliases, is told in full below."""


def head(court: str, filing: Filing, defendant: str, role: str, case_number: str) -> Head:
    """The head of a paper of this court."""
    agency, branch = filing.agency, filing.court.branch(court)
    attorney = [
        f"{agency.attorney} (SBN {agency.bar_number})",
        agency.name,
        *agency.address,
        f"Telephone: {agency.phone}",
    ]
    if agency.fax:
        attorney.append(f"Facsimile: {agency.fax}")
    attorney += [agency.email, f"Attorney for {agency.party}"]
    return Head(
        attorney=tuple(attorney),
        court=(*filing.court.title, court),
        defendant=defendant,
        role=role,
        case_number=case_number,
        statute=STATUTE,
        department=branch.department or BLANK,
        judge=branch.judge or BLANK,
    )


def batch_head(court: str, filing: Filing, listed: Sequence[Conviction]) -> Head:
    """The head of a paper about a whole list."""
    chosen = filing.court.caption
    defendant = f"{shorten(listed[0].name)}, et al." if chosen == FIRST_LISTED and listed else chosen
    return head(court, filing, defendant, "Defendants.", filing.court.bulk_case_number or BLANK)


def shorten(name: str) -> str:
    """A name as a caption holds it: whole, or to the end of a word, with a word that it goes on."""
    if len(name) <= LONG_NAME:
        return name
    kept = name[:LONG_NAME].rpartition(" ")[0] or name[:LONG_NAME]
    return f"{kept} (and other names, stated below)"


def fields(convictions: Sequence[Conviction], filing: Filing, batch: str, as_of: date, court: str) -> dict[str, Any]:
    """What every paper about these convictions may say."""
    by_relief = Counter(conviction.relief for conviction in convictions)
    agency, defender, branch = filing.agency, filing.public_defender, filing.court.branch(court)
    return {
        "county": filing.county,
        "court": court,
        "court_address": list(branch.address),
        "court_signature": list(filing.court.signature),
        "agency": agency.name,
        "agency_signature": list(agency.signature),
        "attorney": agency.attorney,
        "bar_number": agency.bar_number,
        "address": agency.address,
        "phone": agency.phone,
        "fax": agency.fax,
        "email": agency.email,
        "party": agency.party,
        "defender": defender.name if defender else "Public Defender",
        "defender_contact": [*defender.address, *filter(None, [defender.email])] if defender else [],
        "batch": batch,
        "as_of": day_in_words(as_of),
        "count_of_convictions": len(convictions),
        "count_of_cases": len({conviction.case_number for conviction in convictions}),
        "count_serving": sum(conviction.basis == PETITION for conviction in convictions),
        "totals": [{"relief": relief, "convictions": by_relief[relief]} for relief in sorted(by_relief)],
        "dismissals": by_relief["dismissal and sealing"],
        "misdemeanors": by_relief["redesignation to misdemeanor"],
        "infractions": by_relief["redesignation to infraction"],
        "resentencings": by_relief["recall and resentencing"],
        "batch_order": "order" in filing.kinds,
        "confidential": "confidential exhibit" in filing.kinds,
        "case_motions": "case motion" in filing.kinds,
        "case_orders": "case order" in filing.kinds,
    }
