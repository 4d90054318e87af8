"""Fictional courts with a package each, most of them delivered, over a copy of the whole run; and accounts of every role."""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from flows.packages.delivering import deliver_package
from flows.packages.making import make_packages
from flows.packages.reading import open_package
from flows.serving.tokens import hash_code
from flows.workplace import Workplace
from relief import database
from relief.accounts import Account, Role

COUNTY, OTHER = "los_angeles", "sacramento"
DELIVERED = date(2020, 7, 2)
NOON = datetime(2020, 7, 2, 19, tzinfo=UTC)
DOING = database.Doing(county=COUNTY, actor="da.unit", day=DELIVERED, at=NOON)


@dataclass(frozen=True, kw_only=True)
class Courts:
    """What the tests know of them."""

    workplace: Workplace
    mine: str
    """The court of the first clerk, who has another beside it."""
    package: str
    """Number of its package, which has most rows."""
    rows: int
    """Of that package."""
    theirs: str
    """The other clerk's court."""
    other: str
    """Number of its package."""
    undelivered: str
    """Number of the package of the first clerk's other court, which that does not have yet."""
    motion: int
    """Number of the motion among the files of each package."""
    accounts: dict[str, Account]
    """By a word for each role."""


def build(whole: Path, folder: Path) -> Courts:
    """All of it."""
    shutil.copytree(whole, folder / "work")
    workplace = Workplace.choose(str(folder / "work"))
    make_packages(COUNTY, workplace, DOING)
    return open_courts(workplace)


def open_courts(workplace: Workplace) -> Courts:
    """The courts of a workplace in which packages are made: two of them get theirs, and accounts are opened."""
    engine = database.open_database(workplace.database)
    try:
        made = database.read_packages(engine, county=COUNTY).sort("rows", "number", descending=[True, False])
        mine, other, undelivered = made.head(3).rows(named=True)
        for package in (mine, other):
            deliver_package(COUNTY, workplace, package["number"], DOING, handed_over=True)
        accounts = {
            "clerk": Account(
                name="clerk.1", role=Role.CLERK, county=COUNTY, courts=(mine["court"], undelivered["court"])
            ),
            "other clerk": Account(name="clerk.2", role=Role.CLERK, county=COUNTY, courts=(other["court"],)),
            "county": Account(name="da.unit", role=Role.COUNTY, county=COUNTY),
            "other county": Account(name="da.other", role=Role.COUNTY, county=OTHER),
            "program": Account(name="program.1", role=Role.PROGRAM),
            "auditor": Account(name="auditor.1", role=Role.AUDITOR),
        }
        for account in accounts.values():
            database.add_account(engine, account, code=hash_code("code"), actor="tests", at=NOON)
    finally:
        engine.dispose()
    names = [held.name for held in open_package(COUNTY, workplace, mine["number"]).files]
    return Courts(
        workplace=workplace, motion=names.index("motion.pdf") + 1, mine=mine["court"], package=mine["number"], rows=mine["rows"], theirs=other["court"],
        other=other["number"], undelivered=undelivered["number"], accounts=accounts,
    )  # fmt: skip
