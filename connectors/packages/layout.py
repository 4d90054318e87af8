"""A package's files, in our object store as at the court::

    packages/<county>/<number>/manifest.csv               one row a conviction, the public copy
                               manifest.json              the same, with what the package is
                               manifest_confidential.csv  the same with birth date and CII number, lodged under seal
                               import/<system>.csv        the same in the columns that the court's case system loads;
                                                          ``<system>_confidential.csv`` where these tell of persons
                               motion.pdf  order_proposed.pdf  order_proposed.docx
                               exhibit_a_public.pdf  exhibit_a_confidential.pdf
                               cases/<row or case>/order.pdf    only where the court wants one a case
                               manifest.sha256            checksums of all of these: sha256sum -c manifest.sha256
                               _COMPLETE                  written last

A second edition, which a row that was taken out before delivery makes, is kept as ``<number>.2`` and delivered as
``<number>``. Without ``_COMPLETE`` there is no package.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from connectors.store import Missing, Store, StoreFailure

MANIFEST, MANIFEST_JSON = "manifest.csv", "manifest.json"
MANIFEST_CONFIDENTIAL = "manifest_confidential.csv"
CHECKSUMS, COMPLETE = "manifest.sha256", "_COMPLETE"
IMPORTS, CASES = "import", "cases"
CONFIDENTIAL = "_confidential"
"""In the name of each file that holds birth dates or CII numbers, and of no other: lodged under seal."""

_LINE = re.compile(r"([0-9a-f]{64})  (\S+)\n")


@dataclass(frozen=True, kw_only=True)
class Held:
    """One file of a package."""

    name: str
    """Relative to the package."""
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Package:
    """A whole package in the object store."""

    county: str
    number: str
    edition: int
    sha256: str
    """Of its checksums: the same package has the same."""
    files: tuple[Held, ...]
    """All but the checksums and ``_COMPLETE``, by name."""
    store: Store = field(repr=False)

    def read(self, name: str) -> bytes:
        """A file's content, checked. Missing if the package has no such file; StoreFailure if it is not what it was."""
        wanted = {each.name: each.sha256 for each in self.files} | {CHECKSUMS: self.sha256}
        if name not in wanted and name != COMPLETE:
            raise Missing(f"{self.number}: it has no file of this name")
        content = self.store.read_bytes(f"{place(self.county, self.number, self.edition)}/{name}")
        if name != COMPLETE and hashlib.sha256(content).hexdigest() != wanted[name]:
            raise StoreFailure(f"{self.number}: a file in the store is not what its checksum says")
        return content

    def in_order(self) -> Iterator[str]:
        """Names of everything that is delivered, in the order in which it is: ``_COMPLETE`` last."""
        yield from (each.name for each in self.files)
        yield CHECKSUMS
        yield COMPLETE

    def describe(self) -> dict[str, Any]:
        """What the package says that it is: ``manifest.json``."""
        import json

        told: dict[str, Any] = json.loads(self.read(MANIFEST_JSON))
        return told


class Writing:
    """A package that is being written. Writing the same again is nothing; other content is a Conflict of the store."""

    def __init__(self, store: Store, *, county: str, number: str, edition: int) -> None:
        self._store, self._county, self._number, self._edition = store, county, number, edition
        self._files: dict[str, str] = {}

    def put(self, name: str, content: Path | bytes) -> str:
        """Write a file, of these bytes or of another file's, and give back its SHA-256."""
        self._files[name] = self._store.put(f"{self._place}/{name}", content)
        return self._files[name]

    @property
    def count(self) -> int:
        """Files so far, checksums and ``_COMPLETE`` not counted."""
        return len(self._files)

    @property
    def names(self) -> list[str]:
        """Their names, sorted."""
        return sorted(self._files)

    def finish(self) -> str:
        """Write checksums and, last, ``_COMPLETE``; the SHA-256 of the checksums."""
        lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(self._files.items()))
        sha256 = self._store.put(f"{self._place}/{CHECKSUMS}", lines.encode())
        self._store.put(f"{self._place}/{COMPLETE}", tell_complete(self._number, sha256))
        return sha256

    @property
    def _place(self) -> str:
        return place(self._county, self._number, self._edition)


def open_stored(store: Store, *, county: str, number: str, edition: int) -> Package:
    """A package that is whole in the store.

    Raises:
        Missing: it is not there, or not whole.
        StoreFailure: its checksums are not what ``_COMPLETE`` says.
    """
    here = place(county, number, edition)
    told = store.read_bytes(f"{here}/{COMPLETE}")
    lines = store.read_bytes(f"{here}/{CHECKSUMS}")
    sha256 = hashlib.sha256(lines).hexdigest()
    if told != tell_complete(number, sha256):
        raise StoreFailure(f"{number}: its checksums in the store are not those that were written")
    return Package(
        county=county, number=number, edition=edition, sha256=sha256, files=read_checksums(lines), store=store
    )


def is_confidential(name: str) -> bool:
    """Whether a file of a package holds birth dates or CII numbers, by its name."""
    return CONFIDENTIAL in name.rpartition("/")[2]


def place(county: str, number: str, edition: int) -> str:
    """Where an edition's files are in the store."""
    return f"packages/{county}/{number}" if edition == 1 else f"packages/{county}/{number}.{edition}"


def read_checksums(content: bytes) -> tuple[Held, ...]:
    """The files that ``manifest.sha256`` lists. StoreFailure where it is none."""
    text = content.decode("ascii", errors="replace")
    if _LINE.sub("", text):
        raise StoreFailure(f"{CHECKSUMS}: this is no list of checksums")
    return tuple(Held(name=name, sha256=sha256) for sha256, name in _LINE.findall(text))


def tell_complete(number: str, sha256: str) -> bytes:
    """What ``_COMPLETE`` holds: the number, and the checksum of the checksums."""
    return f"{number} {sha256}\n".encode()
