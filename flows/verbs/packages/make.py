"""``relief packages make``: what waits for each court, under the next numbers."""

import sys
from dataclasses import asdict
from json import dumps
from typing import TYPE_CHECKING

from flows.verbs.options import County, Database, Json, Out
from flows.verbs.packages.options import By, Day, doing

if TYPE_CHECKING:
    from flows.packages.making import Made


def act(
    county: County, out: Out, day: Day = None, by: By = "relief", database: Database = None, json: Json = False
) -> int:
    """Put what is eligible and free into packages, a court and day each, and write their papers. What was begun is finished."""
    from flows.packages.making import make_packages
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    try:
        made = make_packages(county, workplace, doing(county, by, day))
    finally:
        workplace.forget()
    if json:
        print(dumps(asdict(made), indent=2))
        return _judge(made)
    for number, rows in made.withdrawn.items():
        print(f"{number}: {rows:,} rows withdrawn before delivery")
    for each in made.packages:
        again = f", edition {each['edition']}" if each["edition"] > 1 else ""
        print(f"{each['number']}  {each['rows']:>6,} convictions  {each['files']:>5,} files  {each['court']}{again}")
    print(f"{len(made.packages):,} packages, {sum(each['rows'] for each in made.packages):,} convictions")
    for why, convictions in made.waiting.items():
        print(f"  {convictions:>8,}  {why}")
    return _judge(made)


def _judge(made: "Made") -> int:
    """1 where what should be in a package is in none, since its papers were refused; the lists say what."""
    from relief.packages.selection import NOT_READ_BACK

    for number, held in made.held_back.items():
        print(f"relief: {number}: {held.rows:,} convictions are held back; see {held.listed}", file=sys.stderr)
    return 1 if made.held_back or NOT_READ_BACK in made.waiting else 0
