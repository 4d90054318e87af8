"""The proposed order that takes relief back, as plain data."""

from datetime import date

from relief.papers.convictions import Conviction, day_in_words
from relief.papers.filing import Filing, check
from relief.papers.heads import head, shorten
from relief.papers.paper import Paper

TITLE = "[PROPOSED] ORDER ON REINSTATEMENT OF A CONVICTION"


def draft_reinstatement(
    conviction: Conviction,
    filing: Filing,
    *,
    court: str,
    batch: str,
    granted: date,
    cause: str,
    sealed: bool,
    as_of: date,
) -> Paper:
    """One paper for one conviction.

    Args:
        conviction: as the order that granted relief listed it.
        court: the court's name.
        batch: of that order.
        granted: day of that order.
        cause: why relief is questioned, in the words of ``relief.reversing.Cause``.
        sealed: the record is sealed: the order is lodged under seal.
        as_of: the day on which the order is proposed.
    """
    check(filing)
    return Paper(
        kind="reinstatement order",
        group="",
        file="reinstatement_order.pdf",
        court=court,
        title=f"{TITLE} (LODGED UNDER SEAL)" if sealed else TITLE,
        batch=batch,
        as_of=as_of.isoformat(),
        author=filing.agency.name,
        head=head(court, filing, shorten(conviction.name), "Defendant.", conviction.case_number),
        fields={
            "agency": filing.agency.name,
            "court_signature": list(filing.court.signature),
            "batch": batch,
            "case_number": conviction.case_number,
            "granted": day_in_words(granted),
            "cause": cause,
            "sealed": sealed,
            "count_of_convictions": 1,
        },
        convictions=(conviction,),
    )
