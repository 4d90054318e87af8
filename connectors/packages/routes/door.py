"""What a court's place for packages does, whichever way leads there."""

from typing import Protocol

from connectors.packages.layout import COMPLETE, Package
from connectors.store import StoreFailure


class LostOnTheWay(StoreFailure):
    """The connection was lost, or the court's server did not answer. Delivering again goes on from there."""


class PackageConflict(StoreFailure):
    """There is something else under this number at the court, which stays."""


class Court(Protocol):
    """A place at a court."""

    def take(self, package: Package) -> None:
        """Take what is missing of a package, ``_COMPLETE`` last. Raises StoreFailure; taking again goes on."""

    def read(self, number: str, name: str) -> bytes | None:
        """What the court has under this name; None for nothing."""

    def mark_withdrawn(self, number: str) -> None:
        """Leave word that a package of which only parts are there will never be whole."""


WITHDRAWN = "_WITHDRAWN"
"""Stands in the folder of a package that was given up while it was on its way."""


def list_wanted(package: Package) -> list[str]:
    """Names of everything but ``_COMPLETE``, in order."""
    return [name for name in package.in_order() if name != COMPLETE]
