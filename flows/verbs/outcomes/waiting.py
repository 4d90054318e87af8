"""``relief outcomes waiting``: what each court, agency and DOJ is waited for, and since when."""

from json import dumps

from flows.verbs.options import AsOf, County, Database, Json, Out, read_as_of


def act(county: County, out: Out, as_of: AsOf = None, database: Database = None, json: Json = False) -> int:
    """Print convictions that wait, by court and by how long: 30, 60 and 90 days."""
    from flows.outcomes.standing import read_standing
    from flows.workplace import Workplace
    from relief.outcomes.waiting import AGES, count_waiting, find_waiting

    workplace, today = Workplace.choose(out, database=database), read_as_of(as_of)
    try:
        stand = read_standing(county, workplace)
    finally:
        workplace.forget()
    counted = count_waiting(find_waiting(stand.standings, stand.courts, today))
    if json:
        print(dumps(counted.to_dicts(), indent=2))
        return 0
    print("".join(f"{age:>18}" for age in AGES) + "  oldest")
    for row in counted.iter_rows(named=True):
        print(
            "".join(f"{row[age]:>18,}" for age in AGES) + f"{row['oldest']:>6,} d  {row['court']}: {row['waits_for']}"
        )
    return 0
