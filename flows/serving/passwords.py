"""Passwords and the codes of the minute.

A password is kept as Argon2id's hash. The secret of the codes has to be readable to check one, so it is sealed with a key
that only the password gives: a copy of the database opens no account.
"""

import hmac
import os
import secrets
from datetime import datetime

import argon2
import pyotp
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SHORTEST, LONGEST = 12, 128
"""Characters of a password."""
DIGITS, SECONDS = 6, 30
"""Of a code, and how long it is shown."""

_HASHER = argon2.PasswordHasher()
_SALT, _NONCE = 16, 12
_NOBODY = _HASHER.hash(secrets.token_hex(16))
"""What a password is held against where there is no account: it takes as long."""


def find_fault(password: str, account: str) -> str | None:
    """What is the matter with a new password; None where it will do."""
    if len(password) < SHORTEST:
        return f"The password needs at least {SHORTEST} characters; several words are good."
    if len(password) > LONGEST:
        return f"The password may have at most {LONGEST} characters."
    if len(set(password.lower())) < 6 or account.lower() in password.lower():
        return "The password is easy to guess: use more different characters, and not the account's name."
    return None


def hash_password(password: str) -> str:
    """Argon2id's text form."""
    return _HASHER.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Whether it is the password of that hash; as slow where there is none."""
    try:
        return _HASHER.verify(kept or _NOBODY, password) and kept is not None
    except argon2.exceptions.VerificationError:
        return False


def make_secret() -> str:
    """A new secret for the codes, in base32, 160 bits."""
    return pyotp.random_base32(length=32)


def tell_secret(secret: str, account: str, site: str) -> str:
    """The address that an authenticator reads from a picture."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS).provisioning_uri(name=account, issuer_name=site)


def find_step(secret: str, code: str, at: datetime) -> int | None:
    """Number of the half minute whose code it is, this one or one beside it; None where it is none of theirs."""
    codes = pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS)
    this = int(at.timestamp()) // SECONDS
    given = "".join(code.split()).encode()
    right = [
        step for step in (this - 1, this, this + 1) if hmac.compare_digest(codes.at(step * SECONDS).encode(), given)
    ]
    return right[-1] if right else None


def seal(secret: str, password: str) -> bytes:
    """The secret under the password: salt, nonce, and AES-256-GCM's text."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return salt + nonce + AESGCM(_derive(password, salt)).encrypt(nonce, secret.encode(), None)


def unseal(sealed: bytes | None, password: str) -> str | None:
    """The secret; None where it is another password's, and as slowly where there is none."""
    sealed = sealed or bytes(_SALT + _NONCE + 16)
    salt, nonce, text = sealed[:_SALT], sealed[_SALT : _SALT + _NONCE], sealed[_SALT + _NONCE :]
    try:
        return AESGCM(_derive(password, salt)).decrypt(nonce, text, None).decode()
    except InvalidTag:
        return None


def _derive(password: str, salt: bytes) -> bytes:
    """A key of 256 bits; the salt is another than the hash's, so the hash does not give it."""
    return hash_secret_raw(
        password.encode(), salt, time_cost=_HASHER.time_cost, memory_cost=_HASHER.memory_cost,
        parallelism=_HASHER.parallelism, hash_len=32, type=Type.ID,
    )  # fmt: skip
