"""Which of two runs of a county goes before the other: that of the later day, and of one day that of the newer files.

A run that the run in force goes before is of the past. It is written down as a run of its own, and nothing follows of it:
it puts nothing in force, asks nothing of papers, moves no step of the ledger, is no delivery, and needs no lease.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from connectors.sources import DAY, day_of
from flows.run import Run
from relief.deliveries import name_content

if TYPE_CHECKING:
    from relief.database import Standing

Force = Literal["newest", "never", "always"]
"""When a run is put in force: where no other goes before it; never, of the state's history; or although another does."""

SAYING = "this run is of the past: it is written down, and nothing of it is in force"
"""How a user is told; why comes after it."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """What a run of the past has in place of a lease."""

    begun: datetime
    why: str
    """In words, without anything of a person."""


def find_in_force_key(run: Run) -> str | None:
    """The key of the county's run in force, before or beside this one; None if there is none."""
    from relief import database

    engine = database.open_database(run.workplace.database)
    try:
        standing = database.read_standing(engine, county=run.word)
    finally:
        engine.dispose()
    return standing.key if standing else None


def find_why_past(run: Run) -> str:
    """Why the county's run in force goes before this one; empty where it does not. A what-if is never asked."""
    from relief import database

    if run.workplace.policy is not None:
        return ""
    engine = database.open_database(run.workplace.database)
    try:
        standing = database.read_standing(engine, county=run.word)
        if standing is None or standing.key == run.key:
            return ""
        if run.as_of < standing.as_of:
            return f"it is as of {run.as_of}, and the run in force as of {standing.as_of}"
        came = dict.fromkeys(each.content for each in database.read_deliveries(engine, county=run.word))
    finally:
        engine.dispose()
    return _find_why_older(run, standing, list(came))


def _find_why_older(run: Run, standing: "Standing", came: Sequence[str]) -> str:
    """Why the files that the run in force read are the newer ones.

    Args:
        run: the run.
        standing: the run in force.
        came: names of what the county delivered, in that order.
    """
    exports: list[Mapping[str, Any]] = (standing.asked or {}).get("exports", [])
    content = name_content(each["key"] for each in exports)
    if not exports or content == run.content:
        return ""
    older = list_older([export.name for export in run.exports], [str(each["name"]) for each in exports])
    if older:
        return f"{', '.join(older)} is older than what the run in force has read"
    if run.content in came and content in came and came.index(run.content) < came.index(content):
        return "its files came before those that the run in force has read"
    return ""


def list_older(names: Iterable[str], others: Iterable[str]) -> list[str]:
    """The files whose day is before that of another of their series: what is called the same but for the day.

    Where no two are of one series, all of them if even the newest is before the newest other.
    """
    mine, theirs = _find_newest(names), _find_newest(others)
    both = mine.keys() & theirs.keys()
    older = [mine[series][1] for series in both if mine[series][0] < theirs[series][0]]
    if not both and mine and theirs and max(mine.values())[0] < max(theirs.values())[0]:
        older = [name for _, name in mine.values()]
    return sorted(older)


def _find_newest(names: Iterable[str]) -> dict[str, tuple[date, str]]:
    """Series to its newest day and the file that bears it; what bears no day is left out."""
    found: dict[str, tuple[date, str]] = {}
    for name in names:
        if (day := day_of(name)) is not None:
            series = DAY.sub("", name)
            found[series] = max((day, name), found.get(series, (day, name)))
    return found
