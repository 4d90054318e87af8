"""``relief outcomes reconcile``: every conviction ever identified has an outcome or an owner."""

from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import Annotated

from typer import Option

from flows.verbs.options import AsOf, County, Database, Json, Out, read_as_of


def act(
    county: County,
    out: Out,
    court: Annotated[str | None, Option("--court", metavar="NAME", help="only this court's, to sign with it")] = None,
    html: Annotated[Path | None, Option("--html", metavar="FILE", help="write the page that both sign")] = None,
    as_of: AsOf = None,
    database: Database = None,
    json: Json = False,
) -> int:
    """Print the account; the exit code is 1 where something is unexplained."""
    from flows.outcomes.accounting import account
    from flows.workplace import Workplace

    workplace, day = Workplace.choose(out, database=database), read_as_of(as_of)
    try:
        found, agency = account(county, workplace, court=court, day=day)
    finally:
        workplace.forget()
    if html is not None:
        from templates.reconciliation_page import print_reconciliation

        html.write_text(print_reconciliation(found, agency), encoding="utf-8")
    if json:
        print(dumps({**asdict(found), "closes": found.closes}, indent=2, default=str))
        return 0 if found.closes else 1
    print(f"{found.identified:,} convictions ever identified")
    for what, who, number, since in found.answers:
        print(f"  {number:>8,}  {what}{f' ({who}, since {since})' if who else ''}")
    for why, number in found.unexplained:
        print(f"  {number:>8,}  UNEXPLAINED: {why}")
    print(f"unexplained: {sum(number for _, number in found.unexplained):,}")
    for who, number in found.tasks:
        print(f"  {number:>8,}  open tasks: {who}")
    return 0 if found.closes else 1
