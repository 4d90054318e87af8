"""``relief outcomes collect``: what courts put beside their packages."""

from json import dumps

from flows.verbs.options import County, Database, Json, Out
from flows.verbs.outcomes.options import By


def act(county: County, out: Out, by: By, database: Database = None, json: Json = False) -> int:
    """Fetch and take in every new file of the court's return folder, over its route. The exit code is 1 where one was refused."""
    from flows.clock import now, today
    from flows.outcomes.collecting import collect
    from flows.review_queue import check_account
    from flows.workplace import Workplace

    check_account(by)
    workplace = Workplace.choose(out, database=database)
    try:
        told = collect(county, workplace, actor=by, day=today(), at=now())
    finally:
        workplace.forget()
    if json:
        print(dumps(told, indent=2))
        return 1 if told["refused"] else 0
    print(
        f"{told['files']:,} files: {told['new']:,} new, {told['known']:,} taken in before, {told['other']:,} of no kind of ours"
    )
    print(f"{told['rows']:,} rows: {told['applied']:,} applied, {told['tasks']:,} tasks")
    for refusal in told["refused"]:
        print(f"refused: {refusal}")
    return 1 if told["refused"] else 0
