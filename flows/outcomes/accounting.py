"""The reconciliation from the ledger and the run in force."""

from datetime import date

from flows.outcomes.standing import read_standing
from flows.workplace import Workplace
from relief.errors import UserError
from relief.outcomes.reconciliation import Reconciliation, explain_standings, reconcile


def account(word: str, workplace: Workplace, *, court: str | None, day: date) -> tuple[Reconciliation, str]:
    """The county's account, or one court's, and the agency that signs it. UserError for a court that has no conviction."""
    stand = read_standing(word, workplace)
    decided = stand.named.select("conviction", "outcome", court="courthouse")
    explained = explain_standings(stand.standings, decided)
    courts = sorted(explained["court"].unique().to_list())
    if court is not None and court not in courts:
        raise UserError(f"--court: no conviction is of that court; there are {'; '.join(courts)}")
    found = reconcile(explained, stand.tasks, county=stand.county, agency=stand.agency, court=court, day=day)
    return found, stand.agency
