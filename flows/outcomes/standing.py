"""Where a county's convictions stand, with their courts and what the run in force says of them."""

from dataclasses import dataclass

import polars as pl

from connectors import load_county
from flows.outcomes.named import read_named
from flows.past import find_in_force
from flows.review_queue import opened
from flows.workplace import Workplace
from relief import database
from relief.outcomes.filing import list_filed
from relief.outcomes.standings import find_standings


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A county's convictions."""

    lives: pl.DataFrame
    """``relief.database.read_lives``."""
    standings: pl.DataFrame
    """``relief.outcomes.standings.STANDINGS``."""
    named: pl.DataFrame
    """The run in force by conviction: ``flows.outcomes.named.read_named``."""
    tasks: pl.DataFrame
    """``relief.database.read_tasks``."""
    agency: str
    """Who files."""
    county: str
    """The county's name as it is printed."""

    @property
    def courts(self) -> pl.DataFrame:
        """Conviction and court."""
        return self.named.select("conviction", court="courthouse")


def read_standing(word: str, workplace: Workplace) -> Standing:
    """Read all of it. UserError where no run of the county is in force."""
    county = load_county(word)
    past = find_in_force(word, workplace)
    named = read_named(past, county)
    with opened(workplace) as engine:
        lives, tasks = database.read_lives(engine, county=word), database.read_tasks(engine, county=word)
    return Standing(
        lives=lives, standings=find_standings(lives, list_filed(lives)), named=named, tasks=tasks,
        agency=county.prosecutor.on(past.as_of).name, county=county.name,
    )  # fmt: skip
