"""Driver licence and Social Security numbers as keyed hashes: equal numbers, equal hashes; nothing to read back.

The numbers themselves are never kept. A reader hashes them as it reads, with one key a run, and writes only
``identifiers.parquet``; two files are comparable if the same key made them.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping

import polars as pl

from relief.errors import UserError

KEY_NAME = "RELIEF_MATCH_KEY"
SHORTEST_KEY = 16
NUMBER_KIND = pl.Enum(["ssn", "licence"])

IDENTIFIERS: dict[str, pl.DataType | type[pl.DataType]] = {
    "source": pl.String,
    "subject_id": pl.String,
    "kind": NUMBER_KIND,
    "hash": pl.String,
}
"""One row a number that a source prints of a person: whose, which kind, its keyed hash as 32 hex digits."""


def read_key(environment: Mapping[str, str]) -> bytes:
    """The key in RELIEF_MATCH_KEY, else a new one that is stored nowhere.

    Raises:
        UserError: the key is too short to keep nine-digit numbers from being tried out.
    """
    told = environment.get(KEY_NAME, "")
    if not told:
        return secrets.token_bytes(32)
    if len(told) < SHORTEST_KEY:
        raise UserError(f"{KEY_NAME}: a key has at least {SHORTEST_KEY} characters; unset it to have one made")
    return told.encode()


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
