"""What was done before: runs as the database and the store keep them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from flows.shelf import Shelf, open_shelf
from flows.workplace import Workplace
from relief.errors import UserError

if TYPE_CHECKING:
    from relief.database import Status


@dataclass(frozen=True, kw_only=True)
class PastRun:
    """A finished run's files."""

    as_of: date
    folder: Path
    shelf: Shelf

    def bring(self, name: str) -> Path:
        """The file's place on this machine. UserError if it is gone."""
        if not self.shelf.bring(name):
            raise UserError(f"{name} of this run is not in the work folder any more; do the run again")
        return self.folder / name


def read_past(workplace: Workplace) -> "Status":
    """All that the workplace's database holds. UserError where there is none: looking makes nothing."""
    from relief import database

    path = Path(workplace.database.removeprefix("sqlite:///"))
    if workplace.database.startswith("sqlite:") and not path.exists():
        raise UserError(f"{workplace.out}: no run was done here; begin with: relief run")
    engine = database.open_database(workplace.database)
    try:
        return database.read_status(engine)
    finally:
        engine.dispose()


def find_in_force(county: str, workplace: Workplace) -> PastRun:
    """The run whose determinations are the county's in force."""
    runs = [run for run in read_past(workplace).runs if run.county == county and run.in_force]
    if not runs:
        raise UserError(f"no run of {county} is in force in {workplace.out}; begin with: relief run {county}")
    prefix = f"runs/{county}/{runs[-1].key[:16]}"
    folder = workplace.folder / prefix
    return PastRun(as_of=runs[-1].as_of, folder=folder, shelf=open_shelf(workplace, prefix))
