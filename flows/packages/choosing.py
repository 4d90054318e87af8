"""Which convictions of the run in force may go into a new package, and why the others wait."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import polars as pl

from connectors import County, load_county
from flows.explaining import read_elected
from flows.outcomes.named import read_named
from flows.packages.refusing import find_refused
from flows.past import PastRun, find_in_force
from flows.review_queue import opened
from flows.steps.papers import describe_filing, sort_out
from flows.workplace import Workplace
from relief import database
from relief.packages.selection import find_waiting
from relief.papers import Filing
from relief.papers.convictions import Docket, dockets

UNNAMED = "courthouse that the county's file does not name"
_PLACE = ["source_file", "source_row"]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The eligible convictions of a run: those that may go into packages, by courthouse, and those that wait."""

    county: County
    filing: Filing
    past: PastRun
    dockets: list[Docket]
    """In the order in which packages number their rows."""
    names: dict[tuple[str, int], str]
    """File and row to conviction, of those in ``dockets``."""
    waiting: dict[str, int]
    """Why, to how many; with those in ``dockets`` these are all eligible convictions."""


def choose(word: str, workplace: Workplace, day: date) -> Choice:
    """Look at everything that is eligible. UserError where no run of the county is in force."""
    county, past = load_county(word), find_in_force(word, workplace)
    filing = describe_filing(county, day)
    eligible = read_named(past, county).filter(pl.col("outcome").cast(pl.String) == "eligible")
    refused = find_refused(word, county, workplace, past.key)
    free, waiting = _leave_out_taken(word, workplace, eligible, refused)
    printable, lists = sort_out(
        free, also_destroyed=read_elected(past).records_due_for_destruction == "also_file"
    )  # fmt: skip
    named = [*filing.branches.values()]
    lists[UNNAMED] = printable.filter(~pl.col("courthouse").is_in(named))
    printable = printable.filter(pl.col("courthouse").is_in(named))
    waiting += {name.replace("_", " "): rows.height for name, rows in lists.items() if rows.height}
    assert printable.height + waiting.total() == eligible.height, "what is eligible is chosen or waits"
    return Choice(
        county=county, filing=filing, past=past, dockets=dockets(printable, filing, "X"),
        names={(file, row): name for file, row, name in printable.select(*_PLACE, "conviction").rows()},
        waiting=dict(sorted(waiting.items())),
    )  # fmt: skip


def _leave_out_taken(
    word: str, workplace: Workplace, eligible: pl.DataFrame, refused: set[str]
) -> tuple[pl.DataFrame, Counter[str]]:
    """Without those that were filed, are challenged or withheld, are in a package under way, or would be refused again."""
    with opened(workplace) as engine:
        lives = database.read_lives(engine, county=word)
        *_, withheld = database.read_reversals(engine, county=word)
        taken = database.list_in_packages(engine, county=word)
    why = find_waiting(eligible, lives, withheld, taken, refused)
    return eligible.filter(why.is_null()), Counter(why.drop_nulls().to_list())
