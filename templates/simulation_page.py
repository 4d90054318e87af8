"""A simulation as a report: bars and a map as SVG within the page; one file, nothing fetched, same bytes each time."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from relief.simulation import IN_SCOPE, Simulation
from templates.county_tiles import TILES

_COLORS = ("#1b6ca8", "#c8553d", "#3a7d44", "#8d6a9f", "#b8860b", "#2a9d8f", "#6d4c41", "#5c677d", "#d1495b", "#00798c")


def print_simulation(found: Simulation) -> str:
    """HTML of every number that may be published."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda number: "-" if number is None else f"{number:,}"
    colors = {name: _COLORS[place % len(_COLORS)] for place, name in enumerate(found.policies)}
    broken_down = {name: cells for name, cells in found.convictions.items() if name != "all"}
    return environment.get_template("simulation/simulation.html.j2").render(
        title="What each policy would decide",
        found=found,
        whole=found.convictions["all"].get("all", {}),
        broken_down=broken_down,
        colors=colors,
        tiles=TILES,
        maps=[_shade(found, name) for name in found.policies],
        in_scope=IN_SCOPE,
    )


def _shade(found: Simulation, policy: str) -> dict[str, object]:
    """A map: a policy's name, and county to the share of its convictions that are eligible for certain."""
    shares: dict[str, float] = {}
    for county, cells in found.convictions["county"].items():
        whole, low = cells[IN_SCOPE], cells[f"{policy}, low"]
        if whole and low is not None:
            shares[county] = low / whole
    return {"policy": policy, "shares": shares}
