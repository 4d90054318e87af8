"""``relief packages withdraw``: taken back before the court has it."""

from typing import Annotated

from typer import Option

from flows.verbs.options import County, Database, Out
from flows.verbs.packages.options import By, Day, Number, doing


def act(
    county: County,
    number: Number,
    out: Out,
    reason: Annotated[str, Option("--reason", help="why, without anything of a person", show_default=False)],
    day: Day = None,
    by: By = "relief",
    database: Database = None,
) -> int:
    """Give a package up: its number stays used and its convictions are free for the next one."""
    from flows.packages.delivering import withdraw
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    try:
        withdraw(county, workplace, number, doing(county, by, day), reason=reason)
    finally:
        workplace.forget()
    print(f"{number}: withdrawn")
    return 0
