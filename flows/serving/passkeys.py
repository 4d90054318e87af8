"""Passkeys: the questions that a browser puts to an authenticator, and whether the answers are right.

A passkey here is known to the authenticator by itself (no account is named before it answers) and has checked its user,
by a finger or a number: that is two factors in one.
"""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from relief.database import KnownPasskey

GOOD_FOR = 300.0
"""Seconds in which a question must be answered."""
_MOST = 1_000


@dataclass(frozen=True, kw_only=True)
class Made:
    """A new passkey's public half."""

    credential: str
    public_key: bytes
    uses: int


@dataclass(kw_only=True)
class Questions:
    """What browsers were asked and have not answered: each is good once, and not for long."""

    _asked: OrderedDict[str, tuple[bytes, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, asked_of: str, seconds: float) -> bytes:
        """A new question for a session's token; the one before is forgotten."""
        challenge = secrets.token_bytes(32)
        with self._lock:
            self._asked.pop(asked_of, None)
            self._asked[asked_of] = (challenge, seconds)
            if len(self._asked) > _MOST:
                self._asked.popitem(last=False)
        return challenge

    def answer(self, asked_of: str, seconds: float) -> bytes | None:
        """The question that was put, which is now spent; None where there is none that is still good."""
        with self._lock:
            challenge, since = self._asked.pop(asked_of, (None, 0.0))
        return challenge if seconds - since <= GOOD_FOR else None


def tell_making(*, host: str, account: str, challenge: bytes, known: tuple[str, ...]) -> str:
    """JSON for ``navigator.credentials.create``."""
    options = generate_registration_options(
        rp_id=host, rp_name="relief", user_name=account, challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known],
    )  # fmt: skip
    return options_to_json(options)


def tell_asking(*, host: str, challenge: bytes) -> str:
    """JSON for ``navigator.credentials.get``."""
    required = UserVerificationRequirement.REQUIRED
    return options_to_json(generate_authentication_options(rp_id=host, challenge=challenge, user_verification=required))


def read_made(answer: str, *, host: str, origin: str, challenge: bytes) -> Made | None:
    """The passkey that a browser made; None where the answer is not to this question, or from elsewhere."""
    try:
        found = verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=host, expected_origin=origin,
            require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError):
        return None
    return Made(
        credential=bytes_to_base64url(found.credential_id), public_key=found.credential_public_key,
        uses=found.sign_count,
    )  # fmt: skip


def name_credential(answer: str) -> str | None:
    """The id of the passkey that answered; None where it is no answer."""
    try:
        return bytes_to_base64url(parse_authentication_credential_json(answer).raw_id)
    except (WebAuthnException, ValueError):
        return None


def read_shown(answer: str, known: KnownPasskey, *, host: str, origin: str, challenge: bytes) -> int | None:
    """The authenticator's count where the answer is right, and None where it is not, or a copy gave it."""
    try:
        found = verify_authentication_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=host, expected_origin=origin,
            credential_public_key=known.public_key, credential_current_sign_count=known.uses,
            require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError):
        return None
    return found.new_sign_count
