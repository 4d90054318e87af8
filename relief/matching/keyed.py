"""Driver licence and Social Security numbers as keyed hashes: equal numbers, equal hashes; nothing to read back.

The numbers themselves are never kept. A reader hashes them as it reads, with a key that is made for the reading and
stored nowhere, and writes only which people share one: a hash that can be tried out is not kept either.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable

import polars as pl

NUMBER_KIND = pl.Enum(["ssn", "licence", "case"])

IDENTIFIERS: dict[str, pl.DataType | type[pl.DataType]] = {
    "source": pl.String,
    "subject_id": pl.String,
    "kind": NUMBER_KIND,
    "group": pl.UInt32,
    "case": pl.String,
}
"""One row a number that a source prints of a person: whose, which kind, and the group of all who have this number. Of a
further number of a case, which is no secret of anybody's, ``case`` has it in place of a group: the county and the number,
as ``relief.matching.identities.name_case`` gives them."""


def make_key() -> bytes:
    """A key for one reading. What is written does not depend on it."""
    return secrets.token_bytes(32)


def group_numbers(hashed: pl.DataFrame) -> pl.DataFrame:
    """``IDENTIFIERS`` of rows with ``source``, ``subject_id``, ``kind`` and ``hash``: equal hashes are one group.

    Groups are numbered in the order of the people, so that the same people and numbers give the same groups.
    """
    known = hashed.drop_nulls().unique().sort("source", "subject_id", "kind")
    # Two numbers of one kind of one person are told apart by whom else they are of, not by their hash.
    holders = known.group_by("kind", "hash").agg(pl.concat_str("source", "subject_id", separator="\x1f").sort())
    ordered = holders.sort("kind", pl.col("source").list.join("\x1e")).with_row_index("group").drop("source")
    joined = known.join(ordered, on=["kind", "hash"]).sort("source", "subject_id", "kind", "group")
    told = joined.with_columns(case=pl.lit(None, pl.String))
    return told.select(pl.col(name).cast(dtype) for name, dtype in IDENTIFIERS.items())


def hash_number(printed: str | None, kind: str, key: bytes) -> str | None:
    """The keyed hash of a printed number, or null where it is blank, a placeholder or too short to name one person.

    Spaces and dashes do not count; of a licence only what stands before the first space does, which is how the
    San Francisco export prints it.
    """
    text = (printed or "").strip().upper()
    number = re.sub(r"[^A-Z0-9]", "", text.split(" ")[0] if kind == "licence" else text)
    digits = re.sub(r"[^0-9]", "", number)
    if len(number) < (9 if kind == "ssn" else 6) or len(set(digits)) < 2 or (kind == "ssn" and not _is_ssn(number)):
        return None
    return hmac.new(key, f"{kind}:{number}".encode(), hashlib.sha256).hexdigest()[:32]


def hash_numbers(printed: Iterable[str | None], kind: str, key: bytes) -> pl.Series:
    """``hash_number`` of each, as text."""
    return pl.Series([hash_number(number, kind, key) for number in printed], dtype=pl.String)


def _is_ssn(number: str) -> bool:
    """No number was ever given out under area 000 or 666, group 00 or serial 0000."""
    plain = number.isdigit() and len(number) == 9
    return plain and number[:3] not in ("000", "666") and number[3:5] != "00" and number[5:] != "0000"
