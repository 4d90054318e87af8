"""A package brought to its court, once; the ledger says filed when the court has all of it and not before."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import polars as pl

from connectors import County, load_county
from connectors.packages import Package
from connectors.packages.layout import place
from connectors.packages.routes import Court, LostOnTheWay, PackageConflict, deliver, is_delivered, open_court
from connectors.store import StoreFailure
from flows.outcomes.named import read_people
from flows.packages.keeping import find_changed, withdraw_what_changed
from flows.packages.reading import find_package, list_packages, open_package, read_rows
from flows.packages.writing import read_source, write_package
from flows.private_words import list_private
from flows.review_queue import opened
from flows.workplace import Workplace
from relief import database
from relief.database import Doing, IllegalStep, Receipt
from relief.errors import UserError
from relief.outcomes.filing import lead_to_filing, plan_filing
from relief.outcomes.tasks import Kind, Raised
from relief.packages.manifest import RELIEFS
from relief.packages.selection import find_stands

MID_WAY = "a row was not to be filed any more while the package was on its way"
_ATTEMPTS = 5
_LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What became of one package."""

    number: str
    court: str
    rows: int
    state: str
    """delivered; delivered before; withdrawn (with ``note``)."""
    note: str = ""


def deliver_package(
    word: str, workplace: Workplace, number: str, doing: Doing, *, handed_over: bool = False
) -> Delivered:
    """Deliver a package by the route of its court's profile; nothing where it was delivered before.

    Rows that may not be filed any more are taken out first, and its papers written anew. Once a delivery has begun the
    package changes no more: where a row may not be filed then, and the court does not have all of it yet, the package
    is given up whole, and its other convictions are free for the next.

    Args:
        handed_over: a person has handed the printed package over; nothing is sent.

    Raises:
        UserError: the package is not there, or its court cannot be reached; delivering again goes on.
    """
    county = load_county(word)
    about = find_package(word, workplace, number)
    if about["state"] in ("delivered", "withdrawn"):
        return _say(about, "delivered before" if about["state"] == "delivered" else "withdrawn", about["note"])
    court = None if handed_over else open_court(county.court.on(about["day"]).deliver_to(about["court"]))
    with _told():
        if about["state"] == "sending" and court is not None:
            if _give_up(word, workplace, about, doing, court):
                return _say(about, "withdrawn", MID_WAY)
        elif about["state"] != "sending" and not _bring_up_to_date(word, workplace, about, doing):
            return _say(find_package(word, workplace, number), "withdrawn", "every row was withdrawn")
        about = find_package(word, workplace, number)
        package = open_package(word, workplace, number)
        route = "paper" if court is None else county.court.on(about["day"]).deliver_to(about["court"]).route
        with opened(workplace) as engine:
            database.mark_sending(engine, doing, number=number, edition=package.edition, route=route)
        if court is not None:
            deliver(package, court)
    new = _write_down(word, county, workplace, package, doing, route)
    return _say(about, "delivered" if new else "delivered before", route)


def withdraw(word: str, workplace: Workplace, number: str, doing: Doing, *, reason: str) -> None:
    """Take a package back before the court has it: its number stays used, its convictions are free for the next.

    Args:
        reason: without anything of a person; it is kept with the package.

    Raises:
        UserError: the court has it, or has been sent all of it; or the reason names somebody.
    """
    about = find_package(word, workplace, number)
    said = " ".join(reason.split())
    rows = read_rows(word, workplace, number)
    people = read_people(word, load_county(word), workplace, rows["conviction"])
    private = [each for row in people.iter_rows(named=True) for each in list_private(row)]
    if not said or len(said) > _LONGEST or any(each in said.upper() for each in private):
        raise UserError(f"--reason must be given, in at most {_LONGEST} letters, and without anything of a person")
    with _told():
        if about["state"] == "sending":
            court = open_court(load_county(word).court.on(about["day"]).deliver_to(about["court"]))
            if is_delivered(open_package(word, workplace, number), court):
                raise UserError(f"{number}: the court has all of it; deliver it again, so that this is written down")
            court.mark_withdrawn(number)
        with opened(workplace) as engine:
            database.withdraw_package(engine, doing, number=number, why=said)


def list_to_deliver(word: str, workplace: Workplace) -> list[str]:
    """Numbers of packages that are made, or on their way, in order."""
    packages = list_packages(word, workplace)
    return packages.filter(pl.col("state").is_in(["made", "sending"]))["number"].to_list()


def _bring_up_to_date(word: str, workplace: Workplace, about: dict[str, Any], doing: Doing) -> bool:
    """Take out what changed and write the papers anew; False where nothing is left of the package."""
    withdraw_what_changed(word, workplace, doing, only=about["number"])
    now = find_package(word, workplace, about["number"])
    if now["state"] == "withdrawn":
        return False
    if now["state"] == "open":
        write_package(read_source(word, workplace, now["run"]), workplace, now, doing)
    return bool(find_package(word, workplace, about["number"])["state"] != "withdrawn")


def _give_up(word: str, workplace: Workplace, about: dict[str, Any], doing: Doing, court: Court) -> bool:
    """Withdraw a package that is on its way and holds a row that may not be filed, unless the court has all of it."""
    if not find_changed(word, workplace, about["number"]):
        return False
    if is_delivered(open_package(word, workplace, about["number"]), court):
        return False
    try:
        court.mark_withdrawn(about["number"])
    except PackageConflict:  # it got there while we looked; what is wrong with it is a task
        return False
    with opened(workplace) as engine:
        database.withdraw_package(engine, doing, number=about["number"], why=MID_WAY)
    return True


def _write_down(word: str, county: County, workplace: Workplace, package: Package, doing: Doing, route: str) -> bool:
    """The receipt, the ledger's steps and the audit, in one transaction; a row that may not be filed is a task."""
    told = package.describe()
    motion = next(each for each in told["papers"] if each["file"].startswith("motion"))
    receipt = Receipt(
        number=package.number, edition=package.edition, route=route, sha256=package.sha256,
        motion=f"{place(word, package.number, package.edition)}/{motion['file']}", motion_sha256=motion["sha256"],
        pages=motion["pages"], rows=told["convictions"],
    )  # fmt: skip
    for attempt in range(1, _ATTEMPTS + 1):
        steps, raised, others = _plan(word, county, workplace, package, told, doing)
        with opened(workplace) as engine:
            try:
                return database.mark_delivered(engine, doing, receipt, steps=steps, raised=raised, if_withdrawn=others)
            except IllegalStep:
                # A conviction's life went on in the meantime: look again.
                if attempt == _ATTEMPTS:
                    raise
    raise AssertionError("unreachable")


def _plan(
    word: str, county: County, workplace: Workplace, package: Package, told: dict[str, Any], doing: Doing
) -> tuple[pl.DataFrame, list[Raised], list[Raised]]:
    """The ledger's steps; tasks of rows that may not be filed, or not any more; and of all others."""
    reliefs = {int(row["row_id"].rpartition("-")[2]): RELIEFS[row["requested_relief"]] for row in told["rows"]}
    with opened(workplace) as engine:
        stands = find_stands(database.read_lives(engine, county=word))
        rows = database.read_package_rows(engine, county=word, number=package.number)
    kept = rows.filter(pl.col("row").is_in(list(reliefs))).select(
        "conviction",
        "row",
        "withdrawn",
        batch="number",
        relief=pl.col("row").replace_strict(reliefs, return_dtype=pl.String),
    )
    fit = pl.Series(
        [name in stands and any(lead_to_filing(stands[name])) for name in kept["conviction"]], dtype=pl.Boolean
    )
    steps = plan_filing(kept.filter(fit), stands, day=doing.day, actor=doing.actor)
    agency = county.prosecutor.on(doing.day).name
    # A later run may have come into force while the package was on its way. The papers have no row that was taken out;
    # where one has it all the same, the court has it, and somebody must know.
    doubtful = (
        ~fit | kept["withdrawn"].is_not_null() | kept["row"].is_in(list(find_changed(word, workplace, package.number)))
    )
    raised, others = (
        [
            Raised(
                kind=Kind.FILED_IN_DOUBT, source=package.number, digest=package.number, owner=agency, conviction=name,
                batch=package.number, row=row,
            )
            for name, row in kept.filter(chosen).select("conviction", "row").rows()
        ]
        for chosen in (doubtful, ~doubtful)
    )  # fmt: skip
    return steps, raised, others


def _say(about: dict[str, Any], state: str, note: str = "") -> Delivered:
    rows = about["rows"] - about["withdrawn"]
    return Delivered(number=about["number"], court=about["court"], rows=rows, state=state, note=note)


@contextmanager
def _told() -> Iterator[None]:
    """What a store or a court could not do, as a person is told."""
    try:
        yield
    except LostOnTheWay as lost:
        raise UserError(f"{lost}; what is missing is sent when the package is delivered again") from None
    except StoreFailure as failure:
        raise UserError(str(failure)) from None
