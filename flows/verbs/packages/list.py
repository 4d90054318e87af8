"""``relief packages list``: every package, where it stands and since when."""

from json import dumps

from flows.verbs.options import County, Database, Json, Out


def act(county: County, out: Out, database: Database = None, json: Json = False) -> int:
    """Print every package of a county in the order of their numbers."""
    from flows.packages import list_packages
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    try:
        packages = list_packages(county, workplace)
    finally:
        workplace.forget()
    if json:
        print(dumps(packages.to_dicts(), indent=2, default=str))
        return 0
    for row in packages.iter_rows(named=True):
        rows = row["rows"] - row["withdrawn"]
        note = f" ({row['note']})" if row["note"] else ""
        print(f"{row['number']}  {rows:>6,} convictions  {row['state']}{note} since {row['since']}  {row['court']}")
    print(f"{packages.height:,} packages")
    return 0
