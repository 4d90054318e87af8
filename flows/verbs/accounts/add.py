"""``relief accounts add``: somebody more who may sign in."""

from typing import Annotated

from typer import Option

from flows.verbs.accounts.options import By, Name, print_code
from flows.verbs.options import Database, Out
from relief.accounts import Account, Role
from relief.errors import UserError

WORDS = {"clerk": Role.CLERK, "county": Role.COUNTY, "program": Role.PROGRAM, "auditor": Role.AUDITOR}


def act(
    name: Name,
    out: Out,
    role: Annotated[str, Option("--role", metavar="ROLE", help=", ".join(WORDS), show_default=False)],
    county: Annotated[str | None, Option("--county", help="a clerk's, or a county's staff's")] = None,
    court: Annotated[
        list[str] | None, Option("--court", metavar="NAME", help="a clerk's court; more than once")
    ] = None,
    by: By = "relief",
    database: Database = None,
) -> int:
    """Print the code with which the account enrols."""
    from connectors import load_county
    from flows.clock import now, today
    from flows.review_queue import opened
    from flows.serving.tokens import hash_code, make_code
    from flows.workplace import Workplace
    from relief.accounts import check_account
    from relief.database import add_account

    if role not in WORDS:
        raise UserError(f"--role {role}: one of {', '.join(WORDS)}")
    account = check_account(Account(name=name, role=WORDS[role], county=county, courts=tuple(court or ())))
    if county is not None:
        _check_courts(account.courts, sorted(set(load_county(county).court.on(today()).houses(today()).values())))
    code = make_code()
    with opened(Workplace.choose(out, database=database)) as engine:
        add_account(engine, account, code=hash_code(code), actor=by, at=now())
    print_code(name, code)
    return 0


def _check_courts(given: tuple[str, ...], known: list[str]) -> None:
    """A court that is mistyped would see nothing, and nobody would know why."""
    for court in given:
        if known and court not in known:
            raise UserError(f"--court {court}: the county's file names {'; '.join(known)}")
