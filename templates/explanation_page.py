"""Convictions explained as a page to print: one file, nothing fetched, the same bytes for the same explanation."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from relief.explaining import Explanation, show


def print_explanations(convictions: Sequence[Explanation]) -> str:
    """HTML; every value is escaped, whatever the export holds."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["show"] = show
    title = "Why a conviction was decided as it was" if len(convictions) == 1 else "Why each was decided as it was"
    return environment.get_template("explanation/explanation.html.j2").render(title=title, convictions=convictions)
