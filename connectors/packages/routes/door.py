"""What a court's place for packages does, whichever way leads there."""

from datetime import datetime
from typing import Protocol

from connectors.packages.layout import COMPLETE, Package
from connectors.store import StoreFailure


class LostOnTheWay(StoreFailure):
    """The connection was lost, or the court's server did not answer. Delivering again goes on from there."""


class PackageConflict(StoreFailure):
    """There is something else under this number at the court, which stays."""


MOST_RETURNED = 100 << 20
"""Bytes of a file that a court gives back: a stamped order over 10,000 convictions, scanned, stays below it."""


class TooLarge(StoreFailure):
    """A file that the court gave back is larger than any file of outcomes."""

    def __init__(self) -> None:
        super().__init__(f"larger than {MOST_RETURNED >> 20} MB; ask the court for it in parts, or as CSV")


class Court(Protocol):
    """A place at a court."""

    def take(self, package: Package) -> None:
        """Take what is missing of a package, ``_COMPLETE`` last. Raises StoreFailure; taking again goes on."""

    def read(self, number: str, name: str) -> bytes | None:
        """What the court has under this name; None for nothing."""

    def list_returns(self, before: datetime) -> list[str]:
        """Names of the files that the court gave back, below ``RETURNS``, that nobody has written to since ``before``."""

    def fetch_return(self, name: str) -> bytes:
        """The content of one of them. TooLarge where it has more than ``MOST_RETURNED`` bytes: no more is fetched."""

    def mark_withdrawn(self, number: str) -> None:
        """Leave word that a package of which only parts are there will never be whole.

        Raises PackageConflict where it is whole, by a route on which that can be told.
        """


RETURNS = "return"
"""The folder beside the packages where a court puts what it gives back: ``return/<number>/results.csv``, stamped PDFs."""

WITHDRAWN = "_WITHDRAWN"
"""Stands in the folder of a package that was given up while it was on its way."""


def given_up(number: str) -> PackageConflict:
    """What a delivery ends with that finds ``WITHDRAWN``: somebody took the package back meanwhile, and frees its rows."""
    return PackageConflict(f"{number}: it was withdrawn while it was on its way")


def is_half(name: str) -> bool:
    """Whether a file's name says that it is still being written."""
    last = name.rpartition("/")[2].lower()
    return last.startswith((".", "~")) or last.endswith((".part", ".filepart", ".tmp", ".partial", ".crdownload"))


def list_wanted(package: Package) -> list[str]:
    """Names of everything but ``_COMPLETE``, in order."""
    return [name for name in package.in_order() if name != COMPLETE]
