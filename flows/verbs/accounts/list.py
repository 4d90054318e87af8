"""``relief accounts list``: who may sign in, to what, and whether they do."""

from dataclasses import asdict
from json import dumps

from flows.verbs.options import Database, Json, Out


def act(out: Out, database: Database = None, json: Json = False) -> int:
    """Print every account; removed ones too."""
    from flows.clock import now
    from flows.review_queue import opened
    from flows.workplace import Workplace
    from relief.database import list_accounts

    with opened(Workplace.choose(out, database=database)) as engine:
        found = list_accounts(engine, at=now())
    if json:
        print(dumps([asdict(each) for each in found], indent=2, default=str))
        return 0
    print(f"{len(found)} accounts")
    for each in found:
        whose = "; ".join(each.account.courts) or each.account.county or "every county"
        seen = f"{each.seen:%Y-%m-%d}" if each.seen else "never"
        print(
            f"  {each.account.name:<20}{each.state:<14}{each.account.role}, {whose}; {each.signs_in_with}; last {seen}"
        )
    return 0
