"""``relief review list``: what waits for a person, whose it is, and what would settle it."""

from json import dumps
from typing import Annotated, Any

from typer import Option

from flows.verbs.options import County, Database, Json, Out


def act(
    county: County,
    out: Out,
    agency: Annotated[str | None, Option("--agency", metavar="NAME", help="only what is this agency's")] = None,
    database: Database = None,
    json: Json = False,
) -> int:
    """Print the queue of the run in force."""
    import polars as pl

    from flows.review_queue import open_queue
    from flows.views import note_view
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    try:
        queue = open_queue(county, workplace)
        items = queue.items.drop("against")
        note_view(workplace, county, "queue.viewed", run=queue.past.key, convictions=items.height)
        if agency is not None:
            items = items.filter(pl.col("agency") == agency)
        if json:
            print(dumps(items.to_dicts(), indent=2, default=str))
            return 0
        print(f"{items.height:,} convictions wait for a person")
        for name, number in items.group_by("agency").len().sort("agency").rows():
            print(f"  {number:>8,}  {name}")
        for item in items.iter_rows(named=True):
            print(_tell(item))
    finally:
        workplace.forget()
    return 0


def _tell(item: dict[str, Any]) -> str:
    """One item: where it is, whose it is, why it waits and what would settle it. No case number: terminals are seen."""
    level, day = item["level"] or "level not stated", item["conviction_date"] or "day not stated"
    lines = [
        f"\n{item['source_file']} row {item['source_row']}: {item['code_section']}, {level}, {day}; {item['agency']}"
    ]
    lines.append(f"    {item['rule']}: {item['unknown_facts'] or item['reason']}")
    lines += [f"    settled by {each}" for each in (item["settles"] or "").split(" | ") if each]
    return "\n".join([*lines, f"    signed: {item['signed']}"] if item["signed"] else lines)
