"""``relief accounts remove``: an account is closed for good, at once."""

from flows.verbs.accounts.options import By, Name
from flows.verbs.options import Database, Out


def act(name: Name, out: Out, by: By = "relief", database: Database = None) -> int:
    """End the account's sessions and close it; its name is never given again."""
    from flows.clock import now
    from flows.review_queue import opened
    from flows.workplace import Workplace
    from relief.database import remove_account

    with opened(Workplace.choose(out, database=database)) as engine:
        remove_account(engine, name, actor=by, at=now())
    print(f"{name}: removed")
    return 0
