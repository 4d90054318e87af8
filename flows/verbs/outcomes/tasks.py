"""``relief outcomes tasks``: what a person has to settle."""

from json import dumps
from typing import Annotated

from typer import Option

from flows.verbs.options import County, Database, Json, Out


def act(
    county: County,
    out: Out,
    everything: Annotated[bool, Option("--all", help="closed ones too")] = False,
    owner: Annotated[str | None, Option("--owner", metavar="NAME", help="only of this court or agency")] = None,
    database: Database = None,
    json: Json = False,
) -> int:
    """Print tasks with their owner, what raised them and since when."""
    from flows.review_queue import opened
    from flows.workplace import Workplace
    from relief.database import read_tasks

    workplace = Workplace.choose(out, database=database)
    try:
        with opened(workplace) as engine:
            tasks = read_tasks(engine, county=county)
    finally:
        workplace.forget()
    asked = {name: word for name, word in (("state", None if everything else "open"), ("owner", owner)) if word}
    shown = tasks.filter(**asked)
    if json:
        print(dumps(shown.drop("conviction").to_dicts(), indent=2, default=str))
        return 0
    print(f"{shown.height:,} tasks" if everything else f"{shown.height:,} open tasks")
    for row in shown.iter_rows(named=True):
        where = "" if row["place"] is None else f", {row['source']} row {row['place']}"
        filed = "" if row["batch"] is None else f", {row['batch']} row {row['row']}"
        print(f"  {row['task']}  {row['state']}  {row['owner']}: {row['kind']}{where}{filed}, since {row['raised']}")
    return 0
