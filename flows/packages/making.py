"""Packages made: the next numbers taken for what waits, and the papers of every package written that has none."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from flows.gate import refuse_known_wrong
from flows.packages.choosing import Choice, choose
from flows.packages.keeping import withdraw_what_changed
from flows.packages.writing import Source, read_source, write_package
from flows.review_queue import check_account, opened
from flows.run import choose_policy
from flows.wording import refuse_unsound_words
from flows.workplace import Workplace
from relief import database
from relief.database import Doing
from relief.errors import UserError
from relief.packages.selection import split

THIS_WEEK = "more orders than the court signs in a week"
_ATTEMPTS = 20
"""How often what is free is looked at again, where others take packages at the same time."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What ``relief packages make`` came to."""

    packages: list[dict[str, Any]]
    """Each package that was written now: number, court, rows, edition and files (how many)."""
    waiting: dict[str, int]
    """Why, to how many convictions that no package of now has."""
    withdrawn: dict[str, int]
    """Number to rows that were taken out of a package before its delivery."""
    held_back: "dict[str, HeldBack]"
    """Number to what was taken out since a paper, read back, did not say what it should."""


@dataclass(frozen=True, kw_only=True)
class HeldBack:
    """Rows of a package that wait until the cause is mended."""

    rows: int
    listed: str
    """Key of the list that says which and why, in the object store."""


def make_packages(word: str, workplace: Workplace, doing: Doing) -> Made:
    """Take what changed out of packages that wait for delivery, take numbers for all that is free, write the papers.

    A package that was begun and not written, because a run of this was killed, is written under its own number first.
    Twice the same, or two at once, makes nothing twice.
    """
    check_account(doing.actor)
    refuse_known_wrong(word, workplace)
    withdrawn = withdraw_what_changed(word, workplace, doing)
    waiting = _open_all(word, workplace, doing)
    written, held_back, sources = [], dict[str, HeldBack](), dict[str, Source]()
    for about in _list_open(word, workplace):
        if about["run"] not in sources:
            sources = {about["run"]: _read_sound(word, workplace, about["run"])}
        wrote = write_package(sources[about["run"]], workplace, about, doing)
        if wrote.held_back and wrote.listed:
            held_back[about["number"]] = HeldBack(rows=wrote.held_back, listed=wrote.listed)
        if wrote.files:
            told = {"rows": wrote.rows, "edition": wrote.edition, "files": wrote.files}
            written.append({"number": about["number"], "court": about["court"], **told})
    return Made(packages=written, waiting=waiting, withdrawn=withdrawn, held_back=held_back)


def _read_sound(word: str, workplace: Workplace, run: str) -> Source:
    """What a run's packages are written from. UserError where the county's words are not sound on its day."""
    source = read_source(word, workplace, run)
    refuse_unsound_words(source.county, source.past.as_of, choose_policy(source.county, None))
    return source


def _open_all(word: str, workplace: Workplace, doing: Doing) -> dict[str, int]:
    """Take numbers until nothing that is free is left; what waits, and why."""
    for _ in range(_ATTEMPTS):
        choice = choose(word, workplace, doing.day)
        try:
            late = sum(len(part) for part in _open_each(word, workplace, doing, choice))
        except UserError:
            # Somebody else took one of these in the meantime; what is left is looked at again.
            continue
        waiting = Counter(choice.waiting) + Counter({THIS_WEEK: late})
        return dict(sorted((+waiting).items()))
    raise UserError(f"{word}: others make packages at the same time; make them again later")


def _open_each(word: str, workplace: Workplace, doing: Doing, choice: Choice) -> Iterator[tuple[str, ...]]:
    """Open a package for each part of each court's list; gives the parts that have to wait for another week."""
    limits = choice.filing.court.limits
    for docket in choice.dockets:
        names = [choice.names[each.source_file, each.source_row] for each in docket.convictions]
        cases = [each.case_number for each in docket.convictions]
        for part in split(names, cases, limits.convictions_per_order):
            with opened(workplace) as engine:
                if limits.orders_per_week is not None and (
                    _count_week(database.read_packages(engine, county=word, courts=[docket.court]), doing.day)
                    >= limits.orders_per_week
                ):
                    yield tuple(part)
                    continue
                database.open_package(
                    engine, doing, county_name=choice.county.name, court=docket.court, run=choice.past.key,
                    convictions=part,
                )  # fmt: skip


def _count_week(packages: pl.DataFrame, day: date) -> int:
    """Packages of the day's week that were not withdrawn."""
    week = day.isocalendar()[:2]
    days = packages.filter(pl.col("state") != "withdrawn")["day"]
    return sum(each.isocalendar()[:2] == week for each in days)


def _list_open(word: str, workplace: Workplace) -> list[dict[str, Any]]:
    with opened(workplace) as engine:
        packages = database.read_packages(engine, county=word)
    return packages.filter(pl.col("state") == "open").to_dicts()
