"""What every request of one server shares: the site, the database, what was asked and how often."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flows.serving.limits import Limit, Tickets
from flows.serving.passkeys import Questions
from flows.serving.site import Site
from flows.serving.standings import Manifests, Standings
from relief import database

LIMITS: Mapping[str, Limit] = {
    "door": Limit(at_once=30, a_minute=30),
    "page": Limit(at_once=120, a_minute=240),
    "upload": Limit(at_once=10, a_minute=5),
}
"""Sign-ins and enrolments; what is read and written; files that are taken in: of one address each, which a courthouse's
clerks may share."""


@dataclass(kw_only=True)
class Office:
    """A server's."""

    site: Site
    engine: Any
    questions: Questions = field(default_factory=Questions)
    standings: Standings = field(default_factory=Standings)
    tickets: Mapping[str, Tickets] = field(
        default_factory=lambda: {name: Tickets(limit=limit) for name, limit in LIMITS.items()}
    )

    manifests: Manifests = field(default_factory=Manifests)
    pdfium: threading.Lock = field(default_factory=threading.Lock)
    """Held while a PDF is read or drawn: PDFium is not made for two threads."""

    def seconds(self) -> float:
        """A clock that only goes forward."""
        return time.monotonic()


@contextmanager
def opened_office(site: Site) -> Iterator[Office]:
    """An office with its database for as long as the block lasts."""
    engine = database.open_database(site.workplace.database)
    try:
        yield Office(site=site, engine=engine)
    finally:
        engine.dispose()
