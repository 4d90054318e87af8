"""``relief correct list``: corrections in force, and what became of them in the run in force."""

from json import dumps

from flows.verbs.options import County, Database, Json, Out


def act(county: County, out: Out, database: Database = None, json: Json = False) -> int:
    """Print each correction with its state: applied, agreed, conflict, not found, or waiting for the next run."""
    from flows.correction_list import list_corrections, tell
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    try:
        corrections = list_corrections(county, workplace)
    finally:
        workplace.forget()
    if json:
        print(dumps(corrections.to_dicts(), indent=2, default=str))
        return 0
    print(f"{corrections.height:,} corrections")
    for state, number in corrections.group_by("state").len().sort("state").rows():
        print(f"  {number:>8,}  {state}")
    for each in corrections.iter_rows(named=True):
        print(tell(each))
    return 0
