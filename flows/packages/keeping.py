"""Packages that wait for delivery, kept true: what a later run, a challenge or a death changed is taken out again."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from connectors import County, load_county
from flows.outcomes.named import read_named
from flows.past import PastRun, find_in_force, find_run
from flows.review_queue import opened
from flows.workplace import Workplace
from relief import database
from relief.database import Doing
from relief.packages.selection import PRINTED, find_waiting, find_withdrawn


def withdraw_what_changed(word: str, workplace: Workplace, doing: Doing, only: str | None = None) -> dict[str, int]:
    """Take rows out of packages whose delivery has not begun; number to how many.

    A package that loses all of its rows is withdrawn: its number stays used. One whose delivery begins meanwhile is left
    to the delivery, which looks again before the court has it, and raises tasks where it has.

    Args:
        only: the number of the one package that is looked at; None is all of them.
    """
    found = {}
    for about, reasons in _find_changed(word, workplace, only):
        with opened(workplace) as engine:
            try:
                database.withdraw_rows(engine, doing, number=about["number"], reasons=reasons)
            except database.Conflict:
                if only is not None:
                    raise
            else:
                found[about["number"]] = len(reasons)
    return found


def find_changed(word: str, workplace: Workplace, number: str) -> dict[int, str]:
    """Rows of a package that may not be filed any more, and why."""
    return next((reasons for _, reasons in _find_changed(word, workplace, number)), {})


def _find_changed(word: str, workplace: Workplace, only: str | None) -> Iterator[tuple[dict[str, Any], dict[int, str]]]:
    with opened(workplace) as engine:
        packages = database.read_packages(engine, county=word)
        rows = database.read_package_rows(engine, county=word).filter(pl.col("withdrawn").is_null())
        lives = database.read_lives(engine, county=word)
        *_, withheld = database.read_reversals(engine, county=word)
        taken = database.list_in_packages(engine, county=word)
    states = ["open", "made"] if only is None else ["open", "made", "sending"]
    waiting = packages.filter(pl.col("state").is_in(states))
    if only is not None:
        waiting = waiting.filter(pl.col("number") == only)
    if waiting.is_empty():
        return
    county = load_county(word)
    past = find_in_force(word, workplace)
    now = _read_printed(past, county)
    for about in waiting.to_dicts():
        mine = rows.filter(pl.col("number") == about["number"])
        then = now if about["run"] == past.key else _read_printed(find_run(word, workplace, about["run"]), county)
        relief = mine.join(then, on="conviction", how="left", maintain_order="left").select("conviction", "relief")
        why = find_waiting(relief, lives, withheld, taken)
        if reasons := find_withdrawn(mine, then, now, why):
            yield about, reasons


def _read_printed(past: PastRun, county: County) -> pl.DataFrame:
    return read_named(past, county).select("conviction", "outcome", *PRINTED)
