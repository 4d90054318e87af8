"""The ways to a court. Each delivers a package once: whole, byte for byte, ``_COMPLETE`` last, however often it is tried.

What is at the court is never written over: a file that is there with the same content is passed over, one with other
content is a Conflict. A delivery that broke off is gone on with by delivering again.
"""

import time
from random import uniform

from connectors.packages.layout import COMPLETE, Package
from connectors.packages.routes.door import Court, LostOnTheWay, PackageConflict
from connectors.packages.routes.folder import FolderCourt
from connectors.packages.routes.store import StoreCourt
from connectors.store import Conflict, StoreFailure
from relief.errors import UserError
from relief.profiles import Delivery

__all__ = ["ATTEMPTS", "Court", "LostOnTheWay", "PackageConflict", "deliver", "is_delivered", "open_court"]

ATTEMPTS = 6
"""How often a delivery that lost its connection is gone on with before it is given back."""


def open_court(delivery: Delivery) -> Court:
    """The court's place for packages. UserError where the profile names none that can be reached."""
    address = delivery.address or ""
    if delivery.route == "paper" or not address:
        raise UserError(
            "court.delivery: this court takes paper: print each package with "
            "relief packages deliver COUNTY NUMBER --to FILE.pdf, and when the court has it, --handed-over"
        )
    if address.startswith("sftp://"):
        # asyncssh costs a third of a second to import: only who names a server pays.
        from connectors.packages.routes.sftp import SftpCourt

        return SftpCourt(address=address, host_keys=delivery.host_keys)
    if address.startswith("s3://"):
        return StoreCourt(address=address)
    if "://" in address:
        raise UserError("court.delivery.address: a folder, s3://bucket/prefix or sftp://account@host:port/folder")
    return FolderCourt(address=address)


def deliver(package: Package, court: Court) -> None:
    """Bring the whole package to the court.

    Raises:
        LostOnTheWay: the connection was lost more than ``ATTEMPTS`` times; deliver again.
        PackageConflict: there is something else under this number at the court.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            court.take(package)
            return
        except Conflict as conflict:
            raise PackageConflict(f"{package.number}: {conflict}") from None
        except StoreFailure as lost:
            if isinstance(lost, PackageConflict) or attempt == ATTEMPTS:
                raise
            time.sleep(uniform(0, 0.1 * 2**attempt))


def is_delivered(package: Package, court: Court) -> bool:
    """Whether the court has the whole of this package. PackageConflict where it has another of this number."""
    told = court.read(package.number, COMPLETE)
    if told is not None and told != package.read(COMPLETE):
        raise PackageConflict(f"{package.number}: the court has another package under this number")
    return told is not None
