"""What courts put beside the packages that they got, fetched and taken in: over the route by which packages go."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from connectors import load_county
from connectors.outcomes.table import WORKBOOKS
from connectors.packages.routes import Court, open_court
from connectors.store import StoreFailure
from flows.outcomes.received import laid_down
from flows.outcomes.taking import take_file
from flows.review_queue import opened
from flows.workplace import Workplace
from relief import database
from relief.errors import UserError
from relief.profiles import Court as Superior
from relief.profiles import Delivery

QUIET = timedelta(seconds=60)
"""How long nobody may have written to a file before it is believed to be whole."""

_KINDS = (".csv", ".txt", ".pdf", *WORKBOOKS)


def collect(word: str, workplace: Workplace, *, actor: str, day: date, at: datetime) -> dict[str, Any]:
    """Take in every file of the courts' ``return`` folders that was not taken in before.

    One that is refused as a whole stops no other; it is among ``refused`` by its place in the list and its reason. So is
    a courthouse that cannot be reached, by its name: what the others gave back is taken in.

    Returns:
        files, new, known and other (numbers: of no kind that can be read), rows, applied and tasks, refused (texts).
    """
    superior = load_county(word).court.on(day)
    deliveries = superior.list_deliveries()
    # Where no courthouse takes anything but paper, the first is refused with what to do.
    reached = [each for each in deliveries if each.route != "paper" and each.address] or deliveries[:1]
    told: dict[str, Any] = {"files": 0, "new": 0, "known": 0, "other": 0, "rows": 0, "applied": 0, "tasks": 0}
    refused: list[str] = []
    named: list[tuple[Court, str]] = []
    for delivery in reached:
        try:
            court = open_court(delivery)
            named += [(court, name) for name in court.list_returns(at - QUIET)]
        except UserError as refusal:
            refused.append(f"{_name(superior, delivery)}: {refusal}")
        except StoreFailure as failure:
            refused.append(f"{_name(superior, delivery)}: {failure}; collect again")
    for place, (court, name) in enumerate(named, 1):
        told["files"] += 1
        if not name.lower().endswith(_KINDS):
            told["other"] += 1
            continue
        try:
            _take(word, workplace, court, name, told, actor=actor, day=day, at=at)
        except (UserError, StoreFailure) as refusal:
            # A file's name is the court's own and may hold a person's: it is told by its place.
            refused.append(f"file {place} of {len(named)}: {str(refusal).rpartition(': ')[2]}")
    return {**told, "refused": refused}


def _name(superior: Superior, delivery: Delivery) -> str:
    """Whose way this is: the court's own, or that of the first courthouse that has it."""
    houses = (name for name, own in superior.branches.items() if own.delivery == delivery)
    return "the court" if delivery == superior.delivery else next(houses, "a courthouse")


def _take(
    word: str, workplace: Workplace, court: Court, name: str, told: dict[str, Any], *, actor: str, day: date, at: datetime
) -> None:  # fmt: skip
    content = court.fetch_return(name)
    with opened(workplace) as engine:
        if database.is_returned(engine, county=word, sha256=hashlib.sha256(content).hexdigest()):
            told["known"] += 1
            return
    with laid_down(content) as file:
        taken = take_file(word, workplace, file, ignore=(), default=None, actor=actor, day=day, at=at)
    told["new"] += 1
    for each in ("rows", "applied", "tasks"):
        told[each] += taken[each]
