"""``relief status``: exports, runs, counts by outcome, papers."""

from dataclasses import asdict
from json import dumps
from typing import TYPE_CHECKING

from flows.verbs.options import AsOf, Database, Json, Out, read_as_of

if TYPE_CHECKING:
    from relief.database import Status


def act(out: Out, database: Database = None, as_of: AsOf = None, json: Json = False) -> int:
    """Print what the database holds."""
    from flows.alarms import list_alarms
    from flows.past import read_past
    from flows.workplace import Workplace

    workplace, day = Workplace.choose(out, database=database), read_as_of(as_of)
    status = read_past(workplace)
    alarms = list_alarms((run.county for run in status.runs), workplace, day)
    if json:
        print(dumps({**asdict(status), "alarms": alarms}, indent=2, default=str))
    else:
        _print(status)
        for county, told in alarms.items():
            print(f"Alarms: {county}")
            for alarm in told:
                print(f"  {alarm}")
    return 0


def _print(status: "Status") -> None:
    print("Exports" if status.exports else "No exports came in yet")
    for export in status.exports:
        print(
            f"  {export.county}  {export.sha256[:12]}  {export.rows:>12,} rows  {export.size:>15,} bytes  {export.name}"
        )
    print("Runs" if status.runs else "No runs yet")
    for run in status.runs:
        force = ", in force" if run.in_force else ", of the past" if run.past else ""
        print(f"  {run.county}  {run.key[:16]}  as of {run.as_of}  {run.status}{force}")
        for name, number in {**run.counts, **{f"papers: {kind}": n for kind, n in run.papers.items()}}.items():
            print(f"      {name:<32}{number:>12,}")
    for heading, table in (("Determinations in force", status.outcomes), ("Ledger, by last step", status.steps)):
        for county, counts in table.items():
            print(f"{heading}: {county}")
            for name, number in counts.items():
                print(f"      {name:<32}{number:>12,}")
