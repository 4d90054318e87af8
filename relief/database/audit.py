"""The audit chain: written in the transaction of what it tells, checked from its first entry to its last.

Entry i's hash is SHA-256 over the 32 bytes of entry i-1's hash (zeros before the first) followed by
the entry as canonical JSON: keys ``actor at counts county event seq subject``, sorted, without spaces,
ASCII; ``at`` is ISO 8601 in UTC with microseconds and ``counts`` the text of its column. So anybody can
check a dump without this program.

The chain shows every change but one: entries missing from its end. Keep ``AuditHead`` somewhere else,
on a printed summary for example, and hand it to ``verify_audit``.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, text
from sqlmodel import col

from relief.database.audit_table import Audit
from relief.database.columns import METADATA
from relief.database.engine import DatabaseFailure, connect, transact

ORIGIN = "0" * 64
"""What the first entry has for the entry before."""

_WORD = re.compile(r"[A-Za-z0-9_.:@/-]{0,200}\Z")
_TOLD = ("actor", "at", "county", "counts", "event", "seq", "subject")
_LOCK = 0x6175646974
"""PostgreSQL's advisory lock for the chain: the letters of ``audit``."""


class AuditBroken(DatabaseFailure):
    """The chain does not hold. The message names the first entry that does not follow."""


@dataclass(frozen=True, kw_only=True)
class AuditHead:
    """The last entry: nothing before it can change without changing its hash."""

    seq: int
    hash: str


def record_audit(
    engine: Engine,
    *,
    at: datetime,
    actor: str,
    event: str,
    county: str = "",
    subject: str = "",
    counts: Mapping[str, int] | None = None,
) -> AuditHead:
    """Add one entry to the chain.

    Args:
        at: when, with its zone.
        actor: an account or a process, never a person's name.
        event: what was done, as ``export.viewed``.
        county: the county's word, or empty.
        subject: hash or object key of what it was done to, or empty.
        counts: whole numbers by name.

    Raises:
        ValueError: a word has letters that a name could be written in, or a count is no whole number.
    """
    return transact(
        engine,
        lambda connection: add_audit(
            connection, at=at, actor=actor, event=event, county=county, subject=subject, counts=counts or {}
        ),
    )


def add_audit(
    connection: Connection,
    *,
    at: datetime,
    actor: str,
    event: str,
    county: str,
    subject: str,
    counts: Mapping[str, int],
) -> AuditHead:
    """As ``record_audit``, inside a transaction of the caller's: the effect and its entry commit together."""
    _check(actor=actor, event=event, county=county, subject=subject, counts=counts)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = connection.execute(select(col(Audit.seq), col(Audit.hash)).order_by(col(Audit.seq).desc()).limit(1)).first()
    seq, previous = (last[0] + 1, last[1]) if last else (1, ORIGIN)
    moment, numbers = at.astimezone(UTC), _write_canonical(dict(counts))
    entry = {
        "actor": actor,
        "at": moment,
        "county": county,
        "counts": numbers,
        "event": event,
        "seq": seq,
        "subject": subject,
    }
    digest = _hash(previous, entry)
    connection.execute(insert(Audit).values(**entry, previous=previous, hash=digest))
    return AuditHead(seq=seq, hash=digest)


def read_audit(
    engine: Engine, *, most: int, before: int | None = None, event: str | None = None, actor: str | None = None
) -> list[dict[str, Any]]:
    """The newest entries, the newest first: seq, at, actor, event, county, subject and counts.

    Args:
        most: how many at most.
        before: only entries with a smaller ``seq``.
        event: only of this event.
        actor: only of this account or process.
    """
    names = ("seq", "at", "actor", "event", "county", "subject", "counts")
    query = select(*(col(getattr(Audit, name)) for name in names)).order_by(col(Audit.seq).desc()).limit(most)
    for column, wanted in ((col(Audit.event), event), (col(Audit.actor), actor)):
        query = query if wanted is None else query.where(column == wanted)
    if before is not None:
        query = query.where(col(Audit.seq) < before)
    with connect(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def verify_audit(engine: Engine, *, anchor: AuditHead | None = None) -> AuditHead:
    """Check every entry against the one before and return the last.

    Args:
        anchor: a head that was kept elsewhere; it must still be in the chain.

    Raises:
        AuditBroken: an entry was changed, removed or put in.
    """
    seq, head = 0, ORIGIN
    with connect(engine) as connection:
        for row in (
            connection.execution_options(yield_per=10_000)
            .execute(select(*METADATA.tables["audit"].c).order_by("seq"))
            .mappings()
        ):
            entry = {name: row[name] for name in _TOLD}
            seq += 1
            if row["seq"] != seq or row["previous"] != head or row["hash"] != _hash(head, entry):
                raise AuditBroken(f"the audit chain breaks at entry {seq}: it was changed, or one before it is missing")
            head = row["hash"]
            if anchor and anchor.seq == seq and anchor.hash != head:
                raise AuditBroken(f"the audit chain was written anew: entry {seq} is not the one that was kept")
    if anchor and anchor.seq > seq:
        raise AuditBroken(f"the audit chain ends at entry {seq}; entry {anchor.seq} was kept and is gone")
    return AuditHead(seq=seq, hash=head)


def _check(*, counts: Mapping[str, int], **words: str) -> None:
    for name, word in {**words, **{f"counts[{i}]": key for i, key in enumerate(counts)}}.items():
        if not _WORD.match(word if not name.startswith("counts") else word.replace(" ", "_")):
            raise ValueError(f"audit: {name} may hold letters, digits and _.:@/- only, at most 200")
    if any(type(number) is not int for number in counts.values()):
        raise ValueError("audit: counts are whole numbers")


def _hash(previous: str, entry: Mapping[str, object]) -> str:
    at = entry["at"]
    assert isinstance(at, datetime)
    told = {**entry, "at": at.isoformat(timespec="microseconds")}
    return hashlib.sha256(bytes.fromhex(previous) + _write_canonical(told).encode()).hexdigest()


def _write_canonical(value: Mapping[str, object]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
