"""What was done before: runs as the database and the store keep them."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from flows.shelf import Shelf, open_shelf
from flows.steps.differing import TOLD
from flows.steps.whole import RECORDS
from flows.workplace import Workplace
from relief.errors import UserError

if TYPE_CHECKING:
    import polars as pl

    from relief.database import Status


@dataclass(frozen=True, kw_only=True)
class PastRun:
    """A finished run's files."""

    key: str
    as_of: date
    folder: Path
    shelf: Shelf
    workplace: Workplace

    def bring(self, name: str) -> Path:
        """The file's place on this machine. UserError if it is gone."""
        if not self.shelf.bring(name) and not (name == RECORDS and self._put_together()):
            raise UserError(f"{name} of this run is not in the work folder any more; do the run again")
        return self.folder / name

    def scan_ordered(self) -> "pl.LazyFrame":
        """Its determinations with the ``count_order`` that names a conviction in every export; without the records."""
        import polars as pl

        determinations = pl.scan_parquet(self.bring("determinations.parquet"))
        if self.shelf.bring("orders.parquet"):
            return pl.concat([determinations, pl.scan_parquet(self.folder / "orders.parquet")], how="horizontal")
        place = ["source_file", "source_row"]  # of an earlier version of this program
        orders = pl.scan_parquet(self.bring(RECORDS)).select(*place, "count_order")
        return determinations.join(orders, on=place, how="left", maintain_order="left")

    def holds(self, name: str) -> bool:
        """Whether the file is there, or can be made of what is."""
        return self.shelf.bring(name) or (name == RECORDS and self.shelf.bring(TOLD))

    def _put_together(self) -> bool:
        """Read the records of a run that went by another (``flows.steps.differing``); False for a run that did not.

        UserError where they cannot be read as they were then.
        """
        from flows.statewide.past_question import read_records_again

        return self.shelf.bring(TOLD) and read_records_again(self)


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
    return _open(county, workplace, runs[-1].key, runs[-1].as_of)


def find_run(county: str, workplace: Workplace, key: str) -> PastRun:
    """A run of the county by its key. UserError if it was not done here."""
    runs = [run for run in read_past(workplace).runs if run.county == county and run.key == key]
    if not runs:
        raise UserError(f"run {key[:16]} of {county} was not done in {workplace.out}")
    return _open(county, workplace, key, runs[-1].as_of)


def list_former(county: str, workplace: Workplace) -> list[PastRun]:
    """Runs that were the county's in force before, the newest first, each once; their files may be gone."""
    from relief import database

    engine = database.open_database(workplace.database)
    try:
        runs = {run.key: run for run in database.read_status(engine, county=county).runs}
        keys = database.list_put_in_force(engine, county=county)
    finally:
        engine.dispose()
    newest = dict.fromkeys(reversed(keys))
    return [_open(county, workplace, key, runs[key].as_of) for key in newest if key in runs and not runs[key].in_force]


def open_past(county: str, workplace: Workplace, key: str) -> PastRun:
    """A finished run of the county by its key, as it was asked. UserError if its files are gone."""
    from flows import asked

    found = _open(county, workplace, key, date.min)
    found.bring(asked.QUESTION)
    return replace(found, as_of=asked.read_day(asked.read_question(found.folder)))


def _open(county: str, workplace: Workplace, key: str, as_of: date) -> PastRun:
    prefix = f"runs/{county}/{key[:16]}"
    return PastRun(
        key=key, as_of=as_of, folder=workplace.folder / prefix, shelf=open_shelf(workplace, prefix), workplace=workplace
    )
