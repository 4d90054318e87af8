"""``relief reversal list``: every reversal, where it stands, and who was told."""

from json import dumps

from flows.verbs.options import County, Database, Json, Out


def act(county: County, out: Out, database: Database = None, json: Json = False) -> int:
    """Print reversals by batch and row; nobody is named."""
    from flows.reversing import list_reversals
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    try:
        found = list_reversals(county, workplace)
    finally:
        workplace.forget()
    if json:
        print(dumps(found, indent=2, default=str))
        return 0
    print(f"{len(found):,} reversals")
    for each in found:
        print(f"  {each['batch']} row {each['row']}: {each['cause']}; {each['stands']} since {each['since']}")
        for line in (*each["told"], *(f"STILL TO BE TOLD: {party}" for party in each["still to tell"])):
            print(f"      {line}")
    return 0
