"""``relief review decide``: one conviction decided by a person."""

from typing import Annotated

from typer import Option

from flows.verbs.options import County, Database, Out
from flows.verbs.review.options import Day, File, Row, Signer, read_past_day


def act(
    county: County,
    out: Out,
    row: Row,
    decision: Annotated[str, Option("--decision", help="eligible, ineligible or already relieved", show_default=False)],
    reason: Annotated[str, Option("--reason", help="why, without the person's name or numbers", show_default=False)],
    signer: Signer,
    relief: Annotated[str | None, Option("--relief", help="what is given, where it is eligible")] = None,
    file: File = None,
    day: Day = None,
    database: Database = None,
) -> int:
    """Sign a decision, which the next run takes up once as many have signed as the county asks for."""
    from flows.clock import now
    from flows.review_queue import decide, find_conviction, open_queue
    from flows.workplace import Workplace

    workplace, when = Workplace.choose(out, database=database), read_past_day(day)
    try:
        conviction = find_conviction(open_queue(county, workplace, decided=True), file=file, row=row)
        given = {
            "conviction": conviction,
            "outcome": decision,
            "relief": relief,
            "reason": reason,
            "place": f"row {row}",
        }
        done = decide(county, workplace, [given], signer=signer, day=when, at=now())
    finally:
        workplace.forget()
    print("in force with the next run" if done else "signed; it waits for another signature, or was signed before")
    return 0
