"""``relief report``: the pages of what the check found, of a county that runs of the state decide."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

from typer import Option

from flows.verbs.options import County, Database, Out

if TYPE_CHECKING:
    from flows.past import PastRun

Key = Annotated[str | None, Option("--run", metavar="KEY", help="a run's whole key [default: the run in force]")]


def act(county: County, out: Out, run: Key = None, database: Database = None) -> int:
    """Write the pages beside the run's files and say where they are."""
    from flows.past import find_in_force, find_run
    from flows.steps.report import DATA_DOCS
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    past = find_run(county, workplace, run) if run else find_in_force(county, workplace)
    if not past.shelf.bring(f"{DATA_DOCS}/index.html"):
        _write(past)
    print(f"Report: {workplace.out.rstrip('/')}/runs/{county}/{past.key[:16]}/{DATA_DOCS}/index.html")
    workplace.forget()
    return 0


def _write(past: "PastRun") -> None:
    from expectations import write_report
    from flows.steps.check import CHECKED
    from flows.steps.report import DATA_DOCS

    checked = past.bring(CHECKED)
    with TemporaryDirectory(prefix=".report", dir=past.folder) as name:
        folder = Path(name)
        write_report(checked, folder / DATA_DOCS)
        pages = sorted(str(page.relative_to(folder)) for page in folder.rglob("*") if page.is_file())
        # What links to the others comes last: where it is, they are.
        past.shelf.keep_all(folder, sorted(pages, key=lambda page: page.endswith("/index.html")))
