"""A court's bucket: each object is written once or not at all (``If-None-Match``), hashes are compared."""

from datetime import datetime

from connectors.packages.layout import COMPLETE, Package
from connectors.packages.routes.door import (
    MOST_RETURNED,
    RETURNS,
    WITHDRAWN,
    LostOnTheWay,
    TooLarge,
    given_up,
    is_half,
    list_wanted,
)
from connectors.store import Missing, TooManyBytes, open_store


class StoreCourt:
    """A court that takes packages in an object store."""

    def __init__(self, *, address: str) -> None:
        self._store = open_store(address)

    def take(self, package: Package) -> None:
        """As ``Court``: what is there with the same content is passed over by the store itself."""
        for name in list_wanted(package):
            self._store.put(f"{package.number}/{name}", package.read(name))
        if self._store.exists(f"{package.number}/{WITHDRAWN}"):
            raise given_up(package.number)
        self._store.put(f"{package.number}/{COMPLETE}", package.read(COMPLETE))

    def read(self, number: str, name: str) -> bytes | None:
        """As ``Court``."""
        try:
            return self._store.read_bytes(f"{number}/{name}")
        except Missing:
            return None

    def list_returns(self, before: datetime) -> list[str]:  # noqa: ARG002 - an object is whole when it is there
        """As ``Court``."""
        return [key for key in self._store.keys(f"{RETURNS}/") if not is_half(key)]

    def fetch_return(self, name: str) -> bytes:
        """As ``Court``. LostOnTheWay for a name that no key of ours could be."""
        try:
            return self._store.read_bytes(name, most=MOST_RETURNED)
        except TooManyBytes:
            raise TooLarge from None
        except ValueError:
            raise LostOnTheWay("a file that the court gave back has a name that cannot be asked for") from None

    def mark_withdrawn(self, number: str) -> None:
        """As ``Court``."""
        self._store.put(f"{number}/{WITHDRAWN}", f"{number}\n".encode())
