"""``relief simulate``: what other policies would decide, on the last runs of any set of counties."""

from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from flows.verbs.options import Database, Json, Out

if TYPE_CHECKING:
    from relief.simulation import Simulation

Policies = Annotated[
    list[str],
    Option("--policy", metavar="NAME", help="a preset or a YAML file; the others are compared with the first",
           show_default=False),
]  # fmt: skip
Counties = Annotated[list[str] | None, Option("--county", help="only this one; again for more; default: all")]
Html = Annotated[Path | None, Option("--html", metavar="FILE", help="write a report with charts and a map as well")]


def act(
    out: Out,
    policy: Policies,
    county: Counties = None,
    html: Html = None,
    json: Json = False,
    database: Database = None,
) -> int:
    """Print how many people and convictions each policy relieves, and which convictions it decides otherwise."""
    from flows.simulating import simulate_counties
    from flows.workplace import Workplace
    from relief.errors import UserError

    workplace = Workplace.choose(out, database=database)
    try:
        found = simulate_counties(workplace, county or [], policy)
    finally:
        workplace.forget()
    if html is not None:
        from templates.simulation_page import print_simulation

        try:
            html.write_text(print_simulation(found), encoding="utf-8")
        except OSError as error:
            raise UserError(f"{html}: the report cannot be written: {error.strerror}") from None
    if json:
        print(dumps(asdict(found), indent=2, default=str))
    else:
        _print(found)
    return 0


def _print(found: "Simulation") -> None:
    whole = found.convictions["all"].get("all", {})
    print(f"{len(found.counties)} counties; numbers of fewer than 11 people are not shown")
    print(f"\n{'':<44}{'people':>12}{'convictions':>14}")
    for column in found.columns:
        print(f"{column:<44}{_tell(found.people[column]):>12}{_tell(whole.get(column)):>14}")
    for dimension, cells in found.convictions.items():
        if dimension == "all":
            continue
        print(f"\nConvictions by {dimension}")
        for cell, numbers in cells.items():
            print(f"  {cell}: " + ", ".join(f"{column} {_tell(n)}" for column, n in numbers.items()))
    for name, ways in found.differ.items():
        print(f"\nDecided otherwise by {name} than by {found.policies[0]}")
        for way, number in ways.items():
            print(f"  {_tell(number):>10}  {way}")


def _tell(number: int | None) -> str:
    return "-" if number is None else f"{number:,}"
