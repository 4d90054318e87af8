"""``relief outcomes close``: a task settled, or given to another owner."""

from typing import Annotated

from typer import Argument, Option

from flows.verbs.options import County, Database, Out
from flows.verbs.outcomes.options import By
from flows.verbs.review.options import Day, read_past_day


def act(
    county: County,
    task: Annotated[str, Argument(metavar="TASK", help="its 16 letters, as the list has them", show_default=False)],
    out: Out,
    by: By,
    note: Annotated[str, Option("--note", help="how it was settled, without anything of a person", show_default=False)],
    to: Annotated[str | None, Option("--to", metavar="OWNER", help="give it to this court or agency, open")] = None,
    day: Day = None,
    database: Database = None,
) -> int:
    """Close a task; with --to, leave it open with another owner."""
    from flows.clock import now
    from flows.review_queue import check_account, opened
    from flows.workplace import Workplace
    from relief.database import move_task
    from relief.errors import UserError

    check_account(by)
    if not note.strip() or len(note) > 500:
        raise UserError("--note must say how, in at most 500 letters")
    workplace, when = Workplace.choose(out, database=database), read_past_day(day)
    try:
        with opened(workplace) as engine:
            state = "open" if to else "closed"
            move_task(
                engine, county=county, task=task, state=state, owner=to, actor=by, day=when, note=note.strip(), at=now()
            )
    finally:
        workplace.forget()
    print(f"task {task}: {f'given to {to}' if to else 'closed'}")
    return 0
