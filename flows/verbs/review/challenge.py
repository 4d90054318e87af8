"""``relief review challenge``: the challenge of HS 11361.9, step by step."""

from typing import Annotated

from typer import Option

from flows.verbs.options import County, Database, Out
from flows.verbs.review.options import Day, File, Row, read_past_day

_GROUNDS = {"criteria": "CRITERIA", "safety": "SAFETY"}
_STEPS = {"notify": "DEFENDER_NOTIFIED", "hear": "HEARD", "grant": "GRANTED", "deny": "DENIED"}


def act(
    county: County,
    out: Out,
    row: Row,
    by: Annotated[
        str, Option("--by", metavar="ACCOUNT", help="who challenges, notifies or ruled: no name", show_default=False)
    ],
    ground: Annotated[str | None, Option("--ground", help="to challenge: criteria, or safety")] = None,
    step: Annotated[str | None, Option("--step", help="what followed: notify, hear, grant or deny")] = None,
    file: File = None,
    day: Day = None,
    database: Database = None,
) -> int:
    """Challenge relief for one conviction, or write down what followed."""
    from flows import review_queue
    from flows.workplace import Workplace
    from relief.errors import UserError

    if (ground in _GROUNDS) == (step in _STEPS) or (ground and step):
        raise UserError(f"give either --ground ({', '.join(_GROUNDS)}) or --step ({', '.join(_STEPS)})")
    workplace, when = Workplace.choose(out, database=database), read_past_day(day)
    try:
        what = _GROUNDS[ground] if ground else _STEPS[step or ""]
        review_queue.challenge(county, workplace, what, file=file, row=row, by=by, day=when)
    finally:
        workplace.forget()
    print("written; the next run takes it up")
    return 0
