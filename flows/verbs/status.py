"""``relief status``: exports, runs, counts by outcome, papers."""

from dataclasses import asdict
from json import dumps
from typing import TYPE_CHECKING

from flows.verbs.options import Database, Json, Out

if TYPE_CHECKING:
    from relief.database import Status


def act(out: Out, database: Database = None, json: Json = False) -> int:
    """Print what the database holds."""
    from flows.past import read_past
    from flows.workplace import Workplace

    status = read_past(Workplace.choose(out, database=database))
    if json:
        print(dumps(asdict(status), indent=2, default=str))
    else:
        _print(status)
    return 0


def _print(status: "Status") -> None:
    print("Exports" if status.exports else "No exports came in yet")
    for export in status.exports:
        print(
            f"  {export.county}  {export.sha256[:12]}  {export.rows:>12,} rows  {export.size:>15,} bytes  {export.name}"
        )
    print("Runs" if status.runs else "No runs yet")
    for run in status.runs:
        force = ", in force" if run.in_force else ""
        print(f"  {run.county}  {run.key[:16]}  as of {run.as_of}  {run.status}{force}")
        for name, number in {**run.counts, **{f"papers: {kind}": n for kind, n in run.papers.items()}}.items():
            print(f"      {name:<32}{number:>12,}")
    for heading, table in (("Determinations in force", status.outcomes), ("Ledger, by last step", status.steps)):
        for county, counts in table.items():
            print(f"{heading}: {county}")
            for name, number in counts.items():
                print(f"      {name:<32}{number:>12,}")
