"""A run of the state as a page: tiles, bars and tables; one file, nothing fetched, the same bytes each time."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from relief.state_summary import COLUMNS, StatePage
from templates.county_tiles import TILES

COLORS = {"identified": "#8fa3b8", "waiting": "#c8553d", "cleared": "#3a7d44"}


def print_state(page: StatePage) -> str:
    """HTML of the page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda number: "-" if number is None else f"{number:,}"
    environment.filters["words"] = lambda text: str(text).replace("_", " ")
    return environment.get_template("state/summary.html.j2").render(
        title="Record relief in the state" if page.public else f"Run {page.number} of the state",
        page=page,
        columns=COLUMNS,
        colors=COLORS,
        tiles=TILES,
        shades=_shade(page),
    )


def _shade(page: StatePage) -> dict[str, float]:
    """County to how dark its tile is: its convictions that wait, against the county with most, on a scale of roots."""
    waiting = {word: cells["waiting"] for word, cells in page.by["county"].items()}
    most = max((number or 0 for number in waiting.values()), default=0) or 1
    return {word: ((number or 0) / most) ** 0.4 for word, number in waiting.items()}
