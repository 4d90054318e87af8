"""Secrets that are made here: of sessions, of forms, and the codes that enrol. Kept as hashes only."""

import hashlib
import hmac
import secrets

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 of them, none that is read for another."""


def make_token() -> str:
    """A session's: 512 bits, in base64url."""
    return secrets.token_urlsafe(64)


def make_code() -> str:
    """A code to enrol with: 100 bits, five groups of four letters."""
    letters = [secrets.choice(_LETTERS) for _ in range(20)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 20, 4))


def hash_token(token: str) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_code(code: str) -> str:
    """SHA-256 of a code as it was given, whatever its case, spaces and dashes."""
    return hash_token("".join(each for each in code.upper() if each in _LETTERS))


def sign_form(token: str) -> str:
    """What every form of a session holds; nobody can tell who has not the session's cookie."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def is_signed(token: str, given: str) -> bool:
    """Whether a form was made for that session."""
    return hmac.compare_digest(sign_form(token), given)
