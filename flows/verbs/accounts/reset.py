"""``relief accounts reset``: an account forgets what it signed in with, and enrols again."""

from flows.verbs.accounts.options import By, Name, print_code
from flows.verbs.options import Database, Out


def act(name: Name, out: Out, by: By = "relief", database: Database = None) -> int:
    """End the account's sessions, forget its password and passkeys, print a new code."""
    from flows.clock import now
    from flows.review_queue import opened
    from flows.serving.tokens import hash_code, make_code
    from flows.workplace import Workplace
    from relief.database import reset_account

    code = make_code()
    with opened(Workplace.choose(out, database=database)) as engine:
        reset_account(engine, name, code=hash_code(code), actor=by, at=now())
    print_code(name, code)
    return 0
