"""``relief packages deliver``: to the court, by its route."""

from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from flows.verbs.options import County, Database, Json, Out
from flows.verbs.packages.options import By, Day, doing
from relief.errors import UserError


def act(
    county: County,
    out: Out,
    number: Annotated[
        str | None, Argument(metavar="[NUMBER]", help="a package; without one, all that wait", show_default=False)
    ] = None,
    day: Day = None,
    by: By = "relief",
    to: Annotated[
        Path | None,
        Option("--to", metavar="FILE", help="paper: the PDF to print; it is confidential", show_default=False),
    ] = None,
    handed_over: Annotated[bool, Option("--handed-over", help="paper: the court has the printed package")] = False,
    database: Database = None,
    json: Json = False,
) -> int:
    """Bring packages to their courts, each once. What broke off is gone on with; what was delivered stays as it is."""
    from flows.packages.delivering import deliver_package, list_to_deliver
    from flows.packages.printing import SEALED, print_package
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    try:
        if (to or handed_over) and number is None:
            raise UserError("--to and --handed-over are about one package: name it")
        if to and number:
            pages = print_package(county, workplace, number, to)
            sealed = to.with_name(f"{to.stem}{SEALED}{to.suffix}")
            files = f"{to} and, under seal, {sealed}" if sealed.exists() else f"{to}"
            print(
                f"{number}: {pages:,} pages to print in {files}; when the court has them: deliver {number} --handed-over"
            )
            return 0
        numbers = [number] if number else list_to_deliver(county, workplace)
        who = doing(county, by, day)
        done = [deliver_package(county, workplace, each, who, handed_over=handed_over) for each in numbers]
    finally:
        workplace.forget()
    if json:
        print(dumps([asdict(each) for each in done], indent=2))
        return 0
    for each in done:
        print(
            f"{each.number}  {each.rows:>6,} convictions  {each.state}{f' ({each.note})' if each.note else ''}  {each.court}"
        )
    print(f"{sum(each.state == 'delivered' for each in done):,} packages delivered")
    return 0
