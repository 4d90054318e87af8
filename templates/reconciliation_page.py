"""The reconciliation as one page that county and court sign. One file, nothing fetched, same bytes each time."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from relief.outcomes.reconciliation import Reconciliation


def print_reconciliation(found: Reconciliation, agency: str) -> str:
    """HTML of the account, with a place for both signatures."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda number: f"{number:,}"
    return environment.get_template("reconciliation/page.html.j2").render(
        title="Reconciliation of cannabis convictions", found=found, agency=agency
    )
