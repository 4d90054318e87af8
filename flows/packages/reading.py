"""Packages looked at: which there are, what is in one, which conviction a row is."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import polars as pl

from connectors.packages import Package, open_stored
from connectors.store import Missing, StoreFailure, open_store
from flows.review_queue import opened
from flows.workplace import Workplace
from relief import database
from relief.errors import UserError


def list_packages(word: str, workplace: Workplace, *, courts: Collection[str] | None = None) -> pl.DataFrame:
    """Every package of a county: ``relief.database.PACKAGES``, in the order of their numbers.

    Args:
        word: the county's word.
        courts: of these courthouses only; None is all.
    """
    if not _is_there(workplace):
        return pl.DataFrame(schema=database.PACKAGES)
    with opened(workplace) as engine:
        return database.read_packages(engine, county=word, courts=courts)


def open_package(word: str, workplace: Workplace, number: str) -> Package:
    """The newest edition of a package: its files with their checksums, each read by name and checked.

    UserError where there is no such package, or its papers are not written yet.
    """
    about = find_package(word, workplace, number)
    if not about["edition"]:
        raise UserError(f"{number}: its papers are not written yet; go on with: relief packages make {word}")
    try:
        return open_stored(open_store(workplace.out), county=word, number=number, edition=about["edition"])
    except Missing:
        raise UserError(f"{number}: its files are not in {workplace.out} any more") from None


def check_package(word: str, workplace: Workplace, number: str) -> tuple[Package, dict[str, Any]]:
    """A package whose every file was read and is what its checksum says, and what it tells of itself without its rows."""
    package = open_package(word, workplace, number)
    try:
        for each in package.files:
            package.read(each.name)
    except StoreFailure as failure:
        raise UserError(str(failure)) from None
    return package, {name: each for name, each in package.describe().items() if name != "rows"}


def find_package(word: str, workplace: Workplace, number: str) -> dict[str, Any]:
    """One row of ``list_packages``. UserError where there is none."""
    found = list_packages(word, workplace).filter(pl.col("number") == number)
    if found.is_empty():
        raise UserError(f"{word} has no package of this number; see: relief packages list {word}")
    return found.row(0, named=True)


def read_rows(word: str, workplace: Workplace, number: str) -> pl.DataFrame:
    """The rows of a package: number, row, conviction and, where it was taken out, withdrawn (why)."""
    with opened(workplace) as engine:
        return database.read_package_rows(engine, county=word, number=number)


def _is_there(workplace: Workplace) -> bool:
    path = Path(workplace.database.removeprefix("sqlite:///"))
    return not workplace.database.startswith("sqlite:") or path.exists()
